"""Who keeps what the parties undertake, and who is heard on it."""

from audit.actor import Actor
from governance.offices import Office

from ..models import Convention, DataExchange, MessageReport, MessageSender
from ..permissions import is_party, may_steer
from ..visibility import rights

LOCAL = frozenset({Office.EXECUTIVE, Office.DEPUTY, Office.AUTHORITY_DIRECTOR, Office.PREPARER})
SCHOOL_SIDE = frozenset({Office.SCHOOL_HEAD, Office.INSPECTOR})


def is_of_the_authority(actor: Actor, convention: Convention) -> bool:
    """Somebody of the collectivité of the act."""
    body = convention.authority
    return body is not None and actor.office in LOCAL and actor.institution_id == body.pk


def may_keep_senders(actor: Actor, convention: Convention) -> bool:
    """The collectivité keeps its own list; the owner of the act writes down what it asks by post
    (P13)."""
    return is_of_the_authority(actor, convention) or may_steer(actor, convention)


def may_end_sender(actor: Actor, sender: MessageSender) -> bool:
    return may_keep_senders(actor, sender.convention)


def may_report(actor: Actor, convention: Convention) -> bool:
    """Whoever reads the text of the act."""
    return actor.mandate_id is not None and "T" in rights(actor, convention)


def may_answer(actor: Actor, report: MessageReport) -> bool:
    """The side that wrote the message: the collectivité, or the school and its inspector."""
    if report.writer == MessageReport.Writer.AUTHORITY:
        return is_of_the_authority(actor, report.convention)
    if actor.office not in SCHOOL_SIDE:
        return False
    return actor.office == Office.SCHOOL_HEAD or is_party(actor, report.convention)


def may_examine(actor: Actor, report: MessageReport) -> bool:
    """Whoever writes the conclusions of the steering committee down: the owner of the act."""
    return may_steer(actor, report.convention)


def may_keep_exchanges(actor: Actor, convention: Convention) -> bool:
    """Prepare and run exchanges of data: the collectivité whose software it is, or the owner."""
    return is_of_the_authority(actor, convention) or may_steer(actor, convention)


def may_keep_exchange(actor: Actor, exchange: DataExchange) -> bool:
    return may_keep_exchanges(actor, exchange.convention)


def may_give_visa(actor: Actor, exchange: DataExchange) -> bool:
    """The data-protection officer of the syndicate, and nobody for them (RGPD, art. 38, 3)."""
    return (
        actor.office == Office.DPO
        and actor.institution_id == exchange.convention.owner.institution_id
    )


def may_suspend(actor: Actor, exchange: DataExchange) -> bool:
    """Whoever runs it; the data-protection officer too; the site, when the act ends."""
    return actor.system or may_keep_exchange(actor, exchange) or may_give_visa(actor, exchange)
