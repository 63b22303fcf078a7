"""Who is told what of an act: the signed copy, a change, a refusal, a withdrawal."""

from collections.abc import Iterator

from django.db.models import Q

from circuits import addressing
from circuits.models import Circuit, SigningLink, Step
from common import clock, outbox
from common.models import OutboxMessage
from governance.models import Mandate
from governance.offices import Office

from .models import Change, Convention, Rectification, Remark, ReturnedText


def signed_copy(convention: Convention) -> None:
    """Each party receives the link of the signed copy and its hash at once (practice, proof)."""
    _tell(convention, "conventions.signed_copy")


def notified(convention: Convention) -> None:
    """The notification itself: each party is told from which day the act is opposable."""
    _tell(convention, "conventions.notified")


def closed(convention: Convention) -> None:
    """An act refused or withdrawn: the parties that had received it are told, and the heads of
    its schools."""
    _tell(convention, "conventions.closed", *heads(convention))


def examined(returned: ReturnedText, *, changed: bool) -> None:
    """Its author's people learn what was decided; the other parties, that the text changed."""
    for mandate in readers(returned.convention):
        own = mandate.institution_id == returned.institution_id
        if own or (changed and mandate.pk != returned.convention.owner_id):
            outbox.post(
                "conventions.examined",
                {"returned": returned.pk, "mandate": mandate.pk},
                recipient=str(mandate),
                about=returned.convention,
            )


def corrected(remark: Remark) -> None:
    """Whoever asked for a correction is told that it is made: they say if it answers."""
    for mandate in readers(remark.convention):
        if mandate.institution_id == remark.institution_id:
            outbox.post(
                "conventions.corrected",
                {"remark": remark.pk, "mandate": mandate.pk},
                recipient=str(mandate),
                about=remark.convention,
            )


def superseded(convention: Convention, reason: str) -> None:
    """The issued copy is replaced: whoever could sign or read it is told not to use it."""
    _tell(convention, "conventions.superseded", reason=reason)


def changed(convention: Convention, change: Change) -> None:
    """The text was taken up and settled again: the parties read what changed."""
    _tell(convention, "conventions.changed", change=change.pk)


def rectified(rectification: Rectification) -> None:
    """What became of a rectification: the readers of each party learn it."""
    for mandate in readers(rectification.convention):
        outbox.post(
            "conventions.rectified",
            {"rectification": rectification.pk, "mandate": mandate.pk},
            recipient=str(mandate),
            about=rectification.convention,
        )


def _tell(convention: Convention, template: str, *others: Mandate, **context: object) -> None:
    for mandate in (*readers(convention), *others):
        outbox.post(
            template,
            {"convention": convention.pk, "mandate": mandate.pk, **context},
            recipient=str(mandate),
            about=convention,
        )


def undelivered(convention: Convention) -> list[OutboxMessage]:
    """Mails of the act that could not leave, for whoever follows it."""
    about = Circuit.unscoped.about(convention)
    ways = SigningLink.unscoped.filter(step__circuit__in=about)
    mails = OutboxMessage.objects.filter(
        Q(about_type=convention._meta.label_lower, about_id=convention.pk)
        | Q(about_type=Circuit._meta.label_lower, about_id__in=about.values("pk"))
        | Q(about_type=SigningLink._meta.label_lower, about_id__in=ways.values("pk"))
    )
    return list(outbox.in_trouble(mails))


def readers(convention: Convention) -> Iterator[Mandate]:
    """People now in office who read the act for a party or sign it, and whoever prepares it."""
    seen = set()
    for mandate in (*_of_parties(convention), *_chosen(convention), convention.owner):
        if mandate.pk not in seen:
            seen.add(mandate.pk)
            yield mandate


def _chosen(convention: Convention) -> Iterator[Mandate]:
    """Delegates and replacements chosen to sign, in office."""
    parties = convention.parties.select_related("signatory__person", "signatory__institution")
    for party in parties:
        if party.signatory is not None and party.signatory.is_valid(clock.now()):
            yield party.signatory


def heads(convention: Convention) -> Iterator[Mandate]:
    """Heads, now in office, of the schools of the act."""
    schools = [row.school_id for row in convention.schools.all()]
    held = Mandate.unscoped.valid(clock.now()).filter(
        office=Office.SCHOOL_HEAD, school_id__in=schools
    )
    yield from held.select_related("person", "institution").order_by("pk")


def _of_parties(convention: Convention) -> Iterator[Mandate]:
    for party in convention.parties.select_related("institution"):
        step = Step(
            institution=party.institution,
            circonscription=convention.circonscription,
            offices=party.part.readers,
        )
        yield from addressing.holders(step)
