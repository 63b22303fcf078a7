"""People: the list, one person with their mandates and addresses."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import second_factor
from common import clock

from .. import channels, permissions, services, wording
from ..forms import ChannelForm, CheckForm, PersonForm, ReasonForm
from ..forms_filters import PersonFilter
from ..models import ChannelScope, ContactChannel, Institution, Mandate, Person
from . import exporting
from .asking import allowed, ask, load, ordered, paged, reader
from .searching import matching

SORTS = {"nom": ("last_name", "first_name"), "prenom": ("first_name", "last_name")}
HEAD = ["Civilité", "Prénom", "Nom", "Fonctions en cours"]
ADDERS = "l’administrateur, au chef de projet ou à un préparateur"


def _filtered(request: Any) -> tuple[PersonFilter, Any]:
    form = PersonFilter(request.GET)
    held = Mandate.objects.visible_to(request.actor).valid_on(clock.today()).with_words()
    rows = Person.objects.visible_to(request.actor).prefetch_related(
        Prefetch("mandates", held, "mandates_now")
    )
    if form.is_valid() and form.cleaned_data["q"]:
        rows = rows.filter(matching(form.cleaned_data["q"], "last_name", "first_name"))
    return form, rows


def _qualities(person: Any) -> str:
    return " ; ".join(wording.quality(mandate) for mandate in person.mandates_now)


@login_required
@require_safe
def people(request: Any) -> HttpResponse:
    """The list with the offices of the day; ``?format=csv`` and ``xlsx`` give the same rows."""
    reader(request)
    form, rows = _filtered(request)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "nom").iterator(chunk_size=1000)
        lines = ([p.get_civility_display(), p.first_name, p.last_name, _qualities(p)]
                 for p in every)  # fmt: skip
        return exporting.respond(shape, "personnes", HEAD, lines)
    page = paged(request, rows, SORTS, "nom")
    context = {
        "form": form,
        "page": page,
        "people": [(person, _qualities(person)) for person in page],
        "may_create": _may_create(request.actor),
    }
    return render(request, "governance/people.html", context)


def _may_create(actor: Any) -> bool:
    return permissions.may_keep_directory(actor) or permissions.has_office(actor, "preparer")


@login_required
@require_safe
def person(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One person: mandates, and addresses in clear for their own institution only."""
    found = load(Person, request, public_id)
    actor, now = request.actor, clock.now()
    mandates = Mandate.objects.visible_to(actor).filter(person=found).with_words()
    rows = [(m, wording.quality(m), m.is_valid(now)) for m in mandates.order_by("-starts_on")]
    held = ContactChannel.objects.visible_to(actor).on(clock.today()).filter(person=found)
    keeps = permissions.may_keep_account(actor, found)
    context = {
        "person": found,
        "mandates": rows,
        "now": [quality for _, quality, valid in rows if valid],
        "channels": [(c, channels.shown(c, actor)) for c in held],
        "may_record": actor.person_id != found.pk
        and permissions.has_office(actor, "admin", "preparer"),
        "may_channel": _may_channel(actor, found),
        "account": found.user if keeps else None,
        "may_account": keeps,
        "second_factor": keeps and second_factor.enrolled(found.user),
    }
    return render(request, "governance/person.html", context)


def _may_channel(actor: Any, found: Person) -> bool:
    bodies = Institution.objects.visible_to(actor).filter(mandates__person=found).distinct()
    return actor.person_id == found.pk or any(
        permissions.may_keep_acts(actor, body) for body in bodies
    )


def _page(found: Person) -> str:
    return reverse("governance:person", args=[found.public_id])


@login_required
@require_http_methods(["GET", "POST"])
def create(request: Any) -> HttpResponse:
    """Somebody who holds, or will hold, an office; pupils and families are never recorded."""
    allowed(_may_create(request.actor), ADDERS)
    return ask(
        request,
        PersonForm(request.POST or None),
        lambda given: _page(services.create_person(actor=request.actor, **given)),
        title="Ajouter une personne",
        verb="Ajouter la personne",
        back=reverse("governance:people"),
        done="La personne est au répertoire. Enregistrez maintenant son mandat.",
        intro="Cherchez d’abord si elle y est déjà : une personne qui a plusieurs mandats n’a "
        "qu’une fiche.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_channel(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An ordinary address of the person; one for signing comes with the signatory's sheet."""
    found = load(Person, request, public_id)
    allowed(_may_channel(request.actor, found), "ceux qui tiennent les actes de son institution")
    return ask(
        request,
        ChannelForm(request.POST or None),
        lambda given: services.add_channel(
            actor=request.actor, person=found, scope=ChannelScope.PERSONAL, **given
        ),
        title=f"Ajouter une coordonnée de {found}",
        verb="Ajouter la coordonnée",
        back=f"{_page(found)}#coordonnees",
        done="La coordonnée est enregistrée.",
        intro="Pour recevoir un code de signature, déposez la fiche signataire du mandat. Une "
        "adresse postale demande le papier : ses convocations aux instances y sont postées, même "
        "si une adresse électronique est connue (CGCT, art. L. 2121-10).",
    )


@login_required
@require_http_methods(["GET", "POST"])
def close_channel(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The address no longer serves from today; it stays in the history."""
    channel = load(ContactChannel, request, public_id, "person", "institution")
    owner = channel.person or channel.institution
    may = (
        _may_channel(request.actor, channel.person)
        if channel.person
        else permissions.may_keep_acts(request.actor, channel.institution)
        or permissions.may_keep_directory(request.actor)
    )
    allowed(may, "ceux qui tiennent les actes de cette institution")
    page = "person" if channel.person else "institution"
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: services.close_channel(actor=request.actor, channel=channel, **given),
        title="Retirer la coordonnée",
        verb="Retirer la coordonnée",
        back=reverse(f"governance:{page}", args=[owner.public_id]) + "#coordonnees",
        done="La coordonnée ne sert plus.",
        intro=f"{channels.shown(channel, request.actor)} ne servira plus à partir d’aujourd’hui.",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def check_channel(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A recent address for signing was checked by another way: it may receive codes."""
    channel = load(ContactChannel, request, public_id, "person", "sheet__mandate")
    if channel.sheet is None:
        raise Http404
    allowed(permissions.may_check_channel(request.actor, channel), "le syndicat")
    return ask(
        request,
        CheckForm(request.POST or None),
        lambda given: services.check_channel(actor=request.actor, channel=channel, **given),
        title=f"Vérifier {channels.shown(channel, request.actor)}",
        verb="Enregistrer la vérification",
        back=reverse("governance:mandate", args=[channel.sheet.mandate.public_id]) + "#fiche",
        done="La coordonnée peut recevoir un code de signature.",
        intro="Une coordonnée enregistrée depuis peu ne reçoit pas de code de signature avant "
        "d’avoir été vérifiée une seconde fois : appelez le signataire à un numéro que vous "
        "connaissiez déjà, jamais à celui que vous vérifiez.",
    )
