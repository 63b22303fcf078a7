"""On what signatures are trusted here: seal, timestamps, authorities, European lists, revocations.

Shown to the administrator, who may ask for the lists to be read again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from audit.actor import Actor
from common import clock, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents.pdf import keys, trusted_lists
from documents.pdf.errors import SealUnavailable
from governance.offices import Office

REFRESH = "desk.refresh_trust"
UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING)


def may_see(actor: Actor) -> bool:
    return bool(actor.office == Office.ADMIN)


@dataclass(frozen=True, slots=True)
class Root:
    """An authority that the settings designate; ``over``: its certificate ended."""

    name: str
    until: datetime
    over: bool


def state(at: datetime) -> dict[str, Any]:
    """Everything that the page shows."""
    roots, fault = _roots(at)
    return {
        "seal": keys.status(at),
        "clock": urlsplit(settings.TSA_URL).hostname or "",
        "demonstration": keys.demo(),
        "roots": roots,
        "roots_fault": fault,
        "lists": trusted_lists.sources(at),
        "tried_at": trusted_lists.tried_at() if trusted_lists.asked() else None,
        "revocations": settings.REVOCATION_ONLINE,
        "under_way": Job.objects.filter(kind=REFRESH, state__in=UNDER_WAY).exists(),
    }


def _roots(at: datetime) -> tuple[list[Root], str]:
    try:
        found = keys.trust_roots()
    except SealUnavailable as refusal:
        return [], str(refusal)
    named = [
        Root(keys.organisation_of(each), each.not_valid_after, each.not_valid_after < at)
        for each in found
    ]
    return sorted(named, key=lambda root: root.name), ""


def refresh(*, actor: Actor) -> Job:
    """Ask for the lists to be read again, by a worker: the network is slow, and may be silent."""
    if not trusted_lists.asked():
        raise Refused(Refusal("Aucune liste européenne n’est demandée (réglage TRUST_LISTS)."))
    running = Job.objects.filter(kind=REFRESH, state__in=UNDER_WAY).first()
    label = "Listes de confiance européennes"
    return running or jobs.ask(REFRESH, label, [("Lire et vérifier", {})], actor=actor)


@jobs.handles(REFRESH)
def _refresh(payload: dict[str, Any], actor: Actor) -> str:
    return " ".join(trusted_lists.refresh(clock.now()))
