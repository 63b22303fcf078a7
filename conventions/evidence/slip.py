"""The bordereau de preuve of an act, from the very facts of ``preuve.json`` (models/conventions).

Each row that has nothing to say is left out: in the copy of a party, what belongs to the others
leaves no trace of its absence.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from audit import chain
from circuits.codes import APPLICATION
from common import french
from documents.models import Slot
from documents.pdf import keys

from . import journal

Rows = list[tuple[str, str]]
GROUNDS = {
    "holder": "titulaire",
    "delegation": "par délégation",
    "prevented": "suppléance, titulaire empêché",
    "interim": "intérim",
}
MET = "rempli"
LEVELS = {
    Slot.Mode.PLATFORM.label: "signature électronique simple",
    Slot.Mode.CERTIFICATE.label: "signature avec le certificat du signataire",
    Slot.Mode.PAPER.label: "signature manuscrite, copie numérisée",
}


def html(facts: dict[str, Any], told: journal.Extract, *, whole: bool) -> str:
    """The whole page, styles included."""
    act, files = facts["acte"], facts["fichiers"]
    stamps = [s for s in facts["signatures_du_pdf"] if s["nature"] == "horodatage"]
    context = {
        "act": act,
        "facts": facts,
        "whole": whole,
        "mark": keys.DEMO_MARK if facts["demonstration"] else "",
        "made_at": _when(facts["etabli_le"]),
        "act_date": _day(act["date"]),
        "same_text": _same_text(act),
        "final": files.get("reuni") or files["revisions"][-1],
        "bound": "reuni" in files,
        "papers": files.get("papiers", []),
        "stamp": stamps[-1] if stamps else None,
        "stamped_at": _when(stamps[-1]["date_inscrite"]) if stamps else "",
        "revisions": [{**each, "when": _when(each["le"])} for each in files["revisions"]],
        "authorities": [
            {**each, "when": _day(each["date"]), "enforceable": _day(each["executoire_le"])}
            for each in facts["actes_d_habilitation"]
        ],
        "signatures": [
            {**each, "rows": [row for row in _rows(each, facts, whole=whole) if row[1]]}
            for each in facts["signatures"]
        ],
        "refusals": facts["refus"],
        "events": list(_events(told)),
        "checkpoint": told.checkpoint,
        "checkpoint_at": french.datetime_fr(told.checkpoint.at, settings.TIME_ZONE),
    }
    return render_to_string("conventions/evidence_slip.html", context)


def _same_text(act: dict[str, Any]) -> str:
    """Whether the text signed is the text voted: oui, non, or no vote on a text."""
    voted = [each for each in act["empreintes_votees"].values() if each]
    if not voted:
        return "sans objet"
    return "oui" if all(each == act["empreinte_du_texte"] for each in voted) else "non"


def _rows(one: dict[str, Any], facts: dict[str, Any], *, whole: bool) -> Iterator[tuple[str, str]]:
    code, link = one.get("code", {}), one.get("lien", {})
    sheet, request = one.get("identification", {}), one.get("requete", {})
    consent = one.get("consentement", {})
    ground = GROUNDS.get(one["fondement"], one["fondement"])
    yield "Qualité et fondement", f"{one['qualite']} ; {ground}" if ground else one["qualite"]
    yield "Mandat ou délégation", _mandate(one["mandat"])
    yield "Niveau", _level(one)
    yield "Identification", _identification(sheet, one.get("presence_d_un_agent", {}))
    typed = {} if code.get("canal") == APPLICATION else sheet
    yield from _channel(code.get("adresse_masquee") or link.get("adresse_masquee", ""), typed)
    asked = _when(code.get("demande_le", ""))
    used = _when(one.get("signee_le_utc", ""))
    yield "Envoi et usage du code", f"demandé le {asked}, utilisé le {used}" if asked else ""
    yield (
        "Consentement : texte, version, date et heure",
        f"version {consent['version']}, {used} : {' — '.join(consent['texte'])}" if consent else "",
    )
    yield "Empreinte affichée avant de signer", one.get("empreinte_affichee", "")
    opened = _when(request.get("document_ouvert_le", ""))
    fetched = "téléchargé" if request.get("document_telecharge") else "non téléchargé"
    yield "Document affiché, ouvert, téléchargé", f"ouvert le {opened}, {fetched}" if opened else ""
    yield from (
        _paper(one)
        if "papier" in one
        else [("Date et heure de la signature", _when(one["signee_le"]))]
    )
    yield "Certificat, chaîne, révocation", _certificate(one, facts)
    yield "Contrôle du retour (sept points)", _points(one.get("sept_points", []))
    tries = code.get("essais_refuses")
    yield "Essais refusés", "" if tries is None else ("aucun" if not tries else str(tries))
    if whole and request:
        device = " ; ".join(
            filter(None, (request.get("adresse_ip"), request.get("agent_de_navigation")))
        )
        yield "Adresse IP et agent de navigation", device


def _paper(one: dict[str, Any]) -> Rows:
    """What agents read on a paper, its scan, and who keeps the original."""
    paper, handed = one["papier"], one.get("remise_du_papier", {})
    hour = f" à {paper['heure_ecrite']}" if paper["heure_ecrite"] else ", sans heure"
    agents = [f"{each['par']}, le {_when(each['le'])}" for each in paper["certifie_par"]]
    return [
        ("Date écrite à la main", f"{_day(paper['date_ecrite'])}{hour}"),
        ("Exemplaire et numérisation", f"{paper['reference_courte']}, {one['fichier']}"),
        ("Empreinte de la numérisation", one["empreinte_de_la_numerisation"]),
        ("Numérisation certifiée conforme par", " ; ".join(agents)),
        ("Doutes levés par un second agent", " ; ".join(paper["doutes"])),
        ("Original conservé par", paper["original_conserve_par"]),
        ("Particularités de l’original", " ; ".join(paper["particularites"])),
        (
            "Remise du papier",
            f"enregistré par {handed['par']} le {_when(handed['le'])}" if handed else "",
        ),
    ]


def _channel(masked: str, sheet: dict[str, Any]) -> Rows:
    """Where the code went, and who typed that address, when."""
    if not masked or not sheet.get("saisie_par"):
        return [("Canal", masked)]
    typed = f"adresse saisie par {sheet['saisie_par']} le {_when(sheet['saisie_le'])}"
    return [("Canal, auteur et date de sa saisie", f"{masked}, {typed}")]


def _mandate(mandate: dict[str, Any]) -> str:
    parts = [mandate["acte"]]
    if mandate.get("depuis_le"):
        parts.append(f"en fonction depuis le {_day(mandate['depuis_le'])}")
    delegation = mandate["delegation"]
    if delegation["numero"]:
        parts.append(f"arrêté {delegation['numero']} du {_day(delegation['date'])}")
    return ", ".join(filter(None, parts))


def _level(one: dict[str, Any]) -> str:
    level = LEVELS.get(one["niveau"], one["niveau"])
    if found := one.get("niveau_du_certificat"):
        level += f", {found}"
    if "code" in one and one["code"].get("un_seul_canal"):
        level += ", code reçu par un seul canal"
    return level


def _identification(sheet: dict[str, Any], presence: dict[str, Any]) -> str:
    parts = []
    if sheet.get("fiche_signataire_du"):
        kept = (
            "inchangée depuis dix jours"
            if sheet["inchangee_depuis_dix_jours"]
            else ("modifiée moins de dix jours avant")
        )
        parts.append(f"fiche signataire du {_day(sheet['fiche_signataire_du'])}, {kept}")
    if checked := sheet.get("seconde_verification"):
        parts.append(
            f"coordonnée vérifiée de nouveau par {checked['par']} le {_when(checked['le'])} : "
            f"{french.unstopped(checked['comment'])}"
        )
    if presence:
        parts.append(f"identité constatée par {presence.get('agent', 'un agent')}")
    return " ; ".join(parts)


def _certificate(one: dict[str, Any], facts: dict[str, Any]) -> str:
    for each in facts["signatures_du_pdf"]:
        if each["champ"] == one["champ"] and each["certificats"]:
            found = each["certificats"][0]
            simple = one["niveau"] == Slot.Mode.PLATFORM.label
            whose = "celui du cachet, qui atteste la signature : " if simple else ""
            return (
                f"{whose}{found['sujet']} ; délivré par {found['emetteur']} ; valable du "
                f"{_when(found['valable_du'])} au {_when(found['valable_au'])} ; révocation : "
                f"{each['revocation']}"
            )
    return ""


def _points(points: list[dict[str, Any]]) -> str:
    """« 7 points remplis sur 7 », then those that are not; empty for a signature made here."""
    if not points:
        return ""
    others = [f"{each['point']} : {each['reponse']}" for each in points if each["reponse"] != MET]
    met = f"{len(points) - len(others)} points remplis sur {len(points)}"
    return " ; ".join([met, *others])


def _events(told: journal.Extract) -> Iterator[dict[str, str]]:
    for event in told.lines:
        yield {
            "number": str(event.sequence),
            "at": french.datetime_fr(event.at, settings.TIME_ZONE),
            "author": event.actor_title or "système",
            "text": journal.registry.sentence(event.object_type, event.verb),
            "chain": chain.link(event.previous_hash, chain.values(event))[:12],
        }


def _when(iso: str) -> str:
    return french.datetime_fr(dt.datetime.fromisoformat(iso), settings.TIME_ZONE) if iso else ""


def _day(iso: str) -> str:
    """A day, or the day of an instant."""
    if not iso:
        return ""
    return _when(iso) if "T" in iso else french.date_fr(dt.date.fromisoformat(iso))
