"""The délibération on which a body decides: found when known, else recorded with its stamp."""

import datetime as dt

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused
from governance import wording
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation, Institution, Proof
from governance.services.deliberations import record_deliberation

OBJECT = "Financement de l’espace numérique de travail des écoles"


def of_body(
    *,
    actor: Actor,
    institution: Institution,
    number: str,
    voted_on: dt.date,
    file: str = "",
    received_on: dt.date | None = None,
) -> Deliberation:
    """The vote of that number and day; its stamp (``file``, ``received_on``) makes it enforceable.

    Refused (409) when the number is known with another day.
    """
    with recording(actor):
        found = Deliberation.unscoped.filter(
            institution=institution, number=number.strip(), year=voted_on.year
        ).first()
        if found is not None and found.voted_on != voted_on:
            raise Refused(
                Refusal(
                    f"La délibération n° {found.number} de {institution} est enregistrée à une "
                    "autre date : vérifiez le numéro et le jour de la séance.",
                    key="financing.vote_day",
                )
            )
        vote = found or record_deliberation(
            actor=actor,
            institution=institution,
            number=number.strip(),
            voted_on=voted_on,
            object=OBJECT,
            body=wording.assembly(institution),
            file=file,
        )
        if vote.status == Deliberation.Status.RECORDED and file and received_on:
            vote = DeliberationLifecycle.move(
                vote,
                "prove",
                actor=actor,
                proof=Proof.STAMP,
                proof_file=file,
                received_on=received_on,
            )
        return vote
