"""What changed in an act since an issued copy: its values, and its articles word by word (N9)."""

from circuits import terms
from circuits.models import Step
from documents import store, text
from documents.models import Document, Envelope
from documents.redline import screen

from . import changing, classifying, content
from .models import Convention
from .signatures import SUBJECT


@terms.compares(SUBJECT)
def of(step: Step, envelope_id: int) -> terms.Difference | None:
    """From the copy ``envelope_id`` to the act as it stands; None when it still is the act.

    A text taken up and not issued again is told with its reason, without what is not settled.
    """
    convention = Convention.unscoped.select_related("envelope__document").get(
        pk=step.circuit.subject_id
    )
    old = Envelope.unscoped.select_related("document").filter(pk=envelope_id).first()
    change = _change_after(convention, old)
    if old is None or change is None:
        return None
    present = convention.envelope
    if present is None or present.pk == old.pk:
        values, articles = _of_settled(convention, old.document), ()
    else:
        values = classifying.described(
            old.document.snapshot, present.document.snapshot, content.act.contract(convention)
        )
        articles = _articles(old.document, present.document)
    return terms.Difference(
        seen_at=old.recorded_at,
        changed_at=change.opened_at,
        reason=change.reason,
        values=tuple((each.label, each.before, each.after) for each in values),
        articles=articles,
    )


def _change_after(convention: Convention, old: Envelope | None) -> changing.Change | None:
    """The first change made to the act since the copy."""
    if old is None:
        return None
    after = convention.changes.filter(opened_at__gte=old.recorded_at)
    found: changing.Change | None = after.order_by("pk").first()
    return found


def _of_settled(convention: Convention, old: Document) -> list[classifying.Changed]:
    """The values settled again, mentions left out; nothing while the text is being written."""
    if not convention.snapshot:
        return []
    contract = content.act.contract(convention)
    before = {**old.snapshot}
    for each in contract.__dataclass_fields__.values():
        if each.metadata["when"] == "at_issue":
            before[each.name] = convention.snapshot.get(each.name)
    return classifying.described(before, convention.snapshot, contract)


def _articles(old: Document, new: Document) -> tuple[tuple[str, str], ...]:
    if not old.docx_sha256 or not new.docx_sha256:
        return ()
    before, after = (text.blocks(store.read(each.docx_sha256)) for each in (old, new))
    return tuple((each.title, each.html) for each in screen.compared(before, after).articles)
