"""Cases put to an instance: by hand from their page, or because one of their steps waits (N12).

The instance is one whose kind examines such cases, in the district of the case or for the whole
programme. The point says to the members what whoever puts it writes; the case itself is read by
those who may see it.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import matters, rulings
from circuits.models import RulingKind, Step
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from governance.models import Mandate
from governance.services.store import lock, store

from . import permissions
from .models import AgendaItem, Committee, CommitteeKind, Decision, DecisionRecord
from .models.items import ItemStatus, Purpose
from .models.meetings import UNDER_WAY, MeetingStatus
from .models.records import RecordStatus

WHOSE = "qui suit ce dossier et siège à l’instance, ou en prépare les séances"
UNSAID = Refusal(
    "Ce dossier ne peut pas être soumis de nouveau à cette instance pour l’instant. "
    "Adressez-vous à son secrétariat.",
    key="committee.already",
)
"""To who may not see the point on it, held in private."""
RULINGS = {RulingKind.DECISION: Purpose.DECISION, RulingKind.OPINION: Purpose.OPINION}


def bodies(code: str) -> list[tuple[str, str]]:
    """Kinds of instance that examine cases of the kind ``code``: code, label."""
    return [(k.code, k.label) for k in CommitteeKind.unscoped.all() if code in k.examines]


def competent(record: Model) -> list[Committee]:
    """The instances in place that examine such a case, in its district or everywhere."""
    matter = matters.of(record)
    if matter is None:
        return []
    area = matter.area(record)
    rows = Committee.unscoped.select_related("kind", "host").order_by("name", "pk")
    return [
        each
        for each in rows
        if each.in_force(clock.today())
        and matter.code in each.kind.examines
        and (each.circonscription_id is None or each.circonscription_id == getattr(area, "pk", 0))
    ]


def offered(actor: Actor, record: Model) -> list[Committee]:
    """The competent instances to which ``actor`` may put the case."""
    matter = matters.of(record)
    if matter is None or not matter.may_put(actor, record):
        return []
    return [each for each in competent(record) if permissions.may_ask_item(actor, each)]


def put(
    *,
    actor: Actor,
    record: Model,
    committee: Committee,
    title: str,
    purpose: str,
    question: str = "",
) -> AgendaItem:
    """The case waits to be placed on an agenda of ``committee``; the step that waits for such an
    instance is the one that its decision will end.

    Refused (409) while another point on the case waits for the same instance, or was decided
    without its record being confirmed yet.
    """
    if committee not in offered(actor, record):
        raise NotYours(f"Cette action revient à {WHOSE}.")
    with recording(actor):
        lock(committee)
        pending = _unsettled(record, committee)
        if pending is not None:
            seen = AgendaItem.objects.visible_to(actor).filter(pk=pending.pk).exists()
            raise Refused(_already(pending) if seen else UNSAID)
        step = awaiting(record, committee)
        item = _store(
            committee=committee,
            record=record,
            step=step,
            asked_by=Mandate.unscoped.get(pk=actor.mandate_id),
            title=title,
            purpose=RULINGS[RulingKind(step.ruling)] if step else purpose,
            question=question,
        )
        if step is not None:
            rulings.ask_again(step)
    return item


def _store(*, record: Model, **fields: object) -> AgendaItem:
    return store(
        AgendaItem(
            subject_type=ContentType.objects.get_for_model(record),
            subject_id=record.pk,
            **fields,
        ),
        "put_case",
    )


def _unsettled(record: Model, committee: Committee) -> AgendaItem | None:
    for item in AgendaItem.unscoped.about(record).filter(committee=committee).order_by("-pk"):
        if item.status != ItemStatus.WITHDRAWN and not settled(item):
            return item
    return None


def _already(item: AgendaItem) -> Refusal:
    where = f", séance {item.meeting.number}" if item.meeting is not None else ""
    said = item.get_status_display().lower()
    if item.status == ItemStatus.DECIDED:
        said = "décidé, et son relevé n’est pas encore confirmé"
    return Refusal(
        f"Ce dossier est déjà soumis à cette instance : le point est {said}{where}.",
        key="committee.already",
    )


def settled(item: AgendaItem) -> bool:
    """Decided, in a record that who presided confirmed."""
    return item.status == ItemStatus.DECIDED and confirmed(item)


def confirmed(item: AgendaItem) -> bool:
    """The record of decisions of its meeting is confirmed."""
    rows = DecisionRecord.unscoped.filter(meeting=item.meeting_id)
    return bool(rows.filter(status=RecordStatus.CONFIRMED).exists())


def awaiting(record: Model, committee: Committee) -> Step | None:
    """The open step about ``record`` that waits for an instance such as ``committee``."""
    found = (step for step in rulings.waiting(record) if fits(step, committee))
    return next((step for step in found if last(step) is None or over(step)), None)


def fits(step: Step, committee: Committee) -> bool:
    """``committee`` is of the kind, and of the district, that ``step`` names."""
    if committee.kind.code != step.committee:
        return False
    return committee.circonscription_id in (None, step.circonscription_id)


def last(step: Step) -> AgendaItem | None:
    """The latest point made for ``step``."""
    found: AgendaItem | None = step.agenda_items.order_by("-pk").first()
    return found


def over(step: Step) -> bool:
    """The last point made for the step will not end it: withdrawn, or settled without that."""
    item = last(step)
    return item is not None and (item.status == ItemStatus.WITHDRAWN or settled(item))


def opened(step: Step) -> None:
    """A step waits for an instance: the case goes among its points to place.

    With none, or several, in place, whoever owns the case chooses. A point that still waits on an
    earlier text of the case is that of the new step, and asks what this one does, unless members
    were convened to it or another step waits for it.
    """
    record = _record(step)
    fitting = [each for each in competent(record) if fits(step, each)]
    if len(fitting) != 1:
        send_back(step, "choisissez l’instance à laquelle soumettre le dossier", by=SYSTEM)
        return
    matter = _matter(record)
    with recording(SYSTEM):
        lock(fitting[0])
        item = _free(record, fitting[0], step)
        if item is not None:
            item.step, item.purpose = step, RULINGS[RulingKind(step.ruling)]
            store(item, "put_case")
            return
        _store(
            committee=fitting[0],
            record=record,
            step=step,
            asked_by=matter.owner(record),
            title=matter.title(record)[:250],
            purpose=RULINGS[RulingKind(step.ruling)],
        )


def _free(record: Model, committee: Committee, step: Step) -> AgendaItem | None:
    """The latest point on ``record`` that ``step`` may take: nobody was convened to it, or its
    meeting put it off and is over; no other step waits for it."""
    others = [each.pk for each in rulings.waiting(record) if each != step]
    known = AgendaItem.unscoped.about(record).filter(committee=committee).alive()
    free = Q(meeting=None) | Q(meeting__status=MeetingStatus.PLANNED)
    free |= Q(status=ItemStatus.DEFERRED) & ~Q(meeting__status__in=UNDER_WAY)
    rows = known.filter(free).exclude(step__in=others)
    found: AgendaItem | None = rows.order_by("-pk").first()
    return found


def page(step: Step) -> str:
    """The page of the point that the step waits for; empty when none does."""
    item = last(step)
    return item.get_absolute_url() if item is not None and not over(step) else ""


def _record(step: Step) -> Model:
    content = ContentType.objects.get_by_natural_key(*step.circuit.subject_type.split("."))
    found: Model = content.get_object_for_this_type(pk=step.circuit.subject_id)
    return found


def send_back(step: Step, why: str, *, by: Actor) -> None:
    """Nothing will end the step: whose case it is learns why, and may put it again."""
    record = _record(step)
    item = last(step)
    rulings.send_back(
        step,
        _matter(record).owner(record),
        reason=why,
        by=by,
        private=item is not None and item.secret,
    )


def _matter(record: Model) -> matters.Matter:
    found = matters.of(record)
    if found is None:
        raise LookupError(f"{record._meta.label_lower}: no committee is asked about it")
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands before an instance, for one reader: the point, its decision if any."""

    item: AgendaItem
    decision: Decision | None
    confirmed: bool


def standings(record: Model, actor: Actor) -> list[Standing]:
    """The points about ``record`` that ``actor`` may see, the latest first."""
    rows = AgendaItem.objects.visible_to(actor).about(record).order_by("-pk")
    found = []
    for item in rows.select_related("committee", "meeting__committee__host"):
        decision = Decision.objects.visible_to(actor).filter(item=item).first()
        found.append(Standing(item, decision, confirmed(item)))
    return found


def case_of(item: AgendaItem, actor: Actor) -> Model | None:
    """The case that ``item`` is about, for who may see it; None for the others."""
    if item.subject_type is None:
        return None
    model = item.subject_type.model_class()
    found: Model | None = model.objects.visible_to(actor).filter(pk=item.subject_id).first()
    return found


def panel(request: Any, record: Model) -> dict[str, Any] | None:
    """Where the case stands before the instances, on its page; None when there is nothing."""
    actor = request.actor
    shown = standings(record, actor)
    matter = matters.of(record)
    steps = rulings.waiting(record)
    back = [step for step in steps if last(step) is None or over(step)]
    may = matter is not None and bool(offered(actor, record))
    if not (shown or may):
        return None
    return {
        "standings": shown,
        "put_url": reverse("committees:put_case", args=[matter.code, record.public_id])
        if may and matter is not None
        else "",
        "again": bool(back),
    }
