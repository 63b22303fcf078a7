"""The data of the documents that go round a convention: the vote, the sheets, the sending."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from common import articles, clock, french
from conventions import defaults
from conventions.docdata import kit as contracts
from conventions.docdata.rows import Heading, Piece
from conventions.docdata.tripartite import TripartiteData
from conventions.models import AUTHORITY, Convention, LegalGround, Party, Status
from governance import authority, parameters, wording
from governance.models import ContactChannel, CouncilDate, Institution, Mandate, ParameterScope
from governance.offices import Office

from . import mentions, names

GROUND_WORDS = {
    LegalGround.PURCHASING_GROUP: "son appartenance au groupement de commandes",
    LegalGround.PUBLIC_COOPERATION: "une coopération entre pouvoirs adjudicateurs",
    LegalGround.CENTRAL_PURCHASING: "le recours au syndicat comme centrale d’achat",
    LegalGround.STATUTORY_SERVICE: "un service prévu par les statuts du syndicat",
    LegalGround.MEMBER_CONTRIBUTION: "la contribution de membre prévue par les statuts du syndicat",
}
NOTICE = {
    ParameterScope.SMALL_COMMUNE: "notice.council.small",
    ParameterScope.SYNDICATE: "notice.syndicate",
}
DUTIES: Mapping[str, contracts.TransmissionDuty] = {
    Party.Transmission.REQUIRED: "mandatory",
    Party.Transmission.OPTIONAL: "optional",
}
CERTIFYING: Mapping[str, contracts.CertifyingKind] = {
    Institution.Kind.COMMUNE: "commune",
    Institution.Kind.EPCI: "epci",
    Institution.Kind.SCHOOL_SYNDICATE: "epci",
}


@dataclass(frozen=True)
class Contact:
    """Whom to call at the syndicate."""

    office: str
    phone: str
    email: str


def shared(convention: Convention) -> Mapping[str, Any]:
    """The values common to the acts of the model, today."""
    return defaults.in_use(convention.model.code, clock.today())


def contact(convention: Convention) -> Contact:
    """The syndicate's own telephone and address when the directory has them."""
    values, body = shared(convention), convention.owner.institution
    channels = ContactChannel.unscoped.on(clock.today())
    email = channels.filter(institution=body, kind=ContactChannel.Kind.EMAIL).first()
    return Contact(
        office=str(values.get("contact_office", "")),
        phone=body.phone or str(values.get("contact_phone", "")),
        email=email.value if email else str(values.get("contact_email", "")),
    )


def next_council(party: Party) -> Any:
    """The next day announced for the party's assembly; None when nobody said."""
    today = clock.today()
    known = CouncilDate.unscoped.filter(institution=party.institution, date__gte=today)
    day = known.order_by("date").values_list("date", flat=True).first()
    announced = party.deliberation.expected_on if party.deliberation else None
    return day or (announced if announced and announced >= today else None)


def holder(party: Party) -> Mandate | None:
    """Who is awaited for the party: the person chosen or entitled, else who holds the office."""
    now = clock.now()
    held = mentions.signatory(party, now)
    people = Mandate.unscoped.with_words()
    if isinstance(held, authority.Authority):
        return people.get(pk=held.mandate_id)
    office = mentions.office_of(party)
    found = people.valid(now).filter(institution=party.institution, office=office)
    if office == Office.INSPECTOR:
        found = found.filter(circonscription_id=party.convention.circonscription_id)
    return found.first()


def draft_deliberation(
    convention: Convention, data: TripartiteData
) -> contracts.DraftDeliberationData:
    """The délibération offered to the collectivité."""
    party = _authority(convention)
    body, today = party.institution, clock.today()
    early = convention.status == Status.SIGNED_SUBJECT_TO_DELIBERATION
    return contracts.DraftDeliberationData(
        authority_name=data.authority_name,
        authority_assembly=wording.assembly(body),
        authority_assembly_the=f"le {wording.assembly(body)}",
        authority_kind=data.authority_kind,
        authority_holder_office_the=_holder_office_the(party),
        option_regularisation=early,
        early_signature_date=convention.act_date if early else None,
        option_group_joining=convention.options.get("option_group_joining") is True,
        group_reference=convention.details.get("group_reference") or "sans objet",
        convocation_days=_notice(body),
        challenge_months=parameters.value("challenge.months", on=today),
        competence_reference=data.competence_reference,
        case_reference=convention.reference,
        text_hash=convention.text_hash,
        schools_concerned_label=names.of_schools([school.name for school in data.schools]),
        legal_ground=data.legal_ground,
        legal_ground_reference=data.legal_ground_reference,
        legal_ground_text=data.legal_ground_text,
        forecast_amount=data.example_amount,
        forecast_accounts=data.forecast_accounts,
        unit_price=data.unit_price,
        state_service_name=data.state_service_name,
        syndicate_the=articles.named(data.syndicate_name),
        max_accounts=data.max_accounts,
        max_yearly_amount=data.max_yearly_amount,
        price_ceiling=data.price_ceiling,
        duration_label=data.duration_label,
        end_date=data.end_date,
        agreed_start_date=data.agreed_start_date,
        court_name=data.court_name,
    )


def act_deliberation(party: Party) -> contracts.ActDeliberationData:
    """The délibération offered to the assembly of a party, for an act with a text of its own."""
    convention, body, today = party.convention, party.institution, clock.today()
    others = convention.parties.select_related("institution")
    named = [articles.named(names.full_name(each.institution, today)) for each in others]
    return contracts.ActDeliberationData(
        body_name=names.full_name(body, today),
        body_kind=CERTIFYING.get(body.kind, "mixed_syndicate"),
        body_assembly=wording.assembly(body),
        body_assembly_the=f"le {wording.assembly(body)}",
        body_holder_office_the=_holder_office_the(party),
        convocation_days=_notice(body),
        case_reference=convention.reference,
        act_title=convention.title,
        parties_label=french.list_fr(named),
        text_hash=convention.text_hash,
        agreed_start_date=convention.starts_on,
        duration_label=names.duration(convention.duration_months),
        end_date=convention.ends_on,
        challenge_months=parameters.value("challenge.months", on=today),
    )


def _notice(body: Institution) -> int:
    """Clear days between the convocation and the session of its assembly."""
    scope = parameters.scope_of(body)
    key = NOTICE.get(scope, "notice.council")
    days: int = parameters.value(key, on=clock.today(), scope=scope)
    return days


def _holder_office_the(party: Party) -> str:
    """The office that the assembly authorises: the holder's, whoever signs in their name."""
    held, now = mentions.signatory(party, clock.now()), clock.now()
    if isinstance(held, authority.Authority):
        return held.holder_office_the
    found = Mandate.unscoped.with_words().valid(now).filter(institution=party.institution)
    office = mentions.office_of(party)
    mandate = found.filter(office=office).first()
    if mandate is not None:
        return wording.office_the(mandate)
    return articles.the(wording.office_at(office, party.institution), feminine=False)


def summary_note(convention: Convention, data: TripartiteData) -> contracts.SummaryNoteData:
    """The explanatory note; its council date is None while nobody announced one."""
    party, known = _authority(convention), contact(convention)
    ground = GROUND_WORDS.get(LegalGround(data.legal_ground), data.legal_ground_text)
    teachers = names.of_schools([school.name for school in data.schools])
    return contracts.SummaryNoteData(
        authority_name=data.authority_name,
        authority_assembly=wording.assembly(party.institution),
        authority_the_cap=articles.capital(articles.named(data.authority_name)),
        next_council_date=next_council(party),
        case_reference=convention.reference,
        syndicate_the=articles.named(data.syndicate_name),
        schools_concerned_label_cap=f"Les enseignants {teachers}",
        project_opinion_label=_opinion(data),
        option_message_channel=data.option_message_channel,
        option_erdf=data.option_erdf,
        legal_ground_label=ground,
        forecast_accounts=data.forecast_accounts,
        unit_price=data.unit_price,
        forecast_amount=data.example_amount,
        max_yearly_amount=data.max_yearly_amount,
        max_accounts=data.max_accounts,
        duration_label=data.duration_label,
        end_date=data.end_date,
        price_ceiling=data.price_ceiling,
        agreed_start_date=data.agreed_start_date,
        contact_office=known.office,
        contact_phone=known.phone,
        contact_email=known.email,
    )


def _opinion(data: TripartiteData) -> contracts.Opinion:
    """The inspector's opinion, when every project has a favourable one."""
    opinions = [project.opinion.lower() for project in data.projects]
    if not opinions or not all(text.startswith("favorable") for text in opinions):
        return ""
    return "favorable avec réserves" if any("réserve" in o for o in opinions) else "favorable"


def act_note(party: Party, headings: Sequence[Heading]) -> contracts.ActNoteData:
    """The explanatory note of an assembly that votes on an act with a text of its own."""
    vote, known = act_deliberation(party), contact(party.convention)
    same = {each.name for each in fields(contracts.ActNoteData)} & {f.name for f in fields(vote)}
    return contracts.ActNoteData(
        **{name: getattr(vote, name) for name in same},
        next_council_date=next_council(party),
        headings=tuple(headings),
        contact_office=known.office,
        contact_phone=known.phone,
        contact_email=known.email,
    )


def transmittal_slip(
    party: Party, *, number: str, pieces: Sequence[Piece]
) -> contracts.TransmittalSlipData:
    """What goes with the kit sent to a body whose assembly votes."""
    convention, known, today = party.convention, contact(party.convention), clock.today()
    name, office, address = recipient(party)
    syndicate = convention.owner.institution
    return contracts.TransmittalSlipData(
        dispatch_number=number,
        syndicate_name=names.full_name(syndicate, today),
        syndicate_address=wording.address(syndicate),
        recipient_name=name,
        recipient_office=office,
        recipient_address=address,
        dispatch_date=today,
        dispatch_mode=str(shared(convention).get("dispatch_mode", "")),
        case_reference=convention.reference,
        act_title=convention.title,
        transmission_purpose="to_council",
        text_hash=convention.text_hash,
        next_council_date=next_council(party),
        transmission_duty=duty(party),
        pieces=tuple(pieces),
        contact_office=known.office,
        contact_phone=known.phone,
        contact_email=known.email,
    )


def recipient(party: Party) -> tuple[str, str, str]:
    """Name, quality and address to write to; the body itself when nobody holds the office."""
    body, mandate = party.institution, holder(party)
    address = wording.address(body) or names.full_name(body, clock.today())
    if mandate is None:
        words = wording.office_at(mentions.office_of(party), body)
        return (
            names.full_name(body, clock.today()),
            f"à l’attention du titulaire ({words})",
            address,
        )
    return mandate.person.formal_name, wording.quality(mandate), address


def duty(party: Party) -> contracts.TransmissionDuty:
    return DUTIES.get(party.transmission, "not_applicable")


def signatory_sheet(party: Party, data: TripartiteData) -> contracts.SignatorySheetData:
    """The sheet of who is awaited for the party, their own addresses left blank."""
    mandate, today = holder(party), clock.today()
    values = shared(party.convention)
    second = str(values.get("second_channel_label", ""))
    return contracts.SignatorySheetData(
        syndicate_name=data.syndicate_name,
        syndicate_address=data.syndicate_address,
        sheet_reference=sheet_reference(party, mandate),
        institution_name=names.full_name(party.institution, today),
        signatory_full_name=mandate.person.formal_name if mandate else "",
        signatory_office=wording.office(mandate) if mandate else "",
        mandate_act_reference=_mandate_act(mandate) if mandate else "",
        mandate_period_label=mandate.period_words if mandate else "",
        channel_cooling_days=parameters.value("channel.cooling", on=today),
        option_second_channel=bool(second),
        second_channel_label=second,
        process_notice_version=str(values.get("process_notice_version", "")),
        code_lifetime_minutes=parameters.value("code.lifetime", on=today),
        dpo_email=str(values.get("dpo_email", "")),
    )


def _mandate_act(mandate: Mandate) -> str:
    when = f" du {french.date_fr(mandate.act_date)}" if mandate.act_date else ""
    return f"{mandate.act_reference}{when}" if mandate.act_reference else ""


def sheet_reference(party: Party, mandate: Mandate | None) -> str:
    """« FS-7K2P »: short enough for a letter, the same for the same mandate."""
    key = str(mandate.public_id if mandate else party.public_id).encode()
    return f"FS-{base64.b32encode(hashlib.sha256(key).digest()).decode()[:4]}"


def enforceability_certificate(party: Party) -> contracts.EnforceabilityCertificateData:
    """What the executive certifies; known facts are filled in, the others stay dotted."""
    mandate, vote = holder(party), mentions.vote_of(party)
    voted = vote is not None and vote.number
    return contracts.EnforceabilityCertificateData(
        certifying_institution_name=names.full_name(party.institution, clock.today()),
        case_reference=party.convention.reference,
        certifying_kind=CERTIFYING.get(party.institution.kind, "mixed_syndicate"),
        certifying_person=mandate.person.formal_name if mandate else "",
        certifying_office=wording.office(mandate) if mandate else "",
        certifying_office_title=wording.office_title(mandate) if mandate else "",
        certifying_assembly=wording.assembly(party.institution),
        certified_deliberation_number=vote.number if vote and voted else "",
        certified_deliberation_date=vote.voted_on if vote and voted else None,
        certified_object=(vote.object if vote else "") or party.convention.title,
        certified_publication_date=vote.published_on if vote and voted else None,
        certified_reception_date=vote.received_on if vote and voted else None,
        certified_enforceable_date=vote.enforceable_on if vote and voted else None,
        certified_same_day=False,
    )


def _authority(convention: Convention) -> Party:
    return convention.parties.select_related("institution", "deliberation").get(role=AUTHORITY)
