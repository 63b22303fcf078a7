"""The pages of orders, as the people of the scene read and use them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.onboarding.models import BaseOpeningOrder, LineStatus, OrderStatus, Profile
from demo.paper import sheet
from desk import inbox
from tests.conventions.onboarding import opening
from tests.conventions.onboarding.opening import COUNTS, TODAY
from tests.conventions.onboarding.scene import put

O, L = OrderStatus, LineStatus  # noqa: E741


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode()


def test_a_list_is_prepared_and_takes_the_schools_of_its_district(scene, client_as):
    client = client_as(scene.cast["inspector"])
    given = {
        "kind": "open",
        "area": str(scene.area.public_id),
        "effective_on": TODAY.isoformat(),
        "report_due": (TODAY - dt.timedelta(days=1)).isoformat(),
    }
    refused = client.post(reverse("onboarding:prepare_order"), given)
    assert refused.status_code == 422
    assert "Le compte rendu suit la date d’effet" in text(refused)
    answer = client.post(
        reverse("onboarding:prepare_order"), given | {"report_due": TODAY.isoformat()}, follow=True
    )
    made = BaseOpeningOrder.unscoped.get()
    assert made.reference in text(answer)
    file = scene.entry(status="financed")
    assert scene.school.uai in text(client.get(address("add_lines", made)))
    client.post(address("add_lines", made), {"entries": [str(file.public_id)]})
    line = made.lines.get()
    page = text(client.get(line.get_absolute_url()))
    assert page.count("manque") == 7, "the convention and six things to tick"
    client.post(address("tick", line, "families"), {"on": "2026-06-16", "evidence": "conseil"})
    page = text(client.get(line.get_absolute_url()))
    assert "16 juin 2026" in page.replace("\u00a0", " ")
    assert page.count("manque") == 6


def test_the_decision_is_recorded_with_its_copy(scene, client_as):
    made = opening.order(scene, status=O.REQUESTED_ORDER)
    client = client_as(scene.cast["dasen"])
    given = {"decision_reference": "2026-118", "decided_on": TODAY.isoformat()}
    where = address("move_order", made, "decide")
    assert client.post(where, given).status_code == 422
    wrong = SimpleUploadedFile("decision.pdf", b"not a PDF")
    assert client.post(where, given | {"file": wrong}).status_code == 422
    copy = SimpleUploadedFile("decision.pdf", sheet("Décision"))
    page = text(client.post(where, given | {"file": copy}, follow=True))
    assert "2026-118" in page
    answer = client.get(address("order_decision", made))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_provider_reads_and_reports_what_is_decided_and_nothing_else(scene, client_as):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    line = opening.line(scene, made, status=L.READY)
    client, other = client_as(people["provider"]), client_as(people["other_provider"])
    assert client.get(made.get_absolute_url()).status_code == 404
    opening.standing(made, O.EXECUTING)
    assert other.get(made.get_absolute_url()).status_code == 404
    assert scene.school.uai in text(client.get(made.get_absolute_url()))
    page = text(client.get(line.get_absolute_url()))
    assert 'id="prealables"' not in page
    assert client.get(address("order_decision", made)).status_code == 404
    history = reverse("desk:history", args=["ordre-douverture-ou-de-fermeture", made.public_id])
    assert client.get(history).status_code == 404
    assert client_as(people["manager"]).get(history).status_code == 200
    given = {profile.value: COUNTS[profile] for profile in Profile}
    wrong = client.post(address("move_line", line, "import_line"), given | {"pupils": "-1"})
    assert wrong.status_code == 422
    client.post(address("move_line", line, "import_line"), given)
    export = text(client.get(made.get_absolute_url() + "?format=csv"))
    assert f"{scene.school.uai};" in export
    assert "126;210;6;moins de 5" in export


def test_a_list_is_downloaded_once_it_is_decided(scene, client_as):
    made, client = opening.order(scene), client_as(scene.cast["manager"])
    refused = client.get(made.get_absolute_url() + "?format=csv")
    assert refused.status_code == 409
    opening.standing(made, O.DECIDED)
    assert client.get(made.get_absolute_url() + "?format=xlsx").status_code == 200


def test_an_anomaly_that_names_somebody_is_kept_on_the_page_with_its_warning(scene, client_as):
    made = opening.order(scene)
    line = opening.line(scene, made, status=L.READY)
    opening.standing(made, O.EXECUTING)
    client = client_as(scene.cast["adviser"])
    where, given = address("move_line", line, "report_anomaly"), {"text": "Mme Petit en double"}
    answer = client.post(where, given)
    assert answer.status_code == 422
    assert "« Petit » : quelqu’un semble nommé" in text(answer).replace("\xa0", " ")
    assert "Ces mots ne nomment personne" in text(answer)
    assert "Mme Petit en double" in text(answer).split("<textarea")[1]
    assert client.post(where, given | {"names_checked": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("status", "role", "verb"),
    [
        (O.LIST_DRAFT, "inspector", "Demander l’ouverture de bases"),
        (O.LIST_RETURNED, "inspector", "Corriger une liste"),
        (O.REQUESTED_ORDER, "dasen", "Décider l’ouverture de bases"),
        (O.DECIDED, "adviser", "Exécuter l’ouverture de bases"),
        (O.EXECUTING, "provider", "Exécuter l’ouverture de bases"),
    ],
)
def test_each_awaits_what_is_theirs(scene, status, role, verb):
    named, people = opening.cast(scene)
    made = opening.order(scene, provider=named)
    opening.line(scene, made, status=L.READY)
    put(opening.standing(made, status), reason="il manque une école")

    def verbs(actor):
        return [task.verb for group in inbox.groups(actor) for task in group.tasks]

    assert verb in verbs(people[role])
    assert inbox.count(people[role]) == 1
    assert verbs(people["other_provider"]) == []
    assert verbs(people["other_inspector"]) == []


def test_the_head_of_the_school_reads_on_its_file_where_the_opening_stands(scene, client_as):
    made = opening.order(scene)
    line = opening.line(scene, made)
    page = text(client_as(scene.cast["head"]).get(line.entry.get_absolute_url()))
    assert "Ouverture de la base" in page
    assert made.reference in page
    assert made.get_absolute_url() not in page
    assert client_as(scene.cast["head"]).get(made.get_absolute_url()).status_code == 404


def test_the_list_of_orders_is_for_those_who_have_any(scene, client_as):
    made = opening.order(scene)
    page = text(client_as(scene.cast["dasen"]).get(reverse("onboarding:orders")))
    assert made.reference in page
    elsewhere = client_as(scene.cast["other_dasen"]).get(reverse("onboarding:orders"))
    assert made.reference not in text(elsewhere)
    assert client_as(scene.cast["mayor"]).get(reverse("onboarding:orders")).status_code == 403
