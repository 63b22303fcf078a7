"""One paper of an instance to make: what a line of the job that makes it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from .models import AgendaItem, Committee, DecisionRecord, Invitation, Meeting
from .models.papers import Copy, PaperKind


@dataclass(frozen=True)
class Wanted:
    """One paper to make. ``about`` tells it from others of its kind: college, year, recipient."""

    kind: PaperKind
    committee: Committee
    meeting: Meeting | None = None
    copy: Copy = Copy.SHARED
    item: AgendaItem | None = None
    invitation: Invitation | None = None
    record: DecisionRecord | None = None
    about: str = ""

    @property
    def title(self) -> str:
        """« Relevé de décisions, séance CE2026-02 », what it is in a list."""
        where = f"séance {self.meeting.number}" if self.meeting else self.committee.reference
        reserved = ", exemplaire réservé" if self.copy == Copy.FULL else ""
        about = f" — {self.about}" if self.about else ""
        return f"{PaperKind(self.kind).label}, {where}{reserved}{about}"[:250]

    def payload(self) -> dict[str, object]:
        rows: dict[str, Model | None] = {
            "committee": self.committee, "meeting": self.meeting, "item": self.item,
            "invitation": self.invitation, "record": self.record,
        }  # fmt: skip
        keys = {name: row.pk if row is not None else None for name, row in rows.items()}
        return {**keys, "kind": str(self.kind), "copy": str(self.copy), "about": self.about}

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> "Wanted":
        def row(model: Any, name: str) -> Any:
            key = payload.get(name)
            return model.unscoped.get(pk=key) if key is not None else None

        return cls(
            kind=PaperKind(payload["kind"]),
            committee=row(Committee, "committee"),
            meeting=row(Meeting, "meeting"),
            copy=Copy(payload["copy"]),
            item=row(AgendaItem, "item"),
            invitation=row(Invitation, "invitation"),
            record=row(DecisionRecord, "record"),
            about=payload["about"],
        )
