"""What must be true first, each refusal with its sentence and its source."""

import datetime as dt
from collections.abc import Iterator

from common import calendar, clock, french
from common.lifecycle import Refusal
from governance import wording
from governance.models import Mandate

from ..models import Convention, MessageReport, MessageSender
from ..visibility import STAGES
from . import channel

ARTICLE = "Convention, article 6"


# --- senders --------------------------------------------------------------------------------------
def authorise(
    convention: Convention,
    code: str,
    mandate: Mandate,
    starts_on: dt.date,
    ends_on: dt.date | None,
) -> Iterator[Refusal]:
    """The act is in force and opens the channel; the category is in annex 4; the person is of the
    collectivité on that day."""
    yield from may_write(convention)
    category = channel.category(convention, code, clock.today())
    if category is None:
        yield Refusal(
            f"La catégorie {french.quoted(code)} n’est pas dans l’annexe 4 de cette convention : "
            "un avenant peut l’ajouter.",
            f"{ARTICLE}.1 et annexe 4",
        )
    elif category["sphere"] == channel.PUPIL:
        yield from channel.faults([category])
    yield from _of_the_body(convention, mandate, starts_on)
    yield from _dates(convention, starts_on, ends_on)
    others = MessageSender.unscoped.filter(
        convention=convention,
        category=code,
        mandate=mandate,
        status=MessageSender.Status.AUTHORISED,
    )
    already = others.overlapping(starts_on, ends_on).first()
    if already is not None:
        yield Refusal(
            f"L’habilitation de {mandate.person.formal_name} existe déjà pour "
            f"{french.quoted(already.label)}, {already.period_words}."
        )


def may_write(convention: Convention) -> Iterator[Refusal]:
    """Why nobody of the collectivité may write to parents under this act; nothing when they may."""
    if not channel.prints(convention) or not channel.is_open(convention):
        yield Refusal(
            "Le canal d’échange entre la collectivité et les parents n’est pas ouvert par cette "
            "convention. Il peut l’être par avenant.",
            ARTICLE,
        )
    if convention.status != Convention.Status.IN_FORCE:
        yield Refusal(
            "La collectivité écrit aux parents pendant que la convention est en vigueur : elle est "
            f"« {convention.get_status_display()} ».",
            "Convention, article 12",
        )


def _of_the_body(convention: Convention, mandate: Mandate, starts_on: dt.date) -> Iterator[Refusal]:
    body = convention.authority
    name = mandate.person.formal_name
    if body is None or mandate.institution_id != body.pk:
        whose = wording.from_institution(body) if body else "de la collectivité"
        yield Refusal(
            f"{name} n’agit pas au nom {whose} : seuls ses agents et ses élus écrivent pour elle.",
            f"{ARTICLE}.5",
        )
    elif not Mandate.unscoped.valid_on(starts_on).filter(pk=mandate.pk).exists():
        yield Refusal(
            f"Le mandat de {name} n’est pas en cours au {french.date_fr(starts_on)} : choisissez "
            "une autre date, ou enregistrez son mandat dans le répertoire."
        )


def _dates(
    convention: Convention, starts_on: dt.date, ends_on: dt.date | None
) -> Iterator[Refusal]:
    if starts_on < clock.today():
        yield Refusal(
            "Une habilitation commence aujourd’hui ou plus tard : "
            f"le {french.date_fr(starts_on)} est passé."
        )
    if ends_on is not None and ends_on <= starts_on:
        yield Refusal("Le dernier jour précède le premier : vérifiez les dates.")
    last = ends_on - dt.timedelta(days=1) if ends_on else starts_on
    if convention.ends_on is not None and last > convention.ends_on:
        yield Refusal(
            f"La convention prend fin le {french.date_fr(convention.ends_on)} : une habilitation "
            "ne va pas au-delà.",
            "Convention, article 12",
        )


# --- reports --------------------------------------------------------------------------------------
def report(
    convention: Convention, writer: str, category: str, sent_on: dt.date, ground: str, text: str
) -> Iterator[Refusal]:
    """A message sent while the act was in force, and why it is reported."""
    if STAGES[convention.status] < 4 or convention.in_force_on is None:
        yield Refusal(
            "Aucun message n’a pu partir : la convention est "
            f"« {convention.get_status_display()} »."
        )
    else:
        last = min(filter(None, (clock.today(), convention.closed_on)))
        if not convention.in_force_on <= sent_on <= last:
            yield Refusal(
                f"Le message du {french.date_fr(sent_on)} n’a pas été écrit pendant la convention "
                f"(du {french.date_fr(convention.in_force_on)} au {french.date_fr(last)}) : "
                "vérifiez la date."
            )
    if writer not in MessageReport.Writer.values:
        yield Refusal("Dites qui a écrit le message : la collectivité, ou l’école.")
    if ground not in channel.grounds():
        yield Refusal("Dites ce qui est signalé.", f"{ARTICLE}.3")
    if not text.strip():
        yield Refusal("Décrivez le message, sans nom d’élève ni de parent.")


def examine(
    report: MessageReport,
    *,
    outcome: str = "",
    conclusion: str = "",
    examined_on: dt.date | None = None,
    **given: object,
) -> Iterator[Refusal]:
    """The committee's day, what it proposes and why; it may not ask for approvals beforehand."""
    if outcome not in MessageReport.Outcome.values:
        yield Refusal(
            "Choisissez la suite : sans suite, retrait proposé ou révision de l’annexe 4 proposée. "
            "Le comité ne peut soumettre une partie à une validation préalable.",
            f"{ARTICLE}.4",
        )
    if not conclusion.strip():
        yield Refusal("Écrivez la conclusion du comité : elle sera lue par les parties.")
    told_on = calendar.act_date(report.recorded_at)
    if examined_on is None or not told_on <= examined_on <= clock.today():
        yield Refusal(
            f"Le comité examine un signalement après l’avoir reçu (le {french.date_fr(told_on)}) : "
            "vérifiez la date de la réunion.",
            f"{ARTICLE}.4",
        )
