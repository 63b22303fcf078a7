"""The data of the letter that goes with a copy to be signed by hand."""

from circuits.models import Step
from common import clock
from conventions.docdata.letter import DeliberationState, PaperLetterData
from conventions.models import Party
from documents.models import Slot
from governance import enforceability, wording
from governance.models import Deliberation, Mandate

from . import kit, mentions, names


def build(party: Party, step: Step, slot: Slot, mandate: Mandate) -> PaperLetterData:
    """The letter to ``mandate``, who signs ``slot`` for ``party`` before the end of ``step``."""
    convention = party.convention
    body, known, today = convention.owner.institution, kit.contact(convention), clock.today()
    vote = mentions.vote_of(party) if party.votes else None
    shared = kit.shared(convention)
    return PaperLetterData(
        syndicate_name=names.full_name(body, today),
        syndicate_address=wording.address(body),
        recipient_name=mandate.person.formal_name,
        recipient_office=wording.quality(mandate),
        recipient_address=wording.address(party.institution)
        or names.full_name(party.institution, today),
        dispatch_place=body.city or str(body),
        dispatch_date=today,
        act_title=convention.title,
        case_reference=convention.reference,
        sheet_reference=slot.paper_reference,
        recipient_salutation=wording.salutation(mandate),
        paper_copies=1,
        act_pages=slot.envelope.document.pages,
        text_hash=convention.text_hash,
        deliberation_state=_state(party, vote),
        authority_deliberation_enforceable_date=vote.enforceable_on if vote else None,
        due_date=step.due_on,
        option_return_envelope=shared.get("option_return_envelope") is True,
        option_by_code=slot.admits(Slot.Mode.PLATFORM),
        option_by_certificate=slot.admits(Slot.Mode.CERTIFICATE),
        contact_office=known.office,
        contact_phone=known.phone,
        contact_email=known.email,
        sender_office_title=wording.office_title(convention.owner),
        sender_name=convention.owner.person.formal_name,
    )


def _state(party: Party, vote: Deliberation | None) -> DeliberationState:
    if not party.votes:
        return "none"
    early = vote is None or enforceability.refusal(vote, clock.now()) is not None
    return "awaited" if early else "enforceable"
