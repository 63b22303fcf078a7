"""What must be true before minutes are given out, approved or signed, with the sentences."""

import datetime as dt
from collections.abc import Iterator

from common import clock
from common.french import NBSP, date_full_fr
from common.lifecycle import Refusal
from documents import store, text
from documents.models import Envelope, Slot

from . import accounting, guards, papers
from .docdata import reserved
from .models import AgendaItem, CommitteeRules, Decision, Meeting, Minutes
from .models.minutes import MinutesStatus
from .models.papers import Copy, PaperKind


def circulation(minutes: Minutes) -> Iterator[Refusal]:
    """Draft copies, made since the last answer; the shared one says nothing of private points."""
    cited = guards.source(minutes.meeting.rules, "minutes.draft")
    if minutes.meeting.secretary is None:
        yield Refusal("La séance n’a pas de secrétaire : désignez-le, il signera le procès-verbal.")
    awaiting = minutes.remarks.filter(settled="").select_related("author__person")
    for remark in awaiting:
        yield Refusal(
            f"L’observation de {remark.author.person.formal_name} attend une réponse.", cited
        )
    for copy in papers.copies(minutes.meeting):
        yield from _draft(minutes, copy)


def _draft(minutes: Minutes, copy: Copy) -> Iterator[Refusal]:
    """Each copy is made, after the last answer; the one that circulates says nothing private."""
    named = "PV projet réservé" if copy == Copy.FULL else "PV projet"
    draft = papers.latest(minutes.meeting, PaperKind.MINUTES, copy)
    if draft is None:
        yield Refusal(f"Le {named} n’est pas produit : produisez-le, relisez-le, diffusez-le.")
        return
    answered = minutes.remarks.exclude(answered_at=None).order_by("-answered_at").first()
    if answered is not None and draft.recorded_at < answered.answered_at:
        yield Refusal(
            f"Une observation a reçu une réponse depuis que le {named} a été produit"
            f"{NBSP}: produisez-le de nouveau."
        )
    if copy == Copy.SHARED:
        yield from private(minutes, store.read(draft.document.docx_sha256))


def private(minutes: Minutes, docx: bytes) -> Iterator[Refusal]:
    """Each point held in private that the file of a shared copy names, by number or by title,
    however it is typed and wherever it stands in the file."""
    read = text.whole(docx)
    named, words = set(reserved.named(read)), f" {text.comparable(read)} "
    for point in minutes.points.filter(item__secret=True):
        title = text.comparable(point.title)
        # A title of one word is an ordinary word: a longer one that it begins does not name it.
        if point.number in named or (title if " " in title else f" {title} ") in words:
            yield Refusal(
                f"Le point {point.number} est à huis clos{NBSP}: retirez-le de la version "
                "diffusée.",
                guards.source(minutes.meeting.rules, "meeting.publicity"),
                "minutes.private",
            )


def approval(minutes: Minutes, decision: Decision | None) -> Iterator[Refusal]:
    """The decision of another meeting of the instance, or the end of the written delay."""
    rules = minutes.meeting.rules
    cited = guards.source(rules, "minutes.written_approval")
    if decision is not None:
        if not decision.adopted or decision.item.approves_minutes_of_id != minutes.meeting_id:
            yield Refusal("Cette décision n’approuve pas ce procès-verbal.")
        return
    if rules.written_approval_days is None:
        yield Refusal("Le règlement intérieur ne prévoit pas l’approbation par écrit.", cited)
        return
    until = minutes.observations_until
    if until is not None and clock.today(minutes.meeting.committee.host.time_zone) <= until:
        yield Refusal(
            f"Les membres peuvent s’opposer jusqu’au {date_full_fr(until)}{NBSP}: "
            "l’approbation se constate le lendemain.",
            cited,
        )


def vote_on_minutes(item: AgendaItem) -> Iterator[Refusal]:
    """The minutes that a point approves are in the hands of the members."""
    before = item.approves_minutes_of
    if before is None:
        return
    minutes = accounting.of(before)
    if minutes is None or minutes.status != MinutesStatus.CIRCULATED:
        yield Refusal(
            f"Le procès-verbal de la séance du {date_full_fr(before.day)} n’est pas diffusé"
            f"{NBSP}: il ne peut pas être approuvé. Renvoyez ce point."
        )


def envelopes(minutes: Minutes) -> list[Envelope]:
    """The copies to sign: the one that circulates, then the reserved one."""
    rows = Envelope.unscoped.filter(
        document__about_type=Minutes._meta.label_lower, document__about_id=minutes.pk
    )
    return list(rows.select_related("document").order_by("pk"))


def envelope_of(minutes: Minutes, copy: str) -> Envelope | None:
    """The copy that circulates, or the reserved one; None before they are sealed."""
    reference = minutes.reference if copy == Copy.SHARED else minutes.reserved_reference
    return next((each for each in envelopes(minutes) if each.reference == reference), None)


def slots(minutes: Minutes) -> list[Slot]:
    """The two signatures awaited on the copy that circulates."""
    return list(Slot.unscoped.filter(envelope__in=envelopes(minutes)[:1]).order_by("order"))


def signed(minutes: Minutes) -> bool:
    """Whether every copy bears both signatures."""
    issued = envelopes(minutes)
    open_ones = Slot.unscoped.filter(envelope__in=issued).exclude(status=Slot.Status.ACCEPTED)
    return bool(issued) and not open_ones.exists()


def draft_due(meeting: Meeting) -> str:
    """« PV à diffuser avant le vendredi 9 octobre 2026. »; empty once it is given out."""
    minutes = accounting.of(meeting)
    if minutes is None or minutes.status != MinutesStatus.DRAFTING:
        return ""
    return f"PV à diffuser avant le {date_full_fr(minutes.circulate_before)}."


def publications(meeting: Meeting) -> list[str]:
    """What is to be published, and by when, where the rules say so (for assemblies CGCT,
    art. L. 2121-15 and L. 2121-25)."""
    rules, minutes = meeting.rules, accounting.of(meeting)
    if minutes is None:
        return []
    found = []
    if rules.list_days is not None:
        day = meeting.day + dt.timedelta(days=rules.list_days)
        cited = _cited(rules, "publication.list")
        found.append(f"Liste des délibérations à publier avant le {date_full_fr(day)}{cited}.")
    if rules.publication_days is not None and minutes.approved_on is not None:
        day = minutes.approved_on + dt.timedelta(days=rules.publication_days)
        cited = _cited(rules, "publication.minutes")
        found.append(f"Procès-verbal à publier avant le {date_full_fr(day)}{cited}.")
    return found


def _cited(rules: CommitteeRules, key: str) -> str:
    source = guards.source(rules, key)
    return f" ({source})" if source else ""
