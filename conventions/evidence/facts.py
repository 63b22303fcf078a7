"""What the evidence of an act says (``preuve.json``), whole or as one of its bodies reads it.

The words of the signatures are those frozen when each was made; nothing is judged again. A body
reads of the others what the act itself says: who signed, in what quality, when, at which level.
Never there: a code, a link, an address in full.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.models import Event
from circuits.models import Circuit, Step, StepKind
from documents import store
from documents.evidence import archive, signed
from documents.models import Envelope, Revision, Slot
from documents.paper import binding
from documents.pdf import keys
from governance import levels
from governance.models import ContactChannel, Institution, Mandate, SignatorySheet

from .. import coverage
from ..models import Convention, Party
from .recorded import recorded

REVISIONS, PAPERS, BOUND = "revisions", "papiers", "exemplaire-reuni.pdf"


def revision_name(revision: Revision) -> str:
    """« revisions/2-signature.pdf »: the name of a state of the PDF in the zip."""
    return f"{REVISIONS}/{revision.number}-{_OPERATIONS[revision.operation]}.pdf"


_OPERATIONS = {
    Revision.Operation.ISSUE: "emission",
    Revision.Operation.SIGNATURE: "signature",
    Revision.Operation.FINAL: "definitif",
}


def of_the_pdf(envelope: Envelope, at: dt.datetime) -> list[dict[str, Any]]:
    """What the signatures of the final copy say, the same for every reader: seconds of reading."""
    return signed.signatures(store.read(envelope.final.file.sha256), at=at)


def gather(
    convention: Convention,
    reader: Institution | None,
    at: dt.datetime,
    signatures: list[dict[str, Any]],
) -> dict[str, Any]:
    """Every fact of a final act that ``reader`` may hold (None: all of them), as JSON values;
    ``signatures`` comes from ``of_the_pdf``."""
    envelope = convention.envelope
    return {
        "format": archive.FORMAT,
        "etabli_le": _iso(at),
        "logiciel": {"nom": "Contreseing", "version": settings.VERSION},
        "demonstration": keys.demo(),
        "destinataire": str(reader) if reader else "syndicat (dossier complet)",
        "acte": _act(convention, envelope),
        "fichiers": _files(envelope),
        "circuits": circuits(convention, reader),
        "actes_d_habilitation": list(_votes(convention)),
        "signatures": [_signature(each, reader) for each in envelope.slots.all()],
        "signatures_du_pdf": signatures,
        "refus": list(_refusals(convention, reader)),
        "relances": list(_reminders(convention, reader)),
    }


def _act(convention: Convention, envelope: Envelope) -> dict[str, Any]:
    document = envelope.document
    return {
        "reference": convention.reference,
        "titre": convention.title,
        "numero_au_registre": convention.register_number,
        "date": _iso(convention.act_date),
        "nature": str(convention.kind),
        "modele": document.model.code if document.model else "",
        "version_du_modele": document.model.version if document.model else "",
        "empreinte_du_texte": envelope.text_hash,
        "empreintes_votees": {
            party.role: party.deliberation.text_hash
            for party in convention.parties.select_related("deliberation")
            if party.deliberation
        },
        "pages": document.pages,
        "parties": [
            {"role": party.role, "libelle": party.label, "institution": str(party.institution)}
            for party in convention.parties.select_related("institution")
        ],
    }


def paper_files(envelope: Envelope) -> dict[str, str]:
    """What an act signed in part on paper adds to the zip: name → SHA-256."""
    bound = envelope.final_file
    scans = {
        f"{PAPERS}/{binding.scan_name(each)}": each.file.sha256 for each in binding.papers(envelope)
    }
    return {**scans, BOUND: bound.sha256} if scans and bound is not None else {}


def _papers(envelope: Envelope) -> dict[str, Any]:
    """The scans and the file that binds them; nothing for an act that has none."""
    found = {name: {"fichier": name, **_file(sha)} for name, sha in paper_files(envelope).items()}
    if not found:
        return {}
    return {"reuni": found.pop(BOUND), "papiers": list(found.values())}


def _files(envelope: Envelope) -> dict[str, Any]:
    document = envelope.document
    return {
        **_papers(envelope),
        "word": _file(document.docx_sha256) if document.docx_sha256 else {},
        "pdf_emis": document.pdf_sha256,
        "definitif": envelope.final.file.sha256,
        "definitif_depuis": _iso(envelope.finalised_at),
        "revisions": [
            {
                "numero": each.number,
                "operation": each.get_operation_display(),
                "le": _iso(each.at),
                "fichier": revision_name(each),
                **_file(each.file.sha256),
            }
            for each in envelope.revisions.select_related("file")
        ],
    }


def _file(sha256: str) -> dict[str, Any]:
    return {"sha256": sha256, "taille": store.StoredFile.objects.get(sha256=sha256).size}


def circuits(convention: Convention, reader: Institution | None) -> list[dict[str, Any]]:
    """What was asked of each party, answered on screen or by letter, and what came of it."""
    return [_circuit(each, reader) for each in Circuit.unscoped.about(convention)]


def _circuit(circuit: Circuit, reader: Institution | None) -> dict[str, Any]:
    """The steps as they were configured; what came of those of other bodies is not told."""
    steps = []
    for step in circuit.steps.select_related("institution"):
        told: dict[str, Any] = {
            "groupe": step.group,
            "rang": step.position,
            "regle": step.get_rule_display(),
            "nature": step.get_kind_display(),
            "libelle": step.label,
            "partie": step.party,
            "institution": str(step.institution),
            "niveau_minimal": step.level,
            "echeance": step.due_reason,
            "etat": step.get_status_display(),
        }
        if _own(step.institution_id, reader):
            told |= {
                "echeance_le": _iso(step.due_on),
                "ouverte_le": _iso(step.opened_at),
                "close_le": _iso(step.closed_at),
                "par": step.done_by,
                "resultat": step.outcome,
            }
        steps.append(told)
    return {
        "circuit": circuit.template.label,
        "version": circuit.template.version,
        "etat": circuit.get_status_display(),
        "etapes": steps,
    }


def _votes(convention: Convention) -> Iterator[dict[str, Any]]:
    """The délibérations by which the parties are bound: the act cites them."""
    for party in convention.parties.select_related("deliberation", "institution"):
        vote = party.deliberation or (coverage.framework_for(party) if party.votes else None)
        if vote is not None:
            yield {
                "partie": party.role,
                "institution": str(party.institution),
                "numero": vote.number,
                "date": _iso(vote.voted_on),
                "objet": vote.object,
                "executoire_le": _iso(vote.enforceable_at),
                "preuve": vote.get_proof_display(),
                "identifiant_actes": vote.actes_id,
            }


def _signature(slot: Slot, reader: Institution | None) -> dict[str, Any]:
    signer = slot.signer
    party = Party.unscoped.filter(convention__envelope=slot.envelope_id, role=slot.key).first()
    told = {
        "rang": slot.order,
        "champ": slot.field,
        "partie": slot.key,
        "institution": signer.get("institution", slot.label),
        "nom": signer.get("name", ""),
        "qualite": signer.get("quality", ""),
        "fondement": signer.get("ground", ""),
        "formule": signer.get("formula", ""),
        "mandat": {
            "acte": signer.get("mandate_act", ""),
            **_mandate(signer.get("mandate_id")),
            "delegation": {
                "numero": signer.get("act_number", ""),
                "date": signer.get("act_date") or "",
                "publiee_le": signer.get("published_on") or "",
                "du": signer.get("starts_on") or "",
                "jusqu_au_exclu": signer.get("ends_on") or "",
            },
        },
        "niveau": slot.get_mode_display(),
        "niveau_minimal": levels.source(slot.level, slot.recorded_at.date()),
        "etat": slot.get_status_display(),
        "signee_le": _iso(slot.signed_at),
    }
    signature = getattr(slot, "signature", None)
    if signature is None:
        return told
    own = _own(party.institution_id if party else None, reader)
    if signature.revision is not None:
        told["revision"] = signature.revision.number
    else:
        told["fichier"] = f"{PAPERS}/{binding.scan_name(signature.paper_return)}"
    told |= recorded(signature.evidence, whole=own)
    if own and signer.get("mandate_id"):
        told["identification"] = _identification(signer["mandate_id"], signature.at)
    return told


def _mandate(mandate_id: int | None) -> dict[str, str]:
    mandate = Mandate.unscoped.filter(pk=mandate_id).first()
    if mandate is None:
        return {}
    return {"depuis_le": _iso(mandate.starts_on), "jusqu_au_exclu": _iso(mandate.ends_on)}


def _identification(mandate_id: int, at: dt.datetime) -> dict[str, Any]:
    """The signatory's sheet in force at ``at``: when signed by hand, and who typed its address."""
    sheets = SignatorySheet.unscoped.filter(mandate_id=mandate_id, signed_on__lte=at.date())
    sheet = sheets.order_by("-signed_on", "-pk").first()
    if sheet is None:
        return {}
    about = Event.objects.filter(object_type=sheet._meta.label_lower, object_id=sheet.pk)
    first, last = about.first(), about.filter(at__lte=at).last()
    return {
        "fiche_signataire_du": _iso(sheet.signed_on),
        "fiche_numerisee_sha256": sheet.scan,
        "procede_accepte": sheet.accepts_process,
        "saisie_par": first.actor_title if first else "",
        "saisie_le": _iso(first.at) if first else "",
        "derniere_modification_le": _iso(last.at) if last else "",
        "inchangee_depuis_dix_jours": bool(last and at - last.at >= dt.timedelta(days=10)),
        **_second_check(sheet, at),
    }


def _second_check(sheet: SignatorySheet, at: dt.datetime) -> dict[str, Any]:
    """Who checked its address again before ``at``, when and how; nothing when nobody did."""
    checked = ContactChannel.unscoped.filter(sheet=sheet, checked_at__lte=at)
    label, keys_of = ContactChannel._meta.label_lower, checked.values("pk")
    about = Event.objects.filter(object_type=label, object_id__in=keys_of, verb="check_channel")
    if (last := about.last()) is None:
        return {}
    told = {"par": last.actor_title, "le": _iso(last.at), "comment": last.reason}
    return {"seconde_verification": told}


def _refusals(convention: Convention, reader: Institution | None) -> Iterator[dict[str, Any]]:
    """Signatures that somebody declined before the act was signed."""
    declined = _steps(convention).filter(status=Step.Status.DECLINED, kind=StepKind.SIGNATURE)
    for step in declined:
        told = {"institution": str(step.institution), "etape": step.label}
        if _own(step.institution_id, reader):
            told |= {"le": _iso(step.closed_at), "par": step.done_by, "motif": step.outcome}
        yield told


def _reminders(convention: Convention, reader: Institution | None) -> Iterator[dict[str, Any]]:
    for step in _steps(convention):
        if not _own(step.institution_id, reader):
            continue
        for task in step.assignments.filter(reminders__gt=0).order_by("pk"):
            yield {
                "institution": str(step.institution),
                "etape": step.label,
                "relances": task.reminders,
                "derniere_le": _iso(task.reminded_at),
            }


def _steps(convention: Convention) -> Any:
    found = Step.unscoped.filter(circuit__in=Circuit.unscoped.about(convention))
    return found.select_related("institution").order_by("circuit", "position")


def _own(institution_id: int | None, reader: Institution | None) -> bool:
    return reader is None or institution_id == reader.pk


def _iso(value: dt.datetime | dt.date | None) -> str:
    """An instant in UTC, a day as it is; empty for none."""
    if isinstance(value, dt.datetime):
        return value.astimezone(ZoneInfo("UTC")).isoformat()
    return value.isoformat() if value else ""
