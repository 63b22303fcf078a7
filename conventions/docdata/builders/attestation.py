"""The data of the attestation that a copy of a signed act is true to what the syndicate keeps."""

from dataclasses import dataclass

from common import calendar, clock, french
from conventions import dossier
from conventions.docdata.attestation import CopyAttestationData, CopyKind
from conventions.models import Convention
from documents import how_signed
from documents.models import Slot
from governance import wording
from governance.models import Mandate

from . import names


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, for what use, of which copy: the final file, its print, or the scan of ``slot``."""

    copy: CopyKind
    recipient: str
    office: str
    use: str
    slot: Slot | None = None


def build(convention: Convention, asked: Asked, agent: Mandate) -> CopyAttestationData:
    """The attestation that ``agent`` gives; the act has its final copy."""
    body, today = convention.owner.institution, clock.today()
    envelope, slot = convention.envelope, asked.slot
    paper = how_signed.on_paper(slot) if slot is not None else {}
    scan = slot.signature.paper_return if slot is not None else None
    agents = how_signed.certified_by(slot) if slot is not None else []
    return CopyAttestationData(
        syndicate_name=names.full_name(body, today),
        syndicate_address=wording.address(body),
        act_title=convention.title,
        register_number=convention.register_number,
        act_date=convention.act_date,
        case_reference=convention.reference,
        attesting_agent_name=agent.person.formal_name,
        attesting_agent_office=wording.quality(agent),
        attesting_agent_title=wording.office_title(agent),
        copy_kind=asked.copy,
        final_since=french.datetime_fr(envelope.finalised_at, body.time_zone),
        copy_sha256=scan.file.sha256 if scan else dossier.signed_sha256(convention),
        act_pages=envelope.document.pages,
        paper_received_date=calendar.act_date(scan.at) if scan else None,
        original_holder=paper.get("holder", ""),
        checking_agents=french.list_fr(agents),
        paper_agents=len(agents),
        differences_text=" ; ".join(paper.get("remarks", [])),
        recipient_name=asked.recipient,
        recipient_office=asked.office,
        attestation_use_label=asked.use,
        attestation_date=today,
    )
