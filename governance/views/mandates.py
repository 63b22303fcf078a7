"""Mandates: the list, one mandate, recording, confirming and ending it."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, french

from .. import channels, permissions, services, wording
from ..forms import ConfirmForm, EndForm, MandateForm
from ..forms_fields import after
from ..forms_filters import MandateFilter
from ..models import (
    Absence,
    ContactChannel,
    Mandate,
    MandateStatus,
    Mission,
    Person,
    SignatorySheet,
    SigningDelegation,
    Substitution,
)
from ..offices import Office
from ..standing import SIGNING_OFFICES
from . import exporting, rulings
from .asking import allowed, ask, kept, load, ordered, paged, reader
from .searching import matching

SORTS = {
    "personne": ("person__last_name", "person__first_name"),
    "institution": ("institution__name", "office"),
    "debut": ("starts_on",),
    "fin": ("ends_on",),
}
HEAD = ["Personne", "Fonction", "Institution", "Du", "Au (inclus)", "Statut", "Confirmé le"]


def _filtered(request: Any) -> tuple[MandateFilter, Any]:
    form = MandateFilter(request.GET)
    rows = Mandate.objects.visible_to(request.actor).with_words()
    asked = form.cleaned_data if form.is_valid() else {}
    if text := asked.get("q"):
        fields = ("person__last_name", "person__first_name", "institution__name")
        rows = rows.filter(matching(text, *fields))
    if asked.get("fonction"):
        rows = rows.filter(office=asked["fonction"])
    if asked.get("statut") == "confirmer":
        rows = rows.filter(confirmed_at__isnull=True).exclude(status=MandateStatus.ANNULLED)
    elif asked.get("statut"):
        rows = rows.filter(status=asked["statut"])
    return form, rows


@login_required
@require_safe
def mandates(request: Any) -> HttpResponse:
    """The list, filtered by its address; ``?format=csv`` and ``xlsx`` give the same rows."""
    reader(request)
    form, rows = _filtered(request)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "personne").iterator(chunk_size=1000)
        return exporting.respond(shape, "mandats", HEAD, (_line(mandate) for mandate in every))
    page = paged(request, rows, SORTS, "personne")
    context = {
        "form": form,
        "page": page,
        "mandates": [(mandate, wording.office_with_area(mandate)) for mandate in page],
        "may_record": permissions.has_office(request.actor, "admin", "preparer"),
    }
    return render(request, "governance/mandates.html", context)


def _line(mandate: Mandate) -> list[Any]:
    return [
        mandate.person.formal_name,
        wording.office_with_area(mandate),
        mandate.institution.name,
        mandate.starts_on,
        mandate.last_day,
        mandate.get_status_display(),
        mandate.day_of(mandate.confirmed_at) if mandate.confirmed_at else None,
    ]


def _unchecked(signing: Iterable[ContactChannel], actor: Any) -> Iterator[tuple[Any, ...]]:
    """The recent addresses that wait for a second check: why, and whether ``actor`` makes it."""
    for channel in signing:
        refusal = channels.cooling(channel, clock.now())
        if refusal is not None:
            yield channel, refusal.sentence, permissions.may_check_channel(actor, channel)


@login_required
@require_safe
def mandate(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One mandate: its act, its sheet, the delegations and substitutions around it."""
    found = load(Mandate, request, public_id, "person", "institution", "circonscription", "school")
    actor = request.actor
    sheets = SignatorySheet.objects.visible_to(actor).filter(mandate=found)
    signing = ContactChannel.objects.visible_to(actor).filter(sheet__mandate=found,
                                                              sheet__current=True)  # fmt: skip
    given = SigningDelegation.objects.visible_to(actor).filter(delegator=found)
    held = SigningDelegation.objects.visible_to(actor).filter(delegate=found)
    away = Substitution.objects.visible_to(actor).filter(absent=found)
    announced = Absence.objects.visible_to(actor).filter(mandate=found)
    examined = Mission.objects.visible_to(actor).filter(mandate=found)
    may_acts = permissions.may_keep_acts(actor, found.institution)
    context = {
        "mandate": found,
        "quality": wording.quality(found),
        "valid": found.is_valid(clock.now()),
        "situation": _situation(found),
        "sheet": sheets.filter(current=True).first(),
        "former_sheets": sheets.filter(current=False),
        "signing": [(c, channels.shown(c, actor)) for c in signing],
        "unchecked": list(_unchecked(signing, actor)),
        "given": given.select_related("delegate__person", "delegate__institution"),
        "held": held.select_related("delegator__person", "delegator__institution"),
        "away": away.select_related("replacement__person"),
        "today": found.day_of(clock.now()),
        "absences": [a for a in announced if a.ends_on > found.day_of(clock.now())],
        "may_announce": permissions.may_announce_absence(actor, found),
        "missions": examined.prefetch_related("institutions__institution"),
        "may_missions": found.office == Office.AUDITOR
        and permissions.may_keep_missions(actor, found),
        "signs": found.office in SIGNING_OFFICES,
        "may_acts": may_acts,
        "may_confirm": found.confirmed_at is None and permissions.may_confirm_mandate(actor, found),
        "may_end": found.status in _CAN_END and permissions.may_rule_mandate(actor, found),
        "rulings": rulings.offered(found, actor),
    }
    return render(request, "governance/mandate.html", context)


_CAN_END = (MandateStatus.FUTURE, MandateStatus.VALID, MandateStatus.SUSPENDED)


def _situation(found: Mandate) -> str:
    if found.status == MandateStatus.ANNULLED:
        return "Ce mandat est annulé : il ne permet plus d’agir."
    if found.confirmed_at is None:
        return "Ce mandat n’est pas confirmé : il ne donne encore aucun droit."
    if found.status == MandateStatus.SUSPENDED:
        return "Ce mandat est suspendu : il ne permet ni d’agir ni de signer avant d’être rétabli."
    if found.status == MandateStatus.FUTURE:
        return f"À venir : ce mandat commence le {french.date_fr(found.starts_on)}."
    if found.is_valid(clock.now()):
        return f"En cours {found.period_words}."
    return f"{found.get_status_display()}, {found.period_words}."


def page_of(found: Mandate) -> str:
    return reverse("governance:mandate", args=[found.public_id])


@login_required
@require_http_methods(["GET", "POST"])
def record(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A mandate gives no right before somebody else compared it with its act."""
    person = load(Person, request, public_id)
    actor = request.actor
    allowed(
        permissions.has_office(actor, "admin", "preparer") and actor.person_id != person.pk,
        "l’administrateur ou au préparateur de l’institution, pour une autre personne",
    )

    def act(given: dict[str, Any]) -> str:
        upload = given.pop("act_file")
        ends_on = after(given.pop("last_day"))
        recorded = kept(
            upload,
            lambda sha256: services.record_mandate(
                actor=actor, person=person, ends_on=ends_on, act_file=sha256, **given
            ),
        )
        return page_of(recorded)

    return ask(
        request,
        MandateForm(request.POST or None, request.FILES or None, actor=actor),
        act,
        title=f"Enregistrer un mandat de {person}",
        verb="Enregistrer le mandat",
        back=reverse("governance:person", args=[person.public_id]),
        done="Le mandat est enregistré. Un chef de projet doit le confirmer.",
        intro="Il ne donne aucun droit avant d’avoir été comparé à son acte et confirmé.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The project manager compared the mandate with its act."""
    found = load(Mandate, request, public_id, "person", "institution")
    allowed(permissions.may_confirm_mandate(request.actor, found), "un autre chef de projet")
    return ask(
        request,
        ConfirmForm(request.POST or None),
        lambda given: services.confirm_mandate(actor=request.actor, mandate=found),
        title="Confirmer le mandat",
        verb="Confirmer le mandat",
        back=page_of(found),
        done="Le mandat est confirmé.",
        intro=f"{found.person.formal_name}, {wording.quality(found)}, {found.period_words}. "
        f"Acte : {found.act_reference or 'aucun'}. Cette personne pourra agir dès le premier "
        "jour du mandat.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Before its term, for a reason that stays in the history."""
    found = load(Mandate, request, public_id, "person", "institution")
    allowed(permissions.may_rule_mandate(request.actor, found), "un juriste")
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.end_mandate(actor=request.actor, mandate=found, **given),
        title="Terminer le mandat",
        verb="Terminer le mandat",
        back=page_of(found),
        done="Le mandat est terminé.",
        intro=f"{found.person.formal_name} ne pourra plus agir comme {wording.quality(found)}. "
        "Les signatures déjà données restent acquises.",
        refuse=True,
    )
