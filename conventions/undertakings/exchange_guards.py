"""What must be true before an exchange of data goes on, each refusal with its source."""

import datetime as dt
from collections.abc import Iterator

from circuits import addressing
from circuits.models import Step
from common import calendar, clock, french
from common.lifecycle import Refusal
from governance import wording
from governance.models import Mandate
from governance.offices import Office

from ..models import Convention, DataExchange
from ..visibility import ENDED
from . import purposes

SIGNED = frozenset(
    {Convention.Status.SIGNED, Convention.Status.NOTIFIED, Convention.Status.IN_FORCE}
)
PRIOR_ANALYSIS = "RGPD, art. 35, § 1 et § 3, b, et art. 9"


def opening(convention: Convention, nature: str) -> Iterator[Refusal]:
    """Whether the act may have an exchange of that nature: a collectivité, an act that runs."""
    if nature not in DataExchange.Nature.values:
        yield Refusal("Choisissez un connecteur ou un projet périscolaire.")
    if convention.authority is None:
        yield Refusal(
            "Cet acte n’a pas de collectivité parmi ses parties : un échange de données se "
            "rattache à la convention d’une collectivité.",
            "RGPD, art. 26 et 28",
        )
    if convention.kind.way:
        yield Refusal("Un échange de données se rattache à la convention, non à ce qui la modifie.")
    yield from running(convention)


def running(convention: Convention) -> Iterator[Refusal]:
    """An ended act carries no new exchange."""
    if convention.status in ENDED:
        yield Refusal(
            f"La convention est « {convention.get_status_display()} » : elle ne porte plus "
            "d’échange de données. Rattachez-le à une convention en cours.",
            "RGPD, art. 28, § 3",
        )


def description(exchange: DataExchange) -> Iterator[Refusal]:
    """What is said of the data is consistent, and made of the words of the lists."""
    if exchange.purpose not in purposes.purposes(exchange.nature):
        yield Refusal("Choisissez la finalité dans la liste.", "RGPD, art. 5, § 1, b")
    unknown = [each for each in exchange.categories if each not in purposes.categories()]
    if unknown:
        yield Refusal(
            f"La catégorie {french.quoted(unknown[0])} n’est pas dans la liste : choisissez parmi "
            "celles qui sont proposées."
        )
    of_health = purposes.of_health(exchange.categories)
    if of_health and not exchange.health:
        yield Refusal(
            f"{french.quoted(of_health[0], 80)} est une donnée de santé : répondez oui à "
            "« Données de santé », ou retirez cette catégorie.",
            "RGPD, art. 4, 15 et art. 9",
        )
    if exchange.health and not exchange.categories:
        yield Refusal(
            "Des données de santé sont déclarées sans aucune catégorie de données : cochez celles "
            "qui circulent.",
            "RGPD, art. 9",
        )


def missing(exchange: DataExchange) -> list[str]:
    """What the description lacks, in words."""
    needed = {"contact": "le contact local"}
    if exchange.is_connector:
        needed |= {"editor": "l’éditeur", "product": "le logiciel", "version": "la version"}
    if exchange.is_personal:
        needed["processor"] = "le sous-traitant et son contrat"
    return [words for name, words in needed.items() if not getattr(exchange, name).strip()]


def complete(exchange: DataExchange) -> Iterator[Refusal]:
    """Nothing is missing, and data concerning health has its analysis."""
    yield from description(exchange)
    lacking = missing(exchange)
    if lacking:
        yield Refusal(
            f"Il manque à la description : {french.list_fr(lacking)}. Complétez-la.",
            "RGPD, art. 28, § 3 et art. 30",
        )
    if exchange.health and not exchange.aipd_file:
        yield Refusal(
            "Des données de santé sont déclarées et l’analyse d’impact (AIPD) n’est pas au "
            "dossier : joignez-la, datée, avant de continuer.",
            PRIOR_ANALYSIS,
        )


def submit(exchange: DataExchange) -> Iterator[Refusal]:
    """A complete description of personal data, and somebody to give an opinion on it."""
    yield from running(exchange.convention)
    yield from complete(exchange)
    if not exchange.is_personal:
        yield Refusal(
            "Aucune donnée personnelle n’est déclarée : le visa du DPO n’a pas d’objet. Mettez en "
            "service, ou complétez les données échangées.",
            "RGPD, art. 2, § 1 et art. 4, 1",
        )
    elif not officers(exchange):
        owner = exchange.convention.owner.institution
        yield Refusal(
            "Aucun délégué à la protection des données n’est en fonction "
            f"{wording.to_institution(owner)} : faites enregistrer son mandat au répertoire.",
            "RGPD, art. 37, § 1, a",
        )


def officers(exchange: DataExchange) -> list[Mandate]:
    """Data-protection officers in office at the syndicate."""
    owner = exchange.convention.owner
    return list(addressing.holders(Step(institution=owner.institution, offices=[str(Office.DPO)])))


def activate(exchange: DataExchange) -> Iterator[Refusal]:
    """An act signed or in force, a tested connector, and the visa on the present description."""
    convention = exchange.convention
    if convention.status not in SIGNED:
        yield Refusal(
            f"La convention est « {convention.get_status_display()} » : un échange de données se "
            "met en service quand elle est signée ou en vigueur.",
            "RGPD, art. 28, § 3 ; convention, article 9",
        )
    yield from complete(exchange)
    if exchange.is_connector:
        yield from _tested(exchange)
    if exchange.is_personal and not exchange.has_visa:
        yield Refusal(_no_visa(exchange), "RGPD, art. 35, § 2 et art. 39, § 1")


def _tested(exchange: DataExchange) -> Iterator[Refusal]:
    source = "RGPD, art. 32, § 1, d"
    if exchange.test_on is None:
        yield Refusal(
            "Le procès-verbal d’un test réussi est attendu, aucun n’est au dossier : joignez-le.",
            source,
        )
    elif exchange.test_result != DataExchange.Result.PASSED:
        yield Refusal(
            f"Le test du {french.date_fr(exchange.test_on)} a échoué : corrigez, puis joignez le "
            "procès-verbal d’un test réussi.",
            source,
        )
    elif exchange.test_version != exchange.version:
        yield Refusal(
            f"Le test du {french.date_fr(exchange.test_on)} porte sur la version "
            f"{exchange.test_version}, la version déclarée est {exchange.version} : joignez le "
            "procès-verbal d’un test de cette version.",
            source,
        )


def _no_visa(exchange: DataExchange) -> str:
    if exchange.visa_taken_back and exchange.opinion_at is not None:
        day = french.date_fr(calendar.act_date(exchange.opinion_at))
        return (
            f"Le visa du DPO, donné le {day}, portait sur une autre description : soumettez-lui "
            "celle d’aujourd’hui."
        )
    return (
        "Des données personnelles circulent et le DPO n’a pas donné son visa : soumettez-lui la "
        "description."
    )


def dated(day: dt.date | None, what: str) -> Iterator[Refusal]:
    """``what``, a paper with its article, is dated of a day that has come."""
    if day is None or day > clock.today():
        yield Refusal(f"La date {what} est aujourd’hui ou avant : vérifiez-la.")
