# ruff: noqa: RUF009 - always and optional return dataclass fields

"""Values of the record of decisions, which takes effect as soon as the chair validates it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from documents.contract import always, optional
from governance.committees.docdata.reserved import refuse_reserved
from governance.committees.docdata.rows import Decision, DeferredItem
from governance.committees.docdata.shared import RecordedMeeting

CopyKind = Literal["full", "shared"]


@dataclass(frozen=True, kw_only=True)
class DecisionRecordData(RecordedMeeting):
    """Not the minutes: it says what was decided, by whom it is carried out and when.

    ``shared``: the copy that circulates, whose data hold nothing of the items behind closed
    doors. A reserved number in it, or a record replaced without its reason, is a ``ValueError``.
    """

    rules_reference: str = always("Règlement intérieur applicable")
    opened_at: str = optional("Heure d’ouverture")
    closed_at: str = always("Heure de clôture")
    copy_kind: CopyKind = always("Exemplaire complet ou diffusé")
    has_reserved_items: bool = optional("Des points ont été examinés à huis clos ?", empty=False)
    replaces_reference: str = optional("Relevé remplacé")
    replacement_reason: str = optional("Motif du remplacement")
    decisions: tuple[Decision, ...] = always("Décisions")
    deferred_items: tuple[DeferredItem, ...] = optional("Points renvoyés ou retirés", empty=())
    validated_at: str = always("Date et heure de validation")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.copy_kind == "shared":
            refuse_reserved(self)
        if self.replaces_reference and not self.replacement_reason:
            raise ValueError("Un relevé qui en remplace un autre doit en donner le motif.")
