"""What a row would become: the form of its draft, filled, and the act that it makes.

The form is the one of a single convention: what is proposed, typed once for the batch, or typed
for this act alone, is kept as that form would send it, so that what was shown is what is made.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from audit.actor import Actor
from common import clock, french
from common.lifecycle import Refusal, Refused
from documents import catalogue
from governance.models import Institution

from .. import drafting, services
from ..docdata import free
from ..docdata.builders import contracts
from ..forms_creation import DraftForm
from ..models import ActKind, BatchRow, Convention
from ..proposal import Proposal, SchoolProposal, propose
from . import parts

Typed = dict[str, str]
SCHOOL = "school_"


@dataclass(frozen=True, slots=True)
class Draft:
    """The act of one row, not made yet; ``found`` is what the directory proposes, if it does."""

    row: BatchRow
    body: Institution
    actor: Actor
    contract: contracts.Contract
    found: Proposal | None

    def form(self, typed: Any = None) -> DraftForm:
        """The form of the draft: as proposed, or with what was typed."""
        return DraftForm(
            typed,
            initial=self._initial(),
            actor=self.actor,
            contract=self.contract,
            schools=self.schools,
            details=free.own_names(self.contract),
        )

    @property
    def schools(self) -> tuple[SchoolProposal, ...]:
        return self.found.schools if self.found else ()

    def _initial(self) -> dict[str, Any]:
        if self.found is not None:
            return drafting.initial(self.found)
        kind = self.row.batch.kind
        return {
            "title": f"{kind.label} — {self.body}"[:250],
            "duration_months": kind.duration_months,
        }

    def proposed(self) -> Typed:
        """What is proposed, under what was typed once for the whole batch."""
        return {**as_typed(self.form()), **self.row.batch.common}

    def filled(self, typed: Typed) -> DraftForm:
        """The form with what was typed, checked; ``Refused`` when a value does not hold."""
        form = self.form(typed)
        gone = [name for name in typed if name.startswith(SCHOOL) and name not in form.fields]
        if gone:
            raise Refused(
                Refusal(
                    "Une école de cet acte n’est plus ouverte, ou ne relève plus de la "
                    "collectivité à la date d’effet. Ouvrez la ligne et vérifiez ses écoles."
                )
            )
        if not form.is_valid():
            raise Refused(*(Refusal(sentence) for sentence in _faults(form)))
        return form

    def create(self, form: DraftForm) -> Convention:
        """Make the act; the form is valid. Raises what ``services.begin`` raises."""
        batch = self.row.batch
        if self.found is not None:
            return services.create(drafting.preparation(self.found, form), actor=self.actor)
        fields = {
            name: form.cleaned_data[name]
            for name in ("title", "starts_on", "duration_months")
            if name in form.cleaned_data
        }
        return services.begin(
            batch.kind,
            parts.bodies(batch, self.body),
            actor=self.actor,
            options=form.options(),
            details=form.typed_details(),
            **fields,
        )


def of(row: BatchRow, actor: Actor) -> Draft:
    """The draft of a row whose body is known; ``Refused`` when its kind has no text in use."""
    kind, body = row.batch.kind, row.institution
    if body is None:
        raise ValueError(f"row {row.pk} names no body")
    found = None
    if parts.proposes(kind):
        starts_on = day(row.batch.common.get("starts_on", ""))
        found = propose(body, on=clock.today(), starts_on=starts_on, area=row.circonscription)
    return Draft(row, body, actor, contract(kind), found)


def contract(kind: ActKind) -> contracts.Contract:
    """What the text of the kind is filled with today."""
    return contracts.of_kind(kind, catalogue.in_use(kind.model_code, clock.today()))


def day(typed: str) -> dt.date | None:
    """A date as a form sends it; None for anything else."""
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def as_typed(form: forms.Form) -> Typed:
    """The fields of a form as a browser would send them back; an empty one is left out."""
    found = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            found[bound.html_name] = "on" if value is True else str(value)
    return found


def sent(form: forms.Form) -> Typed:
    """What was sent for the fields of a form, word for word, to be shown again as it was."""
    found = {name: form.data.get(form.add_prefix(name)) for name in form.fields}
    return {name: str(value) for name, value in found.items() if value not in (None, "")}


def _faults(form: forms.Form) -> list[str]:
    said = []
    for name, errors in form.errors.items():
        label = form[name].label if name in form.fields else "Ligne"
        said += [f"{label} : {error}" for error in errors]
    return said or [f"À corriger : {french.list_fr(form.errors)}."]
