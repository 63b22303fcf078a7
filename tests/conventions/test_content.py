"""What an act says: what its text still needs, where its values come from, who signs it."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.lifecycle import NotYours, Refused
from conventions import content, defaults, kinds, services
from conventions.models import TRIPARTITE, Convention, ConventionSchool, ModelDefaults
from governance import acting, authority
from governance.models import Competence, LegalParameter, Membership, Substitution
from governance.offices import Office
from tests.conventions import case as build
from tests.conventions.case import NOW

pytestmark = pytest.mark.django_db


# --- the draft ------------------------------------------------------------------------------


def test_an_empty_draft_lists_what_it_lacks_and_never_fails(case):
    draft = build.saved(
        Convention(
            kind=kinds.current(TRIPARTITE),
            reference="CONV-2026-999",
            title="Vide",
            owner=case.manager,
        )
    )
    missing = content.missing(draft)
    for label in (
        "Nom de la collectivité, avec sa nature",
        "Écoles",
        "Comptes élèves prévus",
        "Tarif par compte et par an",
        "Fondement de la participation",
        "Date d’effet convenue",
        "Référence de la convention-cadre",
    ):
        assert label in missing
    with pytest.raises(Refused, match="Il manque"):
        content.project_data(draft)


def test_a_draft_that_lacks_one_date_says_only_that(case):
    convention = case.convention(details={"diagnosis_date": "bientôt"})
    assert content.missing(convention) == ["Date du diagnostic commun"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"max_accounts": 120}, "Maximum de comptes élèves ouverts (au moins 126)"),
        ({"max_yearly_amount": Decimal(900)}, "Montant annuel maximal (au moins 1 243,62 €)"),
        ({"unit_price": Decimal("10.01")}, "Tarif par compte et par an (au plus 10,00 €)"),
        (
            {"details": {"diagnosis_date": "2026-02-05", "financing_lines": [
                {"funder": "collectivité", "nature": "abonnement", "rate": "90"}]}},
            "Plan de financement (total de 100 %)",
        ),
    ],
)  # fmt: skip
def test_limits_that_the_text_would_pass_at_once_are_said(case, values, said):
    missing = [label.replace("\u202f", " ") for label in content.missing(case.convention(**values))]
    assert said in missing


def test_a_free_ground_waits_for_its_words_and_not_for_its_visa(case):
    convention = case.convention(legal_ground="other", legal_ground_reference="")
    assert content.missing(convention) == ["Fondement libre"]
    convention.legal_ground_text = "Un accord propre"
    assert content.missing(convention) == []
    case.visa(convention, party="syndicate", office=Office.LEGAL_OFFICER)
    assert content.project_data(convention).legal_ground_visa_date == NOW.date()


def test_the_text_is_read_on_screen_with_its_holes(case):
    draft = case.convention(legal_ground="", framework=None, title="<b>Titre</b>")
    shown = "".join(section.html for section in content.reading(draft))
    assert "[à compléter : référence de la convention-cadre]" in shown
    assert 'class="given"' in shown
    assert "Commune d’Albert-le-Modèle" in shown
    assert 'class="mention"' in shown


# --- where values come from ------------------------------------------------------------------


def test_a_parameter_of_the_manifest_is_read_at_the_date(case):
    row = LegalParameter.unscoped.get(key="termination.notice")
    row.ends_on = dt.date(2026, 5, 4)
    build.saved(row)
    build.saved(
        LegalParameter(
            key="termination.notice",
            label="Préavis",
            value=6,
            scope="A",
            text="Modèle",
            status="D",
            starts_on=dt.date(2026, 5, 4),
        )
    )
    assert content.project_data(case.convention()).termination_notice_months == 6


def test_what_the_author_typed_holds_together_at_the_end_of_a_line(case):
    typed = "tribunal d'instance, 40 % d'affaires « urgentes »"
    details = {"diagnosis_date": "2026-02-05", "court_name": typed}
    data = content.project_data(case.convention(details=details))
    assert data.court_name == "tribunal d’instance, 40\u202f% d’affaires «\u00a0urgentes\u00a0»"


def test_what_the_author_typed_wins_over_the_common_values(case):
    details = {"diagnosis_date": "2026-02-05", "court_name": "tribunal administratif de Montval"}
    data = content.project_data(case.convention(details=details))
    assert data.court_name == "tribunal administratif de Montval"
    assert data.breach_notice_hours == 24


def test_no_detail_can_write_a_computed_value_or_a_mention(case):
    details = {
        "diagnosis_date": "2026-02-05",
        "unit_price": "1.00",
        "authority_signatory_name": "Mme Autre",
    }
    data = content.project_data(case.convention(details=details))
    assert data.unit_price == Decimal("9.87")
    assert data.authority_signatory_name == ""


def test_a_body_served_through_its_epci_is_said_so(case):
    epci = build.institution("epci", "CC du Val Modèle", siren="987654340")
    row = Membership.unscoped.get(institution=case.commune)
    row.kind, row.through = "through_epci", epci
    build.saved(row)
    data = content.project_data(case.convention())
    assert data.membership_epci_name == "la communauté de communes du Val Modèle"


def test_a_year_begun_is_counted_by_whole_months(case):
    convention = case.convention(
        starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2028, 8, 31), duration_months=20
    )
    years = content.project_data(convention).simulation_years
    assert [(year.label, year.amount) for year in years] == [
        ("2026-2027", Decimal("829.08")),
        ("2027-2028", Decimal("1243.62")),
    ]


def test_the_common_values_are_loaded_once_and_never_over_an_administrator(case):
    row = ModelDefaults.unscoped.get(model_code="convention-tripartite")
    row.values = {**row.values, "court_name": "tribunal administratif d’Ailleurs"}
    build.saved(row)
    assert defaults.load_defaults(NOW.date(), build.SYSTEM) == 0
    assert content.project_data(case.convention()).court_name.endswith("d’Ailleurs")


# --- the mentions ---------------------------------------------------------------------------


@pytest.fixture
def ready(case):
    """A convention settled, voted and visaed: nothing lacks."""
    convention = case.settle(case.convention())
    case.vote(convention)
    case.visa(convention, at=dt.datetime(2026, 5, 3, 22, 30, tzinfo=dt.UTC))
    return convention


def test_the_usual_act_is_signed_by_its_holders_and_the_dasen_on_visa(case, ready):
    data = content.issued_data(ready)
    assert data.missing_mentions() == []
    assert (data.authority_signatory_name, data.authority_signing_ground) == (
        "Mme Camille Exemple",
        "holder",
    )
    assert data.authority_deliberation_number == "2026-07"
    assert data.authority_deliberation_enforceable_date == dt.date(2026, 4, 22)
    assert data.syndicate_deliberation_number == "D2026_041"
    assert data.tariff_deliberation_number == "D2026_018"
    assert data.state_signing_mode == "dasen_signs"
    assert (data.dasen_name, data.rector_office_the) == ("M. Claude Patron", "la rectrice")
    assert data.inspector_name == "Mme Dominique Spécimen"
    assert data.inspector_visa_date == dt.date(2026, 5, 4)  # past midnight in France


def test_without_a_visa_the_act_is_not_complete(case):
    convention = case.settle(case.convention())
    case.vote(convention)
    assert content.issued_data(convention).missing_mentions() == ["Date du visa de l’inspecteur"]


def test_a_dasen_without_a_delegation_on_file_leaves_the_act_incomplete(case, ready):
    case.rector_delegation.ends_on = dt.date(2026, 5, 1)
    build.saved(case.rector_delegation)
    assert "Numéro de la délégation du DASEN" in content.issued_data(ready).missing_mentions()


def test_the_inspector_signs_by_delegation(case, ready):
    ready.state_mode = "inspector_delegated"
    refused = content.signatory(ready.party("state"), NOW)
    assert isinstance(refused, authority.Refusal)
    assert "déposez-la" in refused.reason
    build.delegation(case.dasen, case.inspector, "2026-A3")
    data = content.issued_data(ready)
    assert data.missing_mentions() == []
    assert (data.inspector_delegation_number, data.dasen_office_the) == (
        "2026-A3",
        "le directeur académique des services de l’éducation nationale",
    )
    assert content.text_hash(ready, data) == ready.text_hash


def test_a_deputy_chosen_signs_by_delegation(case, ready):
    build.delegation(case.mayor, case.deputy, "2026-14")
    party = ready.party("authority")
    party.signatory = case.deputy
    build.saved(party)
    data = content.issued_data(Convention.unscoped.get(pk=ready.pk))
    assert data.missing_mentions() == []
    assert data.authority_signing_ground == "delegation"
    assert data.authority_signatory_office_title == "Le premier adjoint au maire"
    assert data.authority_holder_office_the == "la maire"
    assert data.authority_delegation_to == dt.date(2032, 2, 29)
    assert content.text_hash(ready, data) == ready.text_hash


def test_a_deputy_chosen_without_delegation_is_refused(case, ready):
    party = ready.party("authority")
    party.signatory = case.deputy
    refused = content.signatory(party, NOW)
    assert isinstance(refused, authority.Refusal)
    assert "M. Sacha Gabarit" in refused.reason


@pytest.mark.parametrize(
    ("ground", "name"), [("prevented", "la maire empêchée"), ("interim", "la maire empêchée")]
)
def test_a_replacement_signs_with_the_fact_and_its_dates(case, ready, ground, name):
    if ground == "interim":
        case.mayor.ends_on = dt.date(2026, 5, 1)
        build.saved(case.mayor)
    build.saved(
        Substitution(
            absent=case.mayor,
            replacement=case.deputy,
            ground=ground,
            reason="hospitalisation constatée",
            starts_on=dt.date(2026, 5, 1),
            ends_on=dt.date(2026, 7, 1),
        )
    )
    data = content.issued_data(ready)
    assert data.missing_mentions() == []
    assert (data.authority_signing_ground, data.authority_signatory_name) == (
        ground,
        "M. Sacha Gabarit",
    )
    assert data.authority_substitution_fact == "hospitalisation constatée"
    assert data.authority_substitution_to == dt.date(2026, 6, 30)
    assert data.authority_holder_prevented == name
    assert content.text_hash(ready, data) == ready.text_hash


def test_a_new_mayor_is_the_one_named_on_the_act(case, ready):
    case.mayor.ends_on = dt.date(2026, 5, 2)
    build.saved(case.mayor)
    build.mandate(
        case.commune, Office.EXECUTIVE, "Noé", "Suivant", madam=False, starts_on=dt.date(2026, 5, 2)
    )
    data = content.issued_data(ready)
    assert data.authority_signatory_name == "M. Noé Suivant"
    assert content.text_hash(ready, data) == ready.text_hash


def test_an_act_is_not_issued_before_its_text_is_settled(case):
    with pytest.raises(Refused, match="n’est pas encore arrêté"):
        content.issued_data(case.convention())


def test_what_changes_after_the_vote_stays_out_of_the_text(case, ready):
    ready.unit_price = Decimal("9.99")
    row = ModelDefaults.unscoped.get(model_code="convention-tripartite")
    row.values = {**row.values, "court_name": "un autre tribunal"}
    build.saved(row)
    data = content.issued_data(ready)
    assert dataclasses.replace(data).unit_price == Decimal("9.87")
    assert content.text_hash(ready, data) == ready.text_hash


def test_the_owner_names_a_delegate_who_is_entitled(case, ready):
    party = ready.party("authority")
    with pytest.raises(Refused, match="n’a pas de délégation"):
        services.choose_signatory(party, case.deputy, actor=case.actor)
    build.delegation(case.mayor, case.deputy, "2026-14")
    assert services.choose_signatory(party, case.deputy, actor=case.actor).signatory == case.deputy
    with pytest.raises(Refused, match="ne relève pas"):
        services.choose_signatory(party, case.president, actor=case.actor)
    with pytest.raises(NotYours):
        services.choose_signatory(party, None, actor=acting.actor_of(case.mayor))
    party.convention.status = "awaiting_signature"
    with pytest.raises(Refused, match="reprenez d’abord"):
        services.choose_signatory(party, None, actor=case.actor)


def test_a_body_that_was_given_the_competence_cites_the_act(case):
    body = build.institution("school_syndicate", "SIVOS du Val", siren="987654332")
    for row in Competence.unscoped.filter(institution=case.commune):
        row.ends_on = dt.date(2026, 1, 1)
        build.saved(row)
        build.saved(
            Competence(
                institution=body,
                school=row.school,
                starts_on=dt.date(2026, 1, 1),
                act_reference="Arrêté préfectoral du 12 décembre 2025",
            )
        )
    data = content.project_data(case.convention(authority=body))
    assert data.competence_reference == "l’arrêté préfectoral du 12 décembre 2025"
    assert (data.authority_name, data.authority_kind) == ("SIVOS du Val", "school_syndicate")
    assert {school.payer for school in data.schools} == {"la collectivité"}


def test_a_school_of_another_payer_is_printed_with_its_own(case):
    other = build.institution("commune", "Voisinville", siren="987654340", insee_code="80992")
    row = Competence.unscoped.get(school=case.parc)
    row.institution = other
    build.saved(row)
    case.parc.rpi = "dispersed"
    build.saved(case.parc)
    data = content.project_data(case.convention())
    assert data.rpi_dispersed
    assert [school.payer for school in data.schools] == ["la collectivité", "Voisinville"]


def test_a_longer_perimeter_asks_the_database_nothing_more(case, django_assert_max_num_queries):
    convention = case.convention()
    with CaptureQueriesContext(connection) as small:
        content.missing(convention)
    for number in range(3, 9):
        added = case.add_school(f"080900{number}{'BCDEFG'[number - 3]}", f"École {number}", 10)
        build.saved(ConventionSchool(convention=convention, school=added, forecast_accounts=10))
    with django_assert_max_num_queries(len(small)):
        content.missing(convention)
