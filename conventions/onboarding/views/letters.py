"""The letters and texts of a school's entry: financing, refusal, families."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from governance.views.asking import allowed, load

from ..families import docdata as families
from ..financing import docdata, facts, permissions
from ..models import FinancingDecision, SchoolEntry
from ..models.scopes import rights
from ..refusals import docdata as refusals
from .entries import RELATED
from .papers import DRAFT_MARK, sent

SIGNS = "la collectivité qui décide (exécutif ou préparateur)"
DECISION = (
    "institution", "entry__school__commune", "entry__campaign__territory", "entry__competent",
)  # fmt: skip


@login_required
@require_safe
def financing(request: Any, public_id: uuid.UUID, name: str, shape: str) -> HttpResponse:
    """« demande »: the letter to the body asked; « projet »: the text of its decision, before it is
    taken; « a-signer »: the copy of that text for the body alone."""
    found = load(FinancingDecision, request, public_id, *DECISION)
    if not docdata.known(found, facts.plan_of(found.entry)) or name not in docdata.PAPERS:
        raise Http404
    about = f"financement-{found.entry.school.uai.lower()}"
    if name == "demande":
        contents = docdata.request(found)
        return sent(docdata.REQUEST, contents, shape=shape, name=f"demande-de-{about}")
    if not docdata.undecided(found):
        raise Http404
    sign = name == "a-signer"
    if sign:
        allowed(permissions.decides(request.actor, found), SIGNS)
    return sent(
        docdata.DECISION,
        docdata.to_decide(found, sign=sign),
        shape=shape,
        name=f"decision-de-{about}-{name}",
        mark="" if sign else DRAFT_MARK,
    )


@login_required
@require_safe
def refusal(request: Any, public_id: uuid.UUID, name: str, shape: str) -> HttpResponse:
    """The letter of a refusal to the « collectivite » or to the « ecole », for those who read the
    texts of the file."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    if "T" not in rights(request.actor) or name not in refusals.recipients(found):
        raise Http404
    return sent(
        refusals.MODEL,
        refusals.letter(found, name),
        shape=shape,
        name=f"prise-d-acte-{found.school.uai.lower()}-{name}",
    )


@login_required
@require_safe
def families_sheet(request: Any, public_id: uuid.UUID, shape: str) -> HttpResponse:
    """What a school hands to every family: the same sheet for all, with neither code nor name."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    return sent(
        families.MODEL,
        families.sheet(found),
        shape=shape,
        name=f"fiche-familles-{found.school.uai.lower()}",
    )
