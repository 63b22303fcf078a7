"""« Pourquoi ? » beside each warning of a proposal: the reason, its source, what may be done.

A warning never stops the preparation; the explanation says when the point is asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Why:
    """Why a sentence is said, the text it rests on, and the lawful ways on."""

    reason: str
    source: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Point:
    """A doubtful or missing point, with its explanation."""

    sentence: str
    why: Why


_DIRECTORY = "Annuaire tenu par le syndicat"
_SCHOOLS = "Code de l’éducation, art. L. 212-4 ; CGCT, art. L. 5211-17"
_FRAMEWORK = "Convention-cadre entre l’académie et le syndicat"
_COUNCIL = "CGCT, art. L. 2121-29 et L. 2131-1"
_DELEGATION = "Délégation publiée, à déposer avant la signature"

_KNOWN: tuple[tuple[str, Why], ...] = (
    (
        "n’est compétente pour",
        Why(
            "La convention est signée par la collectivité qui a la charge de l’école.",
            _SCHOOLS,
            "Gardez la commune si elle a cette charge ; sinon, enregistrez la compétence dans "
            "l’annuaire, puis recommencez.",
        ),
    ),
    (
        "n’est pas partie à une convention tripartite",
        Why(
            "Les écoles relèvent des communes et de leurs groupements, non de cette institution.",
            _SCHOOLS,
            "Cherchez la commune, l’EPCI ou le syndicat scolaire.",
        ),
    ),
    (
        "qui signerait la convention",
        Why(
            "Quand la compétence scolaire est transférée, l’EPCI ou le syndicat scolaire agit à "
            "la place de la commune.",
            _SCHOOLS,
            "Si le transfert a pris fin, corrigez la compétence dans l’annuaire.",
        ),
    ),
    (
        "Aucune école ouverte",
        Why(
            "Le périmètre de la convention est une liste d’écoles.",
            _DIRECTORY,
            "Enregistrez l’école dans l’annuaire, ou cherchez la collectivité qui en répond.",
        ),
    ),
    (
        "La circonscription des écoles",
        Why(
            "La circonscription désigne l’inspecteur et le service de l’État qui signe.",
            _DIRECTORY,
            "Choisissez la circonscription ci-dessous, et faites compléter l’annuaire.",
        ),
    ),
    (
        "une convention par circonscription",
        Why(
            "Chaque inspecteur ne lit et ne signe que pour les écoles de sa circonscription.",
            _FRAMEWORK,
            "Préparez celle-ci, puis une autre pour chacune des autres circonscriptions.",
        ),
    ),
    (
        "Le syndicat qui porte le programme",
        Why(
            "Le syndicat est partie à l’acte.",
            _DIRECTORY,
            "Demandez à l’administrateur d’enregistrer le syndicat.",
        ),
    ),
    (
        "Aucune délibération tarifaire",
        Why(
            "Le prix dû est le tarif voté par le comité syndical.",
            "Délibération tarifaire du comité syndical",
            "Enregistrez la délibération, ou saisissez le tarif prévu : il sera vérifié avant "
            "l’émission de l’acte.",
        ),
    ),
    (
        "n’indique pas de prix",
        Why(
            "Le prix dû est le tarif voté par le comité syndical.",
            "Délibération tarifaire du comité syndical",
            "Complétez la délibération, ou saisissez le tarif ci-dessous.",
        ),
    ),
    (
        "Aucune délibération-cadre",
        Why(
            "Une délibération-cadre approuve le modèle une fois pour tous les actes conformes ; "
            "sans elle, chaque acte demande un vote.",
            "CGCT, art. L. 5211-1 et L. 2121-29",
            "Préparez l’acte : le comité syndical sera sollicité comme la collectivité.",
        ),
    ),
    (
        "dépasse le plafond",
        Why(
            "Le comité syndical n’a autorisé les conventions que jusqu’à ce prix.",
            "Délibération-cadre du comité syndical",
            "Ramenez le tarif sous le plafond, ou faites voter un nouveau plafond.",
        ),
    ),
    (
        "ni membre du syndicat ni servie",
        Why(
            "Une collectivité ne peut payer que si un texte l’y fonde.",
            "CCP, art. L. 2511-6 ; statuts du syndicat (à confirmer par le juriste)",
            "Choisissez un fondement ci-dessous : le juriste le vise pendant la relecture.",
        ),
    ),
    (
        "Aucune convention-cadre",
        Why(
            "La convention tripartite applique la convention-cadre et la cite.",
            _FRAMEWORK,
            "Préparez l’acte ; il ne partira en relecture qu’une fois la convention-cadre "
            "enregistrée.",
        ),
    ),
    (
        "La convention-cadre",
        Why(
            "La convention tripartite applique la convention-cadre et la cite.",
            _FRAMEWORK,
            "Avancez la date d’effet, ou préparez le renouvellement de la convention-cadre.",
        ),
    ),
    (
        "Aucun inspecteur n’est en exercice",
        Why(
            "L’inspecteur relit le projet, puis le vise ou le signe.",
            _DIRECTORY,
            "Enregistrez le mandat de l’inspecteur, ou l’intérim.",
        ),
    ),
    (
        "n’est pas déposée : l’acte la cite",
        Why(
            "L’acte dit au nom de qui et en vertu de quelle délégation l’État s’engage.",
            _DELEGATION,
            "Déposez l’arrêté de délégation avant l’émission de l’acte.",
        ),
    ),
    (
        "prochain conseil",
        Why(
            "La collectivité délibère avant de signer : la date du conseil fixe les échéances.",
            _COUNCIL,
            "Appelez le secrétariat et enregistrez la date ; la préparation peut continuer.",
        ),
    ),
    (
        "diagnostic commun",
        Why(
            "Le préambule de la convention cite le diagnostic partagé de la circonscription.",
            "Modèle de convention, préambule",
            "Saisissez sa date ci-dessous : elle sera proposée pour les actes suivants.",
        ),
    ),
    (
        "Le nombre d’élèves",
        Why(
            "Le coût et le maximum de comptes se calculent sur les élèves attendus.",
            _DIRECTORY,
            "Saisissez les comptes prévus de l’école ci-dessous.",
        ),
    ),
    (
        "délégation",
        Why(
            "Seul signe le titulaire de la fonction, ou une personne qui a reçu délégation.",
            _DELEGATION,
            "Enregistrez la délégation, ou laissez signer le titulaire.",
        ),
    ),
    (
        "mandat",
        Why(
            "La qualité de chaque signataire est vérifiée à l’instant de signer.",
            "Acte d’élection ou de nomination",
            "Enregistrez le mandat dans l’annuaire ; la préparation peut continuer.",
        ),
    ),
)
_OTHER = Why(
    "Ce point manque à l’annuaire ou aux paramètres.",
    _DIRECTORY,
    "La préparation peut continuer ; le point sera demandé avant l’émission de l’acte.",
)


def explained(sentences: Iterable[str]) -> list[Point]:
    """Each sentence with its explanation, in the same order."""
    return [Point(sentence, _why(sentence)) for sentence in sentences]


def _why(sentence: str) -> Why:
    return next((why for fragment, why in _KNOWN if fragment in sentence), _OTHER)
