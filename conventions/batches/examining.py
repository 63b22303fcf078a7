"""The preview of a row: its body, what the act would be, what it lacks, each with what to do.

The act is really made, asked whether it could be sent to review, and taken back: what the preview
says lacks is what the gate will say.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import Refused
from governance import wording
from governance.models import Institution

from .. import completing, content, explaining, guards, prospect
from ..models import BatchRow, Convention, Party
from ..visibility import ENDED
from . import drafts, parts
from .drafts import Draft, DraftForm, Typed

JOB = "conventions.batch_examine"
F = BatchRow.Finding
Note = dict[str, str]
RENEWAL = "Écartez la ligne, ou incluez-la pour préparer un acte de plus, par exemple la suite."
ON_THE_ROW = "Corrigez la ligne, ou donnez cette valeur une fois pour tout le lot."
AGAIN = "Corrigez la ligne ou le répertoire, puis examinez de nouveau."


@jobs.handles(JOB)
def examine_item(payload: dict[str, Any], actor: Actor) -> str:
    """Examine one row; done again, it says the same."""
    row = rows().get(pk=payload["row"])
    if row.convention_id is None:
        row = examine(row, actor=actor)
    return str(row.get_finding_display())


def rows() -> Any:
    """Rows with all that an examination reads."""
    return BatchRow.unscoped.select_related("batch__kind", "institution", "circonscription")


def examine(row: BatchRow, *, actor: Actor, typed: Typed | None = None) -> BatchRow:
    """Find what would become of the row and store it; ``typed`` by hand for this act alone."""
    seen = _Seen(row, actor, typed)
    with recording(actor) as journal:
        locked = rows().select_for_update(of=("self",)).get(pk=row.pk)
        if locked.convention_id is not None:
            return locked  # made while it was looked at
        found, kept = seen.finding, locked.included
        if typed or locked.finding not in BatchRow.CREATABLE:
            kept = found in (F.READY, F.INCOMPLETE) or (found == F.COVERED and kept)
        state = (found, seen.values, seen.facts, seen.notes, kept, seen.corrected)
        names = ("finding", "values", "facts", "notes", "included", "corrected")
        if state == tuple(getattr(locked, name) for name in names):
            return locked
        for name, value in zip(names, state, strict=True):
            setattr(locked, name, value)
        journal.says(locked, "correct_row" if typed else "examine_row", found=found)
        locked.save()
    return locked


class _Seen:
    """What the examination of a row finds."""

    def __init__(self, row: BatchRow, actor: Actor, typed: Typed | None) -> None:
        self.row, self.actor = row, actor
        self.finding: str = row.finding
        self.values: Typed = typed or (row.values if row.corrected else {})
        self.corrected = row.corrected or bool(typed)
        self.facts: dict[str, Any] = {}
        self.notes: list[Note] = []
        if row.institution is None:
            self.facts, self.notes = row.facts, [_unplaced(row)]
            return
        self._look(row.institution)

    def _look(self, body: Institution) -> None:
        part = parts.local_part(self.row.batch.kind)
        if part is None or body.kind not in part.bodies:
            self.finding, self.notes = F.IMPOSSIBLE, [_no_party(self.row, body)]
            return
        double = _earlier(self.row)
        if double is not None:
            self.finding = F.DOUBLED
            self.notes = [_doubled(self.row, double)]
            return
        draft = None
        try:
            draft = drafts.of(self.row, self.actor)
            self.values = self.values or draft.proposed()
            form = draft.filled(self.values)
            self.facts = _facts(draft, form)
            lacking = list(_rehearsed(draft, form))
        except (Refused, ValidationError) as refused:
            self.finding = F.IMPOSSIBLE
            refusals = [{"sentence": each, "todo": AGAIN} for each in _sentences(refused)]
            self.notes = [*refusals, *(_warned(draft) if draft else ())]
            return
        start = drafts.day(self.values.get("starts_on", ""))
        present = list(_present(self.row, body, start or clock.today()))
        warned = list(_warned(draft))
        self.notes = [*present, *lacking, *warned]
        self.finding = F.COVERED if present else F.INCOMPLETE if lacking else F.READY


def _sentences(refused: Exception) -> list[str]:
    if isinstance(refused, Refused):
        return [each.sentence for each in refused.refusals]
    return list(refused.messages) if isinstance(refused, ValidationError) else [str(refused)]


# --- where the row stands --------------------------------------------------------------------
def _unplaced(row: BatchRow) -> Note:
    if row.finding == F.AMBIGUOUS:
        return {
            "sentence": f"Plusieurs collectivités répondent à {french.quoted(row.typed)}.",
            "todo": "Choisissez la bonne.",
        }
    return {
        "sentence": f"Aucune collectivité du répertoire ne répond à {french.quoted(row.typed)}.",
        "todo": "Choisissez-en une, corrigez le nom ou le code, ou écartez la ligne.",
    }


def _no_party(row: BatchRow, body: Institution) -> Note:
    return {
        "sentence": f"{wording.institution_title(body)} n’est pas de celles qui sont parties à "
        f"l’acte « {row.batch.kind} ».",
        "todo": "Choisissez une autre collectivité, ou écartez la ligne.",
    }


def _earlier(row: BatchRow) -> BatchRow | None:
    """The row above that is about the same body and district."""
    same = BatchRow.unscoped.filter(
        batch=row.batch, institution=row.institution, circonscription=row.circonscription
    )
    found: BatchRow | None = same.filter(position__lt=row.position).order_by("position").first()
    return found


def _doubled(row: BatchRow, first: BatchRow) -> Note:
    body = wording.institution_title(row.institution) if row.institution else row.typed
    return {
        "sentence": f"{body} est déjà à la ligne {first.position} de ce lot : un seul acte est "
        "préparé.",
        "todo": "Rien à faire.",
    }


def _present(row: BatchRow, body: Institution, start: dt.date) -> Iterator[Note]:
    """Acts of the same kind with the same body, in force or on their way, and not ended when
    this one would begin."""
    part = parts.local_part(row.batch.kind)
    if part is None:
        return
    mine = Party.unscoped.filter(role=part.role, institution=body)
    found = (
        Convention.unscoped.filter(kind__code=row.batch.kind.code)
        .filter(pk__in=mine.values("convention"))
        .exclude(status__in=ENDED)
        .exclude(ends_on__lt=start)
    )
    if row.circonscription is not None:
        found = found.filter(circonscription=row.circonscription)
    for act in found.order_by("-pk")[:3]:
        until = (
            f" jusqu’au {french.date_fr(act.ends_on)} inclus"
            if act.status == Convention.Status.IN_FORCE and act.ends_on
            else ""
        )
        yield {
            "sentence": f"{act.reference} existe déjà : {act.get_status_display().lower()}{until}.",
            "todo": RENEWAL,
            "url": act.get_absolute_url(),
        }


# --- what the act would be -------------------------------------------------------------------
class _Undone(Exception):
    """Takes everything back."""


def _rehearsed(draft: Draft, form: DraftForm) -> list[Note]:
    """What the act would lack to be sent to review: it is made, asked, and taken back."""
    try:
        with recording(draft.actor):
            made = draft.create(form)
            lacking = list(_lacking(made))
            raise _Undone
    except _Undone:
        return lacking


def _lacking(convention: Convention) -> Iterator[Note]:
    for refusal in guards.submit(convention):
        if refusal.key != guards.LACKING:
            yield {"sentence": refusal.sentence, "todo": AGAIN}
            continue
        for gap in completing.gaps(convention, content.missing(convention)):
            where = ON_THE_ROW if gap.field else f"{gap.reason[:1].upper()}{gap.reason[1:]}."
            yield {"sentence": f"Il manque : {gap.label}.", "todo": where}


def _warned(draft: Draft) -> Iterator[Note]:
    """What the proposal doubts, with the lawful ways on; what lacks was said already."""
    warnings = draft.found.warnings if draft.found else ()
    for point in explaining.explained(w for w in warnings if not w.startswith("Indiquez ")):
        yield {"sentence": point.sentence, "todo": point.why.alternative}


def _facts(draft: Draft, form: DraftForm) -> dict[str, Any]:
    """The plain values of the preview."""
    found, data = draft.found, form.cleaned_data
    chosen = form.chosen()
    facts: dict[str, Any] = {"title": data["title"], "signatory": _signatory(draft)}
    if found is not None:
        area = data.get("circonscription")
        amount = data.get("max_yearly_amount")
        facts |= {
            "schools": len(chosen),
            "left": len(draft.schools) - len(chosen),
            "accounts": sum(accounts for _line, _levels, accounts in chosen),
            "area": area.name if area else "",
            "amount": french.euros(amount) if amount is not None else "",
            "inspector": found.inspector,
        }
    return facts


def _signatory(draft: Draft) -> str:
    if draft.found is not None:
        return draft.found.signatory
    part = parts.local_part(draft.row.batch.kind)
    office = part.signatories[0] if part and part.signatories else ""
    at = prospect.instant(clock.today())
    return prospect.signs(draft.body, office, None, at, []) if office else ""
