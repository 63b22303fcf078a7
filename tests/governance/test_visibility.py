"""Who sees which rows of the directory."""

import pytest

from audit.actor import NOBODY, SYSTEM
from common.scoping import ScopeMissing
from governance.models import (
    Competence,
    Deliberation,
    Institution,
    LegalParameter,
    Mandate,
    Person,
    School,
    SignatorySheet,
    SigningDelegation,
    Substitution,
)
from tests import factories
from tests.factories import mandate_of

EVERYBODY = (
    "project_manager",
    "legal_officer",
    "dpo",
    "syndicate_president",
    "syndicate_director",
    "accounts_officer",
    "admin",
    "mayor",
    "deputy",
    "preparer",
    "authority_director",
    "other_mayor",
    "epci_president",
    "inspector",
    "other_inspector",
    "dasen",
    "dsden_officer",
    "school_head",
    "canope_director",
    "provider",
    "auditor",
    "stranger",
)
DIRECTORY = [Institution, School, Person, Mandate, Competence, LegalParameter]


def sees(who, request, model):
    return set(model.objects.visible_to(request.getfixturevalue(who)))


@pytest.mark.parametrize("who", EVERYBODY)
def test_directory_is_read_by_whoever_holds_a_mandate(who, request, school):
    assert school in sees(who, request, School)
    assert school.commune in sees(who, request, Institution)


@pytest.mark.parametrize("model", [*DIRECTORY, Deliberation, SigningDelegation, SignatorySheet])
def test_visitor_sees_nothing_and_the_system_all(model, school, commune):
    factories.deliberation(commune)
    assert not model.objects.visible_to(NOBODY).exists()
    assert model.objects.visible_to(SYSTEM).count() == model.unscoped.count()
    with pytest.raises(ScopeMissing):
        list(model.objects.all())


DELIBERATION_READERS = {
    "project_manager",
    "legal_officer",
    "dpo",
    "syndicate_president",
    "syndicate_director",
    "accounts_officer",
    "mayor",
    "deputy",
    "preparer",
    "authority_director",
    "inspector",
    "dasen",
    "dsden_officer",
    "auditor",
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_deliberation_of_a_commune(who, request, school, commune):
    """Its own people, the syndicate, the inspector of its schools, the State's services."""
    vote = factories.deliberation(commune)
    assert (vote in sees(who, request, Deliberation)) == (who in DELIBERATION_READERS)


def test_inspector_follows_the_competence_and_the_district(school, inspector, commune, epci):
    """A body that no longer answers for a school of the district is out of reach."""
    vote = factories.deliberation(commune)
    competence = school.competences.get()
    competence.ends_on = factories.START
    factories.recorded(competence)
    assert vote not in Deliberation.objects.visible_to(inspector)


@pytest.mark.parametrize("who", EVERYBODY)
def test_sheet_of_a_signatory(who, request, mayor, commune):
    """Its own people and the syndicate; never an administrator (security)."""
    sheet = factories.recorded(
        SignatorySheet(
            mandate=mandate_of(mayor), scan="a" * 64, signed_on=factories.START,
            starts_on=factories.START,
        )
    )  # fmt: skip
    readers = {"mayor", "preparer", "authority_director"} | {
        "project_manager",
        "legal_officer",
        "dpo",
        "syndicate_president",
        "syndicate_director",
        "accounts_officer",
    }
    assert (sheet in sees(who, request, SignatorySheet)) == (who in readers)


@pytest.mark.parametrize("who", EVERYBODY)
def test_delegation_is_public_once_published(who, request, mayor, deputy):
    published = factories.delegation(mandate_of(mayor), mandate_of(deputy))
    draft = factories.delegation(
        mandate_of(mayor), mandate_of(deputy), published_at=None, act_number="2"
    )
    found = sees(who, request, SigningDelegation)
    assert published in found
    own = {"mayor", "deputy", "preparer", "authority_director", "project_manager"}
    if who in own:
        assert draft in found
    if who in {"other_mayor", "stranger", "provider", "admin", "inspector"}:
        assert draft not in found


@pytest.mark.parametrize("who", ["other_mayor", "stranger", "provider", "admin", "school_head"])
def test_reason_of_an_absence_is_not_public(who, request, mayor, deputy):
    absence = factories.substitution(mandate_of(mayor), mandate_of(deputy))
    assert absence not in sees(who, request, Substitution)
    assert absence in Substitution.objects.visible_to(deputy)
