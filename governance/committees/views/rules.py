"""Rules of instances and of their kinds: read as sentences, replaced by new versions."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from circuits import matters
from common import clock
from governance.views.asking import allowed, ask, load

from .. import loading, permissions, sentences, services
from ..forms import CompetenceForm, KindForm
from ..forms_rules import RulesForm
from ..models import Committee, CommitteeKind, CommitteeRules


@login_required
@require_safe
def kinds(request: Any) -> HttpResponse:
    """What instances may be, each with the rules that a new one starts with."""
    _reader(request)
    rows = CommitteeKind.objects.visible_to(request.actor).annotate(held=Count("committees"))
    context = {"rows": rows, "may_keep": permissions.may_keep(request.actor)}
    return render(request, "committees/kinds.html", context)


@login_required
@require_safe
def kind(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The rules of one kind."""
    found = load(CommitteeKind, request, public_id)
    rules = found.rules.on(clock.today()).first() or found.rules.last()
    versions = CommitteeRules.objects.visible_to(request.actor).filter(kind=found)
    context = {
        "kind": found,
        "subtitle": "Une instance par circonscription"
        if found.by_circonscription
        else "Pour tout le programme",
        "rules": rules,
        "sections": sentences.sections(rules) if rules else [],
        "origins": loading.origins(rules) if rules else [],
        "others": versions.exclude(pk=rules.pk if rules else None),
        "may_keep": permissions.may_keep(request.actor),
        "examined": [each.label for each in matters.every() if each.code in found.examines],
    }
    return render(request, "committees/kind.html", context)


@login_required
@require_safe
def version(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One version of the rules, past, present or to come."""
    found = load(CommitteeRules, request, public_id, "committee", "kind")
    context = {
        "rules": found,
        "owner": found.owner,
        "heading": f"Règles : {found.owner}",
        "sections": sentences.sections(found),
        "origins": loading.origins(found),
    }
    return render(request, "committees/version.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create_kind(request: Any) -> HttpResponse:
    """Another kind, without code: a name, and the rules of one that is there."""
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    return ask(
        request,
        KindForm(request.POST or None, actor=request.actor),
        lambda given: services.create_kind(actor=request.actor, **given).get_absolute_url(),
        title="Créer une nature d’instance",
        verb="Créer la nature",
        back=reverse("committees:kinds"),
        done="La nature est créée. Changez ses règles avant de créer la première instance.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def change_kind(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The cases that its instances may be asked about."""
    found = load(CommitteeKind, request, public_id)
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    return ask(
        request,
        CompetenceForm(request.POST or None, initial={"examines": found.examines}),
        lambda given: services.change_kind(actor=request.actor, kind=found, **given),
        title=f"Dossiers examinés : {found}",
        verb="Enregistrer les dossiers",
        back=found.get_absolute_url(),
        done="Les dossiers examinés sont enregistrés.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def change_of_committee(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A new version of the rules of an instance."""
    found = load(Committee, request, public_id, "host", "kind")
    return _change(request, found, f"{found.get_absolute_url()}#regles")


@login_required
@require_http_methods(["GET", "POST"])
def change_of_kind(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Other rules for the instances to come."""
    found = load(CommitteeKind, request, public_id)
    return _change(request, found, found.get_absolute_url())


def _change(request: Any, owner: Committee | CommitteeKind, back: str) -> HttpResponse:
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    present = owner.rules.on(clock.today()).first() or owner.rules.first()
    if present is None:
        raise Http404
    return ask(
        request,
        RulesForm(request.POST or None, present=present),
        lambda given: services.change_rules(actor=request.actor, owner=owner, **given),
        title=f"Nouvelle version des règles : {owner}",
        verb="Enregistrer la nouvelle version",
        back=back,
        done="La nouvelle version est enregistrée. La précédente reste celle des séances tenues "
        "avant elle.",
        template="committees/rules_form.html",
        present=present,
    )


def _reader(request: Any) -> None:
    """Kinds do not exist for those outside the syndicate (404)."""
    if not permissions.may_read_kinds(request.actor):
        raise Http404
