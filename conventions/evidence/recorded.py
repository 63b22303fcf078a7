"""What was recorded with one signature, in the words of the evidence.

Every party may hold what is on the act, and what each signatory consented to. The rest (channel,
times of the code, address and device) belongs to the signatory's body and to the syndicate.
"""

from hashlib import sha256
from typing import Any

SHARED = {
    "signed_at_utc": "signee_le_utc",
    "signed_at_local": "signee_le_heure_locale",
    "document_sha256_shown": "empreinte_affichee",
    "revision_sha256": "empreinte_de_la_revision_signee",
    "text_hash": "empreinte_du_texte",
    "level": "niveau_du_certificat",
    "scan_sha256": "empreinte_de_la_numerisation",
}
CERTIFICATE = {
    "holder": "titulaire",
    "issuer": "delivre_par",
    "sha256": "empreinte",
    "qualified": "se_dit_qualifie",
    "listed": "qualifie_selon",
    "on_device": "sur_dispositif_qualifie",
    "trusted": "autorite_reconnue",
    "revocation": "revocation",
    "declared_at": "heure_declaree",
    "timestamped_at": "horodate_le",
}
PAPER = {
    "sheet": "reference_courte",
    "signed_on": "date_ecrite",
    "signed_time": "heure_ecrite",
    "holder": "original_conserve_par",
    "doubts": "doutes",
    "remarks": "particularites",
}
CHECKED = {"by": "par", "at": "le"}
HANDED = {"deposited_by": "par", "received_at": "le"}
SCANNED = {
    "page": "page",
    "file": "fichier",
    "sha256": "empreinte_du_fichier",
    "index": "page_du_fichier",
    "turn": "rotation",
    "by_hand": "placee_a_la_main",
    "differs": "difference_d_image",
}
REVOCATION = {"kind": "sorte", "url": "adresse", "at": "le", "sha256": "empreinte"}
POINT = {"number": "numero", "name": "point", "answer": "reponse", "explanation": "explication"}
ANSWERS = {"met": "rempli", "doubtful": "douteux", "not_met": "non rempli"}
EXAMINED = {"by": "par", "at": "le", "reason": "motif"}
DEPOSIT = {"by": "par", "at": "le", "name": "nom_du_fichier"}
LINK = {"sent_to": "adresse_masquee", "expires_at": "valable_jusqu_au"}
CODE = {
    "channel": "canal",
    "sent_to": "adresse_masquee",
    "asked_at": "demande_le",
    "wrong_tries": "essais_refuses",
    "single_channel": "un_seul_canal",
}
REQUEST = {
    "ip": "adresse_ip",
    "user_agent": "agent_de_navigation",
    "opened_at": "document_ouvert_le",
    "downloaded": "document_telecharge",
}
PRESENCE = {
    "agent": "agent",
    "identity": "identite_constatee",
    "place": "lieu",
    "stated_at": "constatee_le",
}
LISTED = {"sha256": "empreinte_de_la_liste", "acts": "actes", "position": "rang"}


def recorded(evidence: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """The record of a signature; without what is its signatory's alone unless ``whole``."""
    told = _named(evidence, SHARED)
    if consent := evidence.get("consent"):
        words = list(consent["words"])
        told["consentement"] = {
            "version": consent["version"],
            "texte": words,
            "sha256": sha256("\n".join(words).encode()).hexdigest(),
        }
    if certificate := evidence.get("certificate"):
        told["certificat"] = _named(certificate, CERTIFICATE)
        told["reponses_sur_la_revocation"] = [
            _named(each, REVOCATION) for each in evidence.get("revocation_answers", [])
        ]
        told["examens"] = [_named(each, EXAMINED) for each in evidence.get("examined", [])]
    if paper := evidence.get("paper"):
        told["papier"] = {
            **_named(paper, PAPER),
            "certifie_par": [_named(each, CHECKED) for each in evidence.get("checked", [])],
        }
    if report := evidence.get("report"):
        points = [_named(each, POINT) for each in report]
        told["sept_points"] = [
            {**each, "reponse": ANSWERS.get(each["reponse"], each["reponse"])} for each in points
        ]
    return told | _of_its_body(evidence) if whole else told


def _of_its_body(evidence: dict[str, Any]) -> dict[str, Any]:
    """What belongs to the body of the signatory, and to the syndicate."""
    told = {
        name: _named(evidence[key], table)
        for key, name, table in (
            ("link", "lien", LINK),
            ("code", "code", CODE),
            ("facts", "requete", REQUEST),
            ("presence", "presence_d_un_agent", PRESENCE),
            ("list", "liste_signee_ensemble", LISTED),
            ("deposit", "depot", DEPOSIT),
        )
        if evidence.get(key)
    }
    if evidence.get("paper"):
        told["remise_du_papier"] = {
            **_named(evidence["paper"], HANDED),
            "pages": [_named(each, SCANNED) for each in evidence.get("pages", [])],
        }
    if "code" in told:
        told["code"]["utilise_le"] = evidence.get("signed_at_utc", "")
    return told


def _named(values: dict[str, Any], table: dict[str, str]) -> dict[str, Any]:
    """The values that the table knows, under their French names: nothing else passes."""
    return {name: values[key] for key, name in table.items() if key in values}
