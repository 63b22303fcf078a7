"""Two people change the same thing at the same time: nobody overwrites the other in silence."""

import re

import pytest
from django.urls import reverse

from common.lifecycle import Refused
from conventions import services
from conventions.making import describing
from conventions.making import services as making
from conventions.undertakings import exchanges
from demo.seeding import loan
from tests.circuits import acts
from tests.conventions.invented import fresh
from tests.conventions.undertakings import exchanging, scene

EDITION = re.compile(r'name="edition" value="([0-9a-f]{64})"')
TYPED = "Nous vous prêtons des tablettes."


@pytest.fixture
def kind(here):
    return loan.described(here.actor("administration"))


@pytest.fixture
def editor(here, client_as):
    return client_as(here.actor("administration"))


def said(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_second_administrator_is_told_and_keeps_what_they_typed(kind, editor, here):
    page = reverse("conventions:kind_mails", args=[kind.public_id])
    opened = EDITION.search(said(editor.get(page)))[1]
    making.change(
        fresh(kind),
        actor=here.actor("administration"),
        label=kind.label,
        series=kind.series,
        duration_months=24,
    )
    given = {"edition": opened, "subject_sign": "À signer", "body_sign": TYPED}
    refused = editor.post(page, given)
    assert refused.status_code == 409
    told = said(refused)
    assert f"« {kind.label} » a changé depuis l’ouverture de la page (M. Louis Bertin, " in told
    assert "Ce que vous avez écrit est gardé dans cette page" in told
    assert TYPED in told
    assert not fresh(kind).mails.filter(body=TYPED).exists()
    again = editor.post(page, {**given, "edition": EDITION.search(told)[1]})
    assert again.status_code == 302
    assert fresh(kind).mails.filter(body=TYPED).exists()
    assert fresh(kind).duration_months == 24


@pytest.mark.parametrize(
    ("route", "more"),
    [
        ("change_kind", ()),
        ("kind_part", ("syndicate",)),
        ("remove_kind_part", ("emprunteur",)),
        ("add_kind_step", (1,)),
        ("kind_model", ()),
        ("kind_fields", ()),
    ],
)
def test_every_page_of_a_kind_says_what_it_shows(kind, editor, route, more):
    page = reverse(f"conventions:{route}", args=[kind.public_id, *more])
    assert EDITION.search(said(editor.get(page)))


@pytest.mark.parametrize("route", ["change_kind_step", "remove_kind_step"])
def test_every_page_of_a_step_too(kind, editor, route):
    first = describing.steps(kind, describing.SIGN)[0]
    page = reverse(f"conventions:{route}", args=[kind.public_id, first.public_id])
    assert EDITION.search(said(editor.get(page)))


def test_a_part_removed_meanwhile_is_not_taken_for_another(kind, editor, here):
    page = reverse("conventions:remove_kind_part", args=[kind.public_id, "emprunteur"])
    opened = EDITION.search(said(editor.get(page)))[1]
    part = kind.part("emprunteur")
    values = {name: getattr(part, name) for name in ("bodies", "signatories", "readers", "votes")}
    making.set_part(
        fresh(kind), part, actor=here.actor("administration"),
        values={**values, "label": "Collectivité"},
    )  # fmt: skip
    assert editor.post(page, {"edition": opened}).status_code == 409
    assert fresh(kind).part("emprunteur").label == "Collectivité"


def test_a_draft_names_who_changed_it(here, client_as):
    draft = acts.draft(here)
    manager = here.actor("chef-de-projet")
    seen = services.version(draft)
    services.revise(draft, {"max_accounts": 170}, seen_version=seen, actor=manager)
    with pytest.raises(Refused, match="Mme Claire Vasseur"):
        services.revise(draft, {"max_accounts": 180}, seen_version=seen, actor=manager)


def test_the_second_editor_of_an_exchange_of_data_is_told(here, client_as):
    one = exchanging.prepared(scene.in_force(here), here)
    page = reverse("conventions:describe_exchange", args=[one.convention.public_id, one.public_id])
    mayor = client_as(here.actor("maire"))
    opened = EDITION.search(said(mayor.get(page)))[1]
    given = {**exchanging.CONNECTOR, "health": "non", "details": TYPED}
    other = {**exchanging.CONNECTOR, "contact": "Régie de la cantine"}
    exchanges.describe(one, other, actor=here.actor("secretaire"))
    refused = mayor.post(page, {**given, "edition": opened})
    assert refused.status_code == 409
    told = said(refused)
    assert f"La fiche « {one.label} » a changé depuis l’ouverture de la page (Mme Odile " in told
    assert TYPED in told
    one.refresh_from_db()
    assert one.contact == "Régie de la cantine"
    assert mayor.post(page, {**given, "edition": EDITION.search(told)[1]}).status_code == 302
    one.refresh_from_db()
    assert one.details == TYPED
