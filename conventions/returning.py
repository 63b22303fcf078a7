"""The Word file that a party corrects: made from the act as it stands, read when it comes back."""

from common import french
from common.lifecycle import Refusal, Refused
from documents import model_check, text
from documents.redline import identity, returns, wording
from documents.rendering import ModelError

from . import content, kinds, kit
from .models import Convention, ReturnedChange, Status

REFERENCE, TEXT = "Dossier", "Empreinte du texte"
OPEN = (Status.UNDER_REVIEW,)


def working_word(convention: Convention) -> bytes:
    """The text to read and correct in Word; it says of which act and of which text it is."""
    made = _marked(convention)
    facts = {REFERENCE: convention.reference, TEXT: _hash(made)}
    return identity.stamped(wording.unmarked(made), facts)


def read(convention: Convention, file: bytes) -> tuple[str, list[ReturnedChange]]:
    """The hash of the text it is compared with, and each change, not yet stored.

    ``Refused`` for a file that is not this text, that is another act's, or that changes nothing.
    """
    made = _marked(convention)
    now = _hash(made)
    frames = [str(row["anchor"]) for row in kinds.signature_fields(convention)]
    try:
        dangers = model_check.active_content(file)
        if dangers:
            raise Refused(*map(Refusal, dangers))
        _check(convention, identity.facts(file), now)
        found = returns.changes(made, file, frames=frames)
    except ModelError as refusal:
        raise Refused(Refusal(str(refusal))) from None
    if not found:
        raise Refused(
            Refusal(
                "Ce fichier ne change rien au texte envoyé : répondez à la relecture "
                "« sans observation », ou vérifiez que vous avez enregistré vos corrections."
            )
        )
    return now, [_row(number, change) for number, change in enumerate(found, start=1)]


def _marked(convention: Convention) -> bytes:
    if convention.model is None:
        raise Refused(Refusal("Cet acte n’a pas de modèle : son texte n’est pas au dossier."))
    data = kit.with_blanks(convention, content.readable(convention))
    return content.marked(convention, data)


def _hash(marked: bytes) -> str:
    return text.text_hash(text.blocks(marked))


def _check(convention: Convention, facts: dict[str, str], now: str) -> None:
    reference = facts.get(REFERENCE, convention.reference)
    if reference != convention.reference:
        raise Refused(
            Refusal(
                f"Ce fichier est le texte de {french.quoted(reference, 40)}, non celui de "
                f"{convention.reference}. Déposez-le dans son propre dossier."
            )
        )
    if facts.get(TEXT, now) != now:
        raise Refused(
            Refusal(
                "Ce fichier part d’une version antérieure : le texte a changé depuis. Téléchargez "
                "le texte actuel, reportez-y vos corrections, puis déposez-le."
            )
        )


def _row(number: int, change: returns.Change) -> ReturnedChange:
    return ReturnedChange(
        number=number,
        kind=change.kind,
        article=change.article[:250],
        around=change.around,
        old=change.old,
        new=change.new,
        tracked=change.tracked,
        hidden=change.hidden,
        by=change.author[:250],
        made_at=change.date[:40],
        operations=[dict(operation) for operation in change.operations],
        obstacle=returns.OBSTACLES.get(change.obstacle, ""),
    )
