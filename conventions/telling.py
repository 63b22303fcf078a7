"""Who is told what of an act: the signed copy, a refusal, a withdrawal."""

from collections.abc import Iterator

from django.db.models import Q

from circuits import services as circuits
from circuits.models import Circuit, SigningLink, Step
from common import outbox
from common.models import OutboxMessage
from documents import registry
from documents.models import Envelope
from governance.models import Mandate

from .models import Convention


@registry.on_final("conventions.convention")
def signed_copy(envelope: Envelope) -> None:
    """Each party receives the link of the signed copy and its hash at once (practice, proof)."""
    convention = Convention.unscoped.get(pk=envelope.document.about_id)
    _tell(convention, "conventions.signed_copy")


def closed(convention: Convention) -> None:
    """An act refused or withdrawn: the parties that had received it are told."""
    _tell(convention, "conventions.closed")


def _tell(convention: Convention, template: str) -> None:
    for mandate in readers(convention):
        outbox.post(
            template,
            {"convention": convention.pk, "mandate": mandate.pk},
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
    """People now in office who read the act for a party, and whoever prepares it."""
    seen = set()
    for mandate in (*_of_parties(convention), convention.owner):
        if mandate.pk not in seen:
            seen.add(mandate.pk)
            yield mandate


def _of_parties(convention: Convention) -> Iterator[Mandate]:
    for party in convention.parties.select_related("institution"):
        step = Step(
            institution=party.institution,
            circonscription=convention.circonscription,
            offices=party.part.readers,
        )
        yield from circuits.holders(step)
