"""The president signs by the framework délibération: its model, its ceilings, its duration (P5)."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actor import SYSTEM
from audit.recording import recording
from conventions import coverage
from governance.models import Deliberation
from tests import factories
from tests.circuits import acts

COVERED = "délibération-cadre n° 2026-12"

# name: what changes in the vote, in the act, what is answered
CASES = [
    ("acte dans les limites", {}, {}, COVERED),
    ("prix égal au plafond", {"max_unit_price": Decimal("9.87")}, {}, COVERED),
    (
        "prix au-dessus du plafond",
        {"max_unit_price": Decimal("9.86")},
        {},
        "La délibération-cadre n° 2026-12 plafonne à 9,86 € par compte et par an ; l’acte prévoit "
        "9,87 € par compte et par an.",
    ),
    (
        "montant annuel au-dessus du plafond",
        {"max_amount": Decimal("1000.00")},
        {"max_yearly_amount": Decimal("1000.01")},
        "La délibération-cadre n° 2026-12 plafonne à 1 000,00 € par an ; l’acte prévoit 1 000,01 € "
        "par an.",
    ),
    (
        "durée au-dessus de celle votée",
        {"duration_months": 24},
        {"duration_months": 36},
        "La délibération-cadre n° 2026-12 plafonne à 24 mois ; l’acte prévoit 36 mois.",
    ),
    (
        "acte qui s’écarte du modèle",
        {},
        {"matches_model": False},
        "La délibération-cadre n° 2026-12 autorise les actes conformes au modèle ; celui-ci s’en "
        "écarte. Une délibération propre est nécessaire.",
    ),
    (
        "version du modèle qui n’est pas celle votée",
        {"model_version": "0"},
        {},
        "La délibération-cadre n° 2026-12 approuve la version 0 du modèle ; l’acte suit la "
        "version 1.3. Faites approuver cette version, ou voter une délibération propre à l’acte.",
    ),
    (
        "autre modèle",
        {"model_code": "convention-canope"},
        {},
        "Aucune délibération du syndicat mixte des Vallées numériques (fictif) n’est enregistrée "
        "pour cet acte.",
    ),
    (
        "délibération-cadre pas encore exécutoire",
        {"status": "recorded"},
        {},
        "Aucune délibération du syndicat mixte des Vallées numériques (fictif) n’est enregistrée "
        "pour cet acte.",
    ),
    (
        "délibération-cadre annulée",
        {"status": "withdrawn"},
        {},
        "Aucune délibération du syndicat mixte des Vallées numériques (fictif) n’est enregistrée "
        "pour cet acte.",
    ),
    (
        "délibération-cadre contestée : le recours ne suspend pas",
        {"status": "challenged"},
        {},
        COVERED,
    ),
]


@pytest.mark.parametrize(
    ("vote", "act", "shown"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_the_framework_covers(here, vote, act, shown):
    convention = acts.draft(here)
    changed(convention, {"matches_model": True} | act)
    changed(Deliberation.unscoped.get(institution=here.syndicate, kind="framework"), vote)
    answer = coverage.covering(acts.fresh(convention).parties.get(role="syndicate"))
    said = COVERED if isinstance(answer, Deliberation) else answer.sentence
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == shown


def changed(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    with recording(SYSTEM):
        row.save()


def test_the_latest_framework_in_force_is_the_one_that_counts(here):
    convention = acts.draft(here)
    changed(convention, {"matches_model": True})
    former = Deliberation.unscoped.get(institution=here.syndicate, kind="framework")
    factories.deliberation(
        here.syndicate,
        number="2026-30",
        kind="framework",
        voted_on=former.voted_on + dt.timedelta(days=30),
        model_code=former.model_code,
        model_version=former.model_version,
        max_unit_price=Decimal("12.00"),
    )
    answer = coverage.covering(acts.fresh(convention).parties.get(role="syndicate"))
    assert answer.number == "2026-30"
