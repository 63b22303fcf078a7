"""« Convention de prêt de matériel », a kind of act that the administrator made without code."""

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refused
from conventions.making import services, starter, steps, trial, word, wording
from conventions.models import ActKind, KindMail
from demo.world import World
from governance.models import InstitutionKind
from governance.offices import Office

from .scale import Scale

LABEL, SERIES = "Convention de prêt de matériel", "PRET"
ARTICLES = (
    (
        "Objet",
        "{{ emprunteur_name }} emprunte {{ nombre_de_tablettes }} tablettes d’une valeur de "
        "{{ valeur | euros }}, remises le {{ date_de_remise }}, pour {{ usage }}.",
    ),
    ("Assurance", "Assurance de l’emprunteur : {{ assurance }}. {{ remarque }}"),
)
FIELDS = (
    ("assurance", "L’emprunteur assure le matériel", "yes_no", "", True),
    ("date_de_remise", "Date de remise", "date", "", True),
    ("nombre_de_tablettes", "Nombre de tablettes", "number", "", True),
    ("remarque", "Remarque", "text", "", False),
    ("usage", "Usage prévu", "text", "Par exemple : la classe mobile de l’école", True),
    ("valeur", "Valeur du matériel", "amount", "Valeur d’achat, taxes comprises", True),
)
"""Name, label, type, help and whether it is needed."""

MAILS = {
    KindMail.Moment.SIGN: (
        "À signer : {titre}",
        "Le prêt {référence} attend la signature de {institution}. Le matériel part ensuite.",
    )
}


def described(
    actor: Actor, articles: tuple[tuple[str, str], ...] = ARTICLES, *, votes: bool = True
) -> ActKind:
    """The kind with everything that it needs, ready to be tried. ``votes``: of the syndicate."""
    kind = services.create(label=LABEL, series=SERIES, duration_months=12, actor=actor)
    syndicate = kind.parts.get()
    names = ("label", "bodies", "signatories", "readers")
    own = {name: getattr(syndicate, name) for name in names}
    services.set_part(kind, syndicate, actor=actor, values={**own, "votes": votes})
    borrower = {
        "label": "Emprunteur",
        "bodies": [InstitutionKind.COMMUNE, InstitutionKind.SCHOOL_SYNDICATE],
        "signatories": [Office.EXECUTIVE, Office.DEPUTY],
        "readers": [Office.EXECUTIVE, Office.PREPARER],
        "votes": False,
    }
    services.set_part(kind, None, actor=actor, values=borrower)
    steps.propose(kind, actor=actor)
    word.receive(kind, starter.docx(kind, articles), file_name="pret.docx", actor=actor)
    kind.refresh_from_db()
    wording.set_fields(kind, rows(kind), actor=actor)
    kind.refresh_from_db()
    return kind


def rows(kind: ActKind) -> list[dict[str, object]]:
    """The fields that the text of the kind asks for."""
    names = ("name", "label", "type", "help", "required")
    asked = wording.asked(kind)
    return [dict(zip(names, row, strict=True)) for row in FIELDS if row[0] in asked]


def bring_loan(scale: Scale, world: World) -> None:
    """The kind as the administrator left it: in use, or to be tried in the small demonstration,
    which is made without the converter."""
    admin = world.actor("administration")
    kind = ActKind.unscoped.filter(series=SERIES).first()
    if kind is None:
        with recording(admin):
            kind = described(admin, votes=False)
            wording.set_mails(kind, MAILS, actor=admin)
    if scale.running is None and kind.editable:
        try:
            trial.try_item({"kind": kind.pk}, admin)
        except Refused:
            return  # without the converter the demonstration goes on: the kind is to be tried
        kind.refresh_from_db()
        services.publish(kind, actor=admin)
