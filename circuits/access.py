"""How a page of the signatory finds its link: the token of a mail, or a step of one's own.

A GET writes nothing: a signed-in signatory without a live link is shown a button that opens one.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from governance import acting

from . import links, permissions, presence, signing
from .models import SigningLink, Step


class NotOpened(Exception):
    """The signed-in signatory has no live link yet: a POST opens one."""

    def __init__(self, key: str, step: Step) -> None:
        super().__init__(key)
        self.key = key
        self.step = step


@dataclass(frozen=True, slots=True)
class Access:
    """A way to one signature, and whether its act may be shown to whoever holds it now."""

    key: str
    link: SigningLink
    unlocked: bool

    def url(self, name: str, *args: object) -> str:
        return reverse(f"circuits:{name}", args=[self.key, *args])

    def urls(self) -> dict[str, str]:
        """The addresses that the pages link to, by template name."""
        names = ("sign", "pdf", "confirm", "mode", "refuse", "correct", "renew")
        routes = {"mode": "choose_mode"}
        found = {f"{name}_url": self.url(routes.get(name, name)) for name in names}
        return {**found, "ask_url": self.url("ask_code"), "open_url": self.url("open_act")}


def find(request: HttpRequest, key: str) -> Access:
    """The signature behind ``key``.

    404 for an unknown key; ``NotYours`` when somebody else is signed in; ``Refused`` when the
    person may not sign; ``NotOpened`` when a link has first to be opened.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if key.startswith(presence.PREFIX):
        return _in_presence(actor, key)
    try:
        step_id = uuid.UUID(key)
    except ValueError:
        return _by_token(request, actor, key)
    return Access(key, _own(request, actor, key, step_id), True)


def _in_presence(actor: Any, key: str) -> Access:
    """On the device of the agent who stated the signatory's identity, and nowhere else."""
    link = presence.find(key, actor)
    if link is None:
        raise Http404
    return Access(key, link, True)


def _by_token(request: HttpRequest, actor: Any, token: str) -> Access:
    link = links.find(token)
    if link is None:
        raise Http404
    if actor.person_id is not None and actor.person_id != link.person_id:
        person = link.person
        raise NotYours(
            f"Ce lien est personnel à {person.first_name[:1]}. {person.last_name[:1]}. "
            "Changez de session."
        )
    unlocked = actor.person_id == link.person_id or (
        request.session.get(f"reads-{link.pk}", 0) > clock.now().timestamp()
    )
    return Access(token, link, unlocked)


def _own(request: HttpRequest, actor: Any, key: str, step_id: uuid.UUID) -> SigningLink:
    """The link of a signed-in person for a step of their institution, in their district."""
    step = links.signature_step(step_id)
    mandate = acting.mandate_of(actor)
    if step is None or mandate is None or not permissions.may_reach_signature(actor, step):
        raise Http404
    latest = links.latest_for(step, mandate)
    if latest is not None and (latest.status == SigningLink.Status.CONSUMED or links.live(latest)):
        return latest
    ready = signing.readiness(step, mandate)
    if ready.authority is None:
        raise Refused(*ready.refusals)
    if request.method != "POST":
        raise NotOpened(key, step)
    return links.for_session(
        step, mandate, envelope_id=ready.terms.envelope_id, text_hash=ready.terms.text_hash
    )
