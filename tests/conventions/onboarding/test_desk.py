"""The desk of an inspector: projects side by side, several opinions at once."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.urls import reverse

from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import EntryStatus, InspectorOpinion, OpinionStatus
from conventions.onboarding.projects import services
from conventions.onboarding.projects.lifecycle import ProjectLifecycle
from tests import factories
from tests.conventions.onboarding.scene import NOW, campaign, entry, fresh
from tests.conventions.onboarding.written import opinion, project, visit

S, O = EntryStatus, OpinionStatus  # noqa: E741 the statuses of the tables
DESK = "/ecoles/avis/"
TICKED = re.compile(r'name="opinion" value="([0-9a-f-]+)"[^>]* checked')
FOLDED = re.compile(r"<details class=\"cs-more\" data-fold>")
UNFOLDED = re.compile(r"<details class=\"cs-more\" data-fold open>")


def card_of(page, opinion):
    """What the page says of one project."""
    return page.split(f'id="projet-{opinion.public_id}"')[1].split("</section>")[0]


def text(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.fixture
def twelve(scene):
    """Twelve schools of the district whose opinion waits, and one next door."""
    found = []
    for number in range(12):
        school = factories.school(scene.commune, f"École n° {number}", area=scene.area)
        made = entry(scene.campaign, school, status=S.AWAITING_OPINION)
        visit(made, scene.cast["manager"])
        found.append(
            opinion(project(made, status="submitted", diagnosis=f"Constat {number}."), scene.area)
        )
    other = factories.circonscription("Montval-Ouest")
    apart = entry(
        scene.campaign, factories.school(scene.commune, "École d’à côté", area=other),
        status=S.AWAITING_OPINION,
    )  # fmt: skip
    opinion(project(apart, status="submitted"), other)
    return found


def statuses():
    rows = InspectorOpinion.unscoped.order_by("pk")
    return [each.status for each in rows]


def test_an_inspector_gives_twelve_opinions_at_once(scene, client_as, twelve):
    inspector = client_as(scene.cast["inspector"])
    page = text(inspector.get(DESK))
    assert "12 projets attendent votre avis." in page
    assert "École d’à côté" not in page
    given = {"verb": "give_favourable", "reason": "Projets clairs.",
             "opinion": [str(each.public_id) for each in twelve],
             f"reason-{twelve[3].public_id}": "Le plus abouti."}  # fmt: skip
    answer = inspector.post(DESK, given)
    assert answer.status_code == 302
    assert statuses() == [O.FAVOURABLE] * 12 + [O.REQUESTED]
    reasons = list(InspectorOpinion.unscoped.order_by("pk").values_list("reason", flat=True))
    assert reasons[2:5] == ["Projets clairs.", "Le plus abouti.", "Projets clairs."]
    assert {each.project.entry.status for each in InspectorOpinion.unscoped.filter(
        status=O.FAVOURABLE
    ).select_related("project__entry")} == {S.SCHOOL_PROJECT}  # fmt: skip


def test_an_opinion_that_cannot_be_given_does_not_stop_the_others(scene, client_as, twelve):
    given = {"verb": "give_unfavourable", "reason": "",
             "opinion": [str(each.public_id) for each in twelve[:2]],
             f"reason-{twelve[0].public_id}": "Sans évaluation."}  # fmt: skip
    answer = client_as(scene.cast["inspector"]).post(DESK, given)
    assert answer.status_code == 409
    assert "École n° 1 : Indiquez le motif" in text(answer)
    assert statuses()[:3] == [O.UNFAVOURABLE, O.REQUESTED, O.REQUESTED]


def test_one_reason_is_said_once_for_all_the_schools_that_it_holds_back(scene, client_as, twelve):
    given = {"verb": "give_unfavourable", "opinion": [str(each.public_id) for each in twelve[:3]]}
    answer = client_as(scene.cast["inspector"]).post(DESK, given)
    assert "École n° 0, École n° 1 et École n° 2 : Indiquez le motif" in text(answer)


def test_nothing_ticked_is_said_and_what_was_typed_is_kept(scene, client_as, twelve):
    answer = client_as(scene.cast["inspector"]).post(
        DESK, {"verb": "give_favourable", "reason": "Très bien."}
    )
    assert answer.status_code == 422
    assert "Cochez au moins un projet" in text(answer)
    assert "Très bien.</textarea>" in text(answer)


def test_each_project_is_folded_to_its_lines_and_leads_to_the_next(scene, client_as, twelve):
    inspector = client_as(scene.cast["inspector"])
    page = text(inspector.get(DESK))
    assert len(FOLDED.findall(page)) == 12
    assert not UNFOLDED.findall(page)
    for number, (one, following) in enumerate(pairwise(twelve)):
        card = card_of(page, one)
        lines = card[: card.index("<details")]
        assert f"Constat {number}." in lines
        assert "2 classes, 48 élèves" in lines
        assert f'href="#projet-{following.public_id}">Projet suivant' in card
        assert f'<a href="#projet-{one.public_id}">École n° {number}</a>' in page
    assert 'href="#avis"' in card_of(page, twelve[-1])
    assert len(UNFOLDED.findall(text(inspector.get(DESK, {"deplier": "tout"})))) == 12


def test_one_project_alone_is_read_at_once(scene, client_as):
    opinion(project(scene.entry(status=S.AWAITING_OPINION), status="submitted"), scene.area)
    page = text(client_as(scene.cast["inspector"]).get(DESK))
    assert len(UNFOLDED.findall(page)) == 1
    assert "Tout cocher" not in page


def test_every_project_is_ticked_at_once_without_a_script(scene, client_as, twelve):
    inspector = client_as(scene.cast["inspector"])
    assert not TICKED.findall(text(inspector.get(DESK)))
    page = text(inspector.get(DESK, {"cocher": "tout"}))
    assert TICKED.findall(page) == [str(each.public_id) for each in twelve]
    assert statuses() == [O.REQUESTED] * 13


def test_ticks_and_reasons_stay_after_a_refusal(scene, client_as, twelve):
    keys = [str(each.public_id) for each in twelve[:3]]
    given = {"reason": "Commune.", "opinion": keys, f"reason-{keys[1]}": "La sienne.",
             f"reason-{twelve[5].public_id}": "Pas encore cochée."}  # fmt: skip
    inspector = client_as(scene.cast["inspector"])
    forgotten = inspector.post(DESK, given)
    assert forgotten.status_code == 422
    halved = inspector.post(
        DESK, {**given, "verb": "give_unfavourable", "reason": "", f"reason-{keys[0]}": "Vague."}
    )
    assert halved.status_code == 409
    assert statuses()[:3] == [O.UNFAVOURABLE, O.UNFAVOURABLE, O.REQUESTED]
    for page, left in ((text(forgotten), keys), (text(halved), keys[2:])):
        assert TICKED.findall(page) == left
        assert "Pas encore cochée.</textarea>" in card_of(page, twelve[5])
    assert "La sienne.</textarea>" in card_of(text(forgotten), twelve[1])
    assert "Commune.</textarea>" in text(forgotten)
    card = card_of(text(halved), twelve[2])
    assert "Indiquez le motif" in card
    assert '<details class="cs-more" open><summary>Écrire une motivation propre' in card


def test_a_project_taken_up_meanwhile_is_said(scene, client_as, twelve):
    gone, kept = twelve[:2]
    ProjectLifecycle.move(
        gone.project, "return_project", actor=scene.cast["inspector"], reason="À préciser."
    )
    client = client_as(scene.cast["inspector"])
    given = {"verb": "give_favourable", "opinion": [str(gone.public_id)]}
    assert "n’attend plus votre avis" in text(client.post(DESK, given))
    given["opinion"].append(str(kept.public_id))
    told = text(client.post(DESK, given, follow=True))
    assert "Avis donné pour École n° 1." in told
    assert "Un autre projet coché n’attend plus votre avis" in told
    assert statuses()[:2] == [O.VOID, O.FAVOURABLE]


def test_the_opinion_of_another_district_is_out_of_reach(scene, client_as, twelve):
    apart = InspectorOpinion.unscoped.order_by("-pk").first()
    client = client_as(scene.cast["inspector"])
    client.post(DESK, {"verb": "give_favourable", "opinion": [str(apart.public_id)]})
    assert statuses()[-1] == O.REQUESTED
    assert client.get(reverse("onboarding:lift", args=[apart.public_id])).status_code == 404
    assert client_as(scene.cast["manager"]).get(DESK).status_code == 403


def test_last_year_stands_beside_each_project(scene, client_as):
    last = campaign("2025-2026", closes_on=dt.date(2026, 7, 1), owner=scene.campaign.owner)
    before = project(entry(last, scene.school, status=S.COMPLETED), status="adopted")
    opinion(
        before, scene.area, status=O.FAVOURABLE, reason="Remarque de l’an dernier.", given_at=NOW,
        given_by=factories.mandate_of(scene.cast["inspector"]),
    )  # fmt: skip
    made = scene.entry()
    services.submit(actor=scene.cast["head"], project=project(made), no_name=False)
    visit(made, scene.cast["manager"])
    SchoolEntryLifecycle.move(fresh(made), "request_opinion", actor=scene.cast["manager"])
    page = text(client_as(scene.cast["inspector"]).get(DESK))
    assert "Remarque de l’an dernier." in page
