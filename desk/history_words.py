"""The journal in French: a sentence for each verb, a name for each person, words for each value.

A move of a lifecycle carries its own sentence; the table below holds the others. A sentence that
begins with a verb follows the name of who acted; the others stand alone.
"""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any, get_args

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import Model

from audit.actor import Actor
from common.french import date_fr, datetime_fr, number
from common.lifecycle import Lifecycle, Move
from conventions.docdata.builders import tables
from documents import reading

from .history_rows import TECHNICAL
from .words_of_entries import ENTRIES
from .words_of_schools import SCHOOLS

SENTENCES = {
    "create": "a créé la fiche",
    "change": "a modifié la fiche",
    "delete": "a retiré la fiche",
    # Directory
    "create_institution": "a ajouté l’institution",
    "change_institution": "a modifié l’institution",
    "rename_institution": "a enregistré le nouveau nom de l’institution",
    "close_institution": "a enregistré la fin de l’institution",
    "keep_former_name": "a gardé l’ancien nom",
    **SCHOOLS,
    "record_membership": "a enregistré l’adhésion",
    "close_membership": "a mis fin à l’adhésion",
    "create_person": "a ajouté la personne",
    "open_account": "a ouvert le compte",
    "invite_again": "a renvoyé l’invitation",
    "close_account": "a fermé le compte",
    "reopen_account": "a rouvert le compte",
    "add_second_factor": "a ajouté un second facteur à son compte",
    "remove_second_factor": "a retiré le second facteur de son compte",
    "reset_second_factor": "a réinitialisé le second facteur du compte",
    "set_parameter": "a fixé une nouvelle valeur",
    "end_parameter": "a mis fin à la valeur",
    "load_parameter": "a chargé la valeur de départ",
    # Mandates and what empowers people
    "record_mandate": "a enregistré le mandat",
    "confirm_mandate": "a confirmé le mandat",
    "waive_habilitation": "a accepté que l’habilitation ne soit pas produite",
    "record_delegation": "a enregistré la délégation de signature",
    "publish_delegation": "a noté la publication de la délégation",
    "end_delegation": "a mis fin à la délégation",
    "record_substitution": "a enregistré la suppléance",
    "end_substitution": "a mis fin à la suppléance",
    "announce_absence": "a annoncé une absence",
    "end_absence": "a mis fin à l’absence",
    "record_mission": "a enregistré la mission de contrôle",
    "name_in_mission": "a ajouté l’institution à la mission",
    "end_mission": "a mis fin à la mission de contrôle",
    "put_off": "a reporté l’échéance au retour de la personne attendue",
    "register_sheet": "a déposé la fiche signataire",
    "replace_sheet": "a remplacé la fiche signataire",
    "add_channel": "a ajouté une coordonnée",
    "keep_channel": "a repris la coordonnée sur la nouvelle fiche",
    "check_channel": "a vérifié une seconde fois la coordonnée",
    "close_channel": "a retiré la coordonnée",
    # Instances
    "load_committee_kind": "a chargé la nature d’instance",
    "create_committee_kind": "a créé la nature d’instance",
    "change_committee_kind": "a choisi les dossiers que la nature d’instance examine",
    "load_committee_rules": "a chargé les règles de départ",
    "create_committee": "a créé l’instance",
    "change_committee": "a modifié l’instance",
    "close_committee": "a mis fin à l’instance",
    "set_committee_rules": "a donné une version des règles",
    "end_committee_rules": "a mis fin à une version des règles",
    "add_seat": "a ajouté un siège",
    "designate_substitute": "a désigné un suppléant",
    "end_seat": "a mis fin à un siège",
    # Registre de terrain
    "load_sheet_kind": "a chargé la nature de fiche",
    "create_sheet_kind": "a créé la nature de fiche",
    "renew_sheet_kind": "a donné une version de la nature de fiche",
    "retire_sheet_kind": "a retiré la nature de fiche",
    "restore_sheet_kind": "a remis la nature de fiche en usage",
    "write_sheet": "a écrit la fiche",
    "change_sheet": "a corrigé la fiche",
    # Séances
    "plan_meeting": "a préparé la séance",
    "change_meeting": "a modifié la séance",
    "ask_item": "a demandé un point",
    "change_item": "a modifié un point",
    "begin_follow_up": "a ouvert la suite d’une décision",
    "put_case": "a soumis un dossier à l’instance",
    "end_step": "décision prise en compte par le dossier qui l’attendait",
    "order_item": "a changé l’ordre des points",
    "invite": "a adressé une convocation",
    "open_convocation": "a ouvert sa convocation",
    "answer_convocation": "a répondu à la convocation",
    "remind_convocation": "a relancé un membre",
    "note_presence": "a noté une présence",
    "give_power": "a noté un pouvoir",
    "end_power": "a mis fin à un pouvoir",
    "count_quorum": "a fait recompter le quorum",
    "ask_to_ratify": "a inscrit la ratification de l’urgence",
    "take_chair": "a noté un changement de présidence",
    "preside": "a noté qui préside désormais",
    "record_decision": "a donné son numéro à la décision",
    "make_record": "a établi le relevé de décisions, provisoire",
    "save_note": "a noté les débats",
    "correct_decision": "a corrigé le texte d’une décision",
    "complete_decision": "a complété la suite d’une décision",
    "choose_secretary": "a désigné le secrétaire de séance",
    "make_paper": "a produit un document de la séance",
    "edit_paper": "a déposé un document corrigé à la main",
    "release_paper": "a donné un document aux membres",
    "write_minutes": "a rédigé un point du procès-verbal",
    "observe_minutes": "a écrit son observation sur le procès-verbal",
    "answer_remark": "a donné une suite à une observation",
    "make_minutes": "a ouvert le procès-verbal, en rédaction",
    "make_minutes_item": "a repris les notes d’un point au procès-verbal",
    **ENTRIES,
    # Délibérations
    "expect_deliberation": "a noté que la délibération est attendue",
    "announce_council": "a annoncé la date du conseil",
    "attach_deliberation": "a joint la délibération",
    # Conventions and documents
    "prepare": "a préparé la convention",
    "begin_amendment": "a préparé un avenant",
    "begin_rectification": "a préparé une rectification d’erreur matérielle",
    "write_error": "a écrit une erreur à rectifier",
    "take_out_error": "a retiré une erreur de la rectification",
    "begin_entry_slip": "a préparé un bulletin d’entrée d’école",
    "take_in_school": "a reçu une école, par un bulletin d’entrée",
    "take_out_school": "a perdu une école : le juge a annulé le bulletin d’entrée",
    "amend": "a été modifié par un avenant ou un bulletin d’entrée",
    "unamend": "a repris ce que l’avenant annulé avait changé",
    "rewrite_article": "a écrit un article modifié",
    "load_kind": "a chargé la nature d’acte",
    "create_kind": "a créé la nature d’acte",
    "renew_kind": "a ouvert une nouvelle version de la nature d’acte",
    "describe_kind": "a modifié la nature d’acte",
    "receive_kind_model": "a déposé le modèle Word de la nature d’acte",
    "load_defaults": "a chargé les valeurs de départ du modèle",
    "receive": "a reçu le document",
    "produce": "a produit le document",
    "produce_project": "a produit le projet",
    "issue": "a émis l’acte scellé",
    "revise": "a modifié la convention",
    "revise_schools": "a modifié les écoles de la convention",
    "adjust_roles": "a ajusté le tableau des rôles",
    "adjust_list": "a ajusté une liste du texte",
    "adjust_categories": "a choisi les catégories de messages aux parents",
    "record_model": "a déposé le modèle",
    "retire_model": "a retiré le modèle",
    "signed_revision": "a ajouté la signature au document",
    "bind": "fichier électronique et papiers réunis",
    "make_evidence": "dossier de preuve établi",
    "choose_signatory": "a choisi qui signe pour une partie",
    "say_transmission": "a noté la transmission à l’État",
    "answer": "a répondu à la remarque",
    "load_clause": "a chargé la clause du modèle",
    "propose_variant": "a proposé une variante de clause",
    "comment": "a demandé une correction sur une clause",
    "reply": "a répondu dans le fil d’une clause",
    "correct_value": "a corrigé une valeur",
    "return_text": "a rendu une version corrigée",
    "word": "a donné à l’acte un texte propre",
    "authorise_sender": "a habilité un agent à écrire aux parents",
    "report_message": "a signalé un message aux parents",
    "create_exchange": "a préparé un échange de données",
    "unword": "a rendu à l’acte le texte du modèle",
    "take_up": "a repris le texte ou une mention",
    "take_up_notes": "a repris au procès-verbal des notes venues après la clôture",
    "class_change": "changements constatés par comparaison",
    "close_change": "changement arrêté",
    "raise_class": "a ajouté un changement au classement",
    "lower_class": "a classé un changement autrement",
    # Batches
    "open_batch": "a ouvert le lot",
    "add_rows": "a ajouté des lignes au lot",
    "examine_batch": "a demandé l’examen de la liste",
    "examine_row": "a examiné la ligne",
    "correct_row": "a corrigé la ligne",
    "choose_body": "a désigné la collectivité de la ligne",
    "include_row": "a inclus la ligne",
    "leave_row": "a écarté la ligne",
    "create_act": "a créé l’acte de la ligne",
    "check_batch": "a vérifié des actes du lot",
    "send_batch": "a demandé d’envoyer des actes du lot",
    "retry_batch": "a repris les lignes en échec",
    # Circuits
    "record_circuit": "a enregistré le circuit",
    "submit": "a transmis",
    "succeed": "a adressé la tâche au nouveau titulaire de la fonction",
    "stand_in": "a adressé la tâche à la personne qui signe à la place du titulaire",
    "vacate": "a noté que la tâche attend un titulaire",
    "leave": "a clos la tâche d’une personne qui a quitté sa fonction",
    "complete_review": "a relu le projet",
    "close_unanswered_review": "relecture close sans observation, ce qui n’est pas un accord",
    "complete_visa": "a donné son visa",
    "complete_with_reserves_visa": "a donné son visa avec réserves",
    "decline_visa": "a refusé son visa",
    "complete_opinion": "a donné son avis",
    "complete_with_reserves_opinion": "a donné son avis avec réserves",
    "complete_committee": "décision de l’instance rendue",
    "send_back_committee": "l’instance n’a pas fait avancer le dossier",
    "complete_acknowledgement": "a accusé réception",
    "answer_by_letter_acknowledgement": "a enregistré, pour le compte d’une partie, sa réponse "
    "reçue par courrier",
    "complete_deposit": "délibération exécutoire déposée",
    "complete_signature": "a signé l’acte",
    "return_signature": "a renvoyé un fichier signé, à vérifier",
    "reject_return_signature": "a écarté le fichier signé reçu",
    "returned_file": "a déposé le fichier signé",
    "register_scan_signature": "a enregistré le retour papier, à certifier",
    "registered_scan": "a mis en ordre les pages numérisées",
    "first_certify": "a trouvé le retour conforme ; un second agent est attendu",
    "first_certify_scan_signature": "a comparé les pages ; un second agent est attendu",
    "certify_scan_signature": "a certifié la numérisation conforme au papier",
    "reject_scan_signature": "a refusé de certifier le retour papier",
    "certified_scan": "a gardé la numérisation certifiée",
    "escalate": "a signalé le retard",
    "remind": "a envoyé un rappel",
    "remind_weekly": "a envoyé le courriel de la semaine",
    "record_contact": "a noté un appel ou une visite",
    "record_call": "a appelé",
    "record_visit": "a fait une visite",
    "make_link": "a préparé un lien de signature",
    "state_identity": "a constaté l’identité du signataire",
    "compose_list": "a composé une liste d’actes à signer",
    "confirm_list": "a confirmé la liste d’actes à signer",
    "ask_code": "a demandé un code",
    "send_code": "a envoyé un code",
    "open_code": "a demandé à signer avec son application d’authentification",
    "follow_link": "garde le code demandé : un nouveau lien est parti par courriel",
    "read_code": "a saisi le code de son application d’authentification",
    "wrong_code": "a saisi un code inexact",
}
"""Verbs of services. One that is missing here is told by « a modifié la fiche »."""

_NEVER_SHOWN = frozenset(
    {
        "id", "public_id", "recorded_at", "target_type_id", "target_id", "subject_type_id",
        "subject_id",
    }
)  # fmt: skip
_SECRET = ("token", "code_hash", "secret", "address_hash", "ip_address", "user_agent")
MASKED = {
    "governance.contactchannel": {"value"},
    "governance.signatorysheet": {"email", "mobile"},
    "onboarding.baseopeningorder": {"authority"},
    "onboarding.openingline": {"counts"},
}
"""Addresses of people, small numbers of accounts, frozen words: that they changed is told, their
value is not."""


def sentence(label: str, verb: str) -> str:
    """« a envoyé la convention en relecture »; ``label`` is that of the model, in lower case."""
    move = _moves().get((label, verb))
    if move is not None and move.sentence:
        return move.sentence
    return TECHNICAL.get((label, verb)) or SENTENCES.get(verb, SENTENCES["change"])


@cache
def _moves() -> dict[tuple[str, str], Move]:
    """The words of every move, by model and verb."""
    found = {}
    for lifecycle in Lifecycle.__subclasses__():
        (model,) = get_args(lifecycle.__orig_bases__[0])  # type: ignore[attr-defined]
        for verb, _source, _target, words in lifecycle.moves():
            found[(model._meta.label_lower, verb)] = words
    return found


def shown_fields(model: type[Model]) -> list[Any]:
    """The fields whose changes people read."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname not in _NEVER_SHOWN and not any(s in field.name for s in _SECRET)
    ]


def field_label(field: Any) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def value_words(field: Any, value: Any, actor: Actor) -> str:
    """A stored value as people read it; « — » for none."""
    if value is None or value == "" or value == []:
        return "—"
    if field.name in MASKED.get(field.model._meta.label_lower, ()):
        return "valeur masquée"
    if field.is_relation:
        return _related(field, value, actor)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def differing(before: Any, after: Any) -> tuple[Any, Any]:
    """What differs between two recorded values: of mappings and tables, only the entries and the
    lines that are not in both. A table recorded for the first time replaces the shipped one."""
    if isinstance(before, dict) and isinstance(after, dict):
        told: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        for name in {**before, **after}:
            if before.get(name) != after.get(name):
                former = tables.shipped(name, after.get(name) or before.get(name))
                pair = [side.get(name, former) for side in (before, after)]
                told[0][name], told[1][name] = differing(*pair)
        return told
    if _is_table(before) and _is_table(after):
        return [x for x in before if x not in after], [x for x in after if x not in before]
    return before, after


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _plain(value: Any, within: str = "") -> str:
    """``within``: the value of the contract in which a line of a table stands."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime):
        return datetime_fr(value)
    if isinstance(value, dt.date):
        return date_fr(value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, list):
        return (" ; " if _is_table(value) else ", ").join(_plain(item, within) for item in value)
    if isinstance(value, dict):
        told = (f"{_key(name, within)} : {_plain(each, name)}" for name, each in value.items())
        return ", ".join(told)[:500]
    text = str(value)
    return f"fichier {text[:12]}…" if len(text) == 64 and text.isalnum() else text


def _key(name: str, within: str = "") -> str:
    """The words of a value of the contract of an act, or of a cell of its table ``within``; its
    own name when it has none."""
    each = tables.cells(within).get(name) or tables.described(name)
    return str(each.metadata["label"]).removeprefix("Option : ") if each else name


def _related(field: Any, key: Any, actor: Actor) -> str:
    """The name of the record pointed at, when the reader may see it."""
    model = field.related_model
    if model._meta.app_label == "documents":
        return reading.name(model, key)
    manager = getattr(model, "objects", None)
    if manager is None or not hasattr(manager, "visible_to"):
        return "enregistré"
    seen = manager.visible_to(actor)
    try:
        return str((seen.with_words() if hasattr(seen, "with_words") else seen).get(pk=key))
    except ObjectDoesNotExist:
        return "fiche que vous ne pouvez pas consulter"


def historic_field(model: type[Model], name: str) -> Any:
    """The field of that column today; None when the column is gone."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def plain_model(model: type[models.Model]) -> str:
    """« délibération », for the title of a page."""
    return str(model._meta.verbose_name)
