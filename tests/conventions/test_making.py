"""Kinds of act made by an administrator: described, tried, published, retired; and their acts."""

import io

import docx
import pytest

from audit.actor import SYSTEM
from audit.models import Event
from audit.recording import recording
from circuits.models import Rule, Step
from common.lifecycle import NotYours, Refused
from common.models import OutboxMessage, Series
from conventions.making import (
    describing,
    gaps,
    rehearsing,
    services,
    starter,
    steps,
    trial,
    word,
    wording,
)
from conventions.making.lifecycle import KindLifecycle
from conventions.models import ActKind, Convention
from demo.seeding import loan
from documents.models import Document
from governance.models import Mandate
from tests.conventions.invented import fresh, of_step, signature_of


@pytest.fixture
def admin(here):
    return here.actor("administration")


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


@pytest.fixture
def kind(admin):
    return loan.described(admin)


def sentences(kind):
    return " ".join(gap.sentence for gap in gaps.of(fresh(kind)))


# --- what lacks ---------------------------------------------------------------------------------


def test_a_new_kind_says_what_it_lacks(admin):
    kind = services.create(label="Charte", series="CH", duration_months=12, actor=admin)
    said = sentences(kind)
    assert "au moins deux parties" in said
    assert "Choisissez le modèle Word" in said
    assert "Relecture : aucune étape" in said
    assert "Signatures : aucune étape" in said
    with pytest.raises(Refused, match="au moins deux parties"):
        trial.ask(kind, actor=admin)


def test_a_described_kind_lacks_nothing(kind):
    assert gaps.of(kind) == []


def remove_signature(kind, admin):
    steps.remove(kind, signature_of(kind, "emprunteur"), actor=admin)


def change_part(kind, admin, **changes):
    part = kind.part("emprunteur")
    names = ("label", "bodies", "signatories", "readers", "votes")
    values = {name: getattr(part, name) for name in names}
    services.set_part(kind, part, actor=admin, values=values | changes)


def sign_twice(kind, admin):
    step = signature_of(kind, "emprunteur")
    steps.store(kind, step.template, None, actor=admin, values=of_step(step))


def one_is_enough(kind, admin):
    step = signature_of(kind, "emprunteur")
    steps.store(kind, step.template, step, actor=admin, values=of_step(step, rule=Rule.ANY))


def other_signatory(kind, admin):
    change_part(kind, admin, signatories=["rector"])


def renamed_part(kind, admin):
    change_part(kind, admin, label="Preneur")


def unknown_assembly(kind, admin):
    change_part(kind, admin, bodies=["commune", "canope"], votes=True)


def other_model(kind, admin):
    word.choose(kind, "convention-canope", actor=admin)


def no_reference(kind, admin):
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("Signature — Emprunteur")
    made.save(out)
    word.receive(kind, out.getvalue(), file_name="x.docx", actor=admin)


def lost_part(kind, admin):
    services.remove_part(kind, kind.part("emprunteur"), actor=admin)


def undescribed(kind, admin):
    rows = [row for row in loan.rows(kind) if row["name"] != "usage"]
    wording.set_fields(kind, rows, actor=admin)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (remove_signature, "la signature de « Emprunteur » manque"),
        (sign_twice, "signe une seule fois"),
        (one_is_enough, "toutes les signatures sont nécessaires"),
        (other_signatory, "signée par une autre fonction"),
        (renamed_part, "pas de cadre « Signature — Preneur »"),
        (unknown_assembly, "ne connaît pas l’assemblée de ces institutions : Réseau Canopé"),
        (lost_part, "revient à une partie retirée"),
        (undescribed, "Le modèle Word demande : usage"),
        (other_model, "écrit pour d’autres parties"),
        (no_reference, "n’imprime pas la référence du dossier"),
    ],
)
def test_what_lacks_is_named(change, words, kind, admin):
    change(kind, admin)
    assert words in sentences(kind)


# --- the trial ----------------------------------------------------------------------------------


def test_a_trial_plays_every_step_and_keeps_nothing(kind):
    before = counted()
    played = rehearsing.play(kind)
    assert counted() == before
    assert [(step["circuit"], step["label"]) for step in played.steps] == [
        ("Relecture", "Relire le projet"),
        ("Relecture", "Visa juridique"),
        ("Relecture", "Visa relatif aux données personnelles"),
        ("Signatures", "Signer l’acte"),
        ("Signatures", "Signer l’acte"),
    ]
    assert played.reference == "PRET-2026-001"
    assert played.register_number == "PRET2026_001"
    assert played.data["usage"] == "un exemple de texte"
    assert [mail["moment"] for mail in played.mails][-1] == "Envoi de l’exemplaire signé"


def test_the_state_may_be_a_party_of_any_kind(kind, admin):
    state = {"label": "Éducation nationale", "bodies": ["dsden"], "signatories": ["dasen"]}
    values = {**state, "readers": ["dasen"], "votes": False}
    part = services.set_part(kind, None, actor=admin, values=values)
    signing = signature_of(kind, "emprunteur")
    step = of_step(signing, party=part.role)
    steps.store(kind, signing.template, None, actor=admin, values=step)
    file = starter.docx(fresh(kind), loan.ARTICLES)
    word.receive(kind, file, file_name="x.docx", actor=admin)
    played = rehearsing.play(fresh(kind))
    assert part.role == "state"
    assert played.data["state_signatory_office"].startswith("directrice académique")
    assert played.steps[-1]["who"].startswith("Étienne Carpentier")


def test_a_trial_refuses_a_signatory_whose_mandate_does_not_cover_the_part(kind, admin, here):
    mandates = Mandate.unscoped.filter(institution=here.syndicate, office="syndicate_president")
    with recording(SYSTEM):
        for mandate in mandates:
            mandate.objects_covered = ["convention"]
            mandate.save()
    assert rehearsing.play(fresh(kind)).register_number
    part = fresh(kind).part("syndicate")
    services.set_part(kind, part, actor=admin, values={"authority": "market"})
    with pytest.raises(Refused) as refused:
        rehearsing.play(fresh(kind))
    assert any("ne couvre pas" in each.sentence for each in refused.value.refusals)


def test_a_trial_fills_the_deliberation_of_each_assembly_that_votes(kind, admin, monkeypatch):
    change_part(kind, admin, votes=True)
    filled, usual = [], rehearsing.act_deliberation
    monkeypatch.setattr(
        rehearsing, "act_deliberation", lambda party: filled.append(party.role) or usual(party)
    )
    rehearsing.play(fresh(kind))
    assert filled == ["emprunteur", "syndicate"]


def counted():
    models = (Convention, Event, OutboxMessage, Step, Document, Series)
    return [getattr(m, "unscoped", None or m._base_manager).count() for m in models]


@pytest.mark.parametrize(
    ("articles", "words"),
    [
        (
            (*loan.ARTICLES, ("Signataire", "Signé par {{ emprunteur_signatory_name }}.")),
            "donnez le style « Mention »",
        ),
        (
            (("Objet", "Rien."), ("Valeurs", "::: mention\n{{ usage }}\n:::")),
            "n’entre pas dans le texte voté",
        ),
        ((("Objet", "{{ usage | euros }}"),), "filtre « euros » attend un nombre"),
    ],
)
def test_a_trial_refuses_a_text_that_cannot_be_voted_or_filled(articles, words, admin):
    kind = loan.described(admin, articles)
    with pytest.raises(Refused, match=words):
        trial.try_item({"kind": kind.pk}, admin)
    assert fresh(kind).trial == {}


def test_only_what_was_tried_since_its_last_change_is_published(kind, admin, here):
    with pytest.raises(Refused, match="Essayée"):
        services.publish(kind, actor=admin)
    of = describing.fingerprint(kind)
    tried = KindLifecycle.move(kind, "record_trial", actor=admin, trial={}, of=of)
    with pytest.raises(NotYours):
        services.publish(tried, actor=here.actor("chef-de-projet"))
    services.change(tried, actor=admin, duration_months=24)
    assert fresh(kind).status == ActKind.Status.DRAFT
    with pytest.raises(Refused, match="a changé pendant l’essai"):
        KindLifecycle.move(fresh(kind), "record_trial", actor=admin, trial={}, of=of)


def test_a_text_changed_behind_the_trial_is_not_published(kind, admin):
    of = describing.fingerprint(kind)
    tried = KindLifecycle.move(kind, "record_trial", actor=admin, trial={}, of=of)
    step = signature_of(kind, "emprunteur")
    step.due = "days:3"  # by another way than the page
    with recording(SYSTEM):
        step.save()
    with pytest.raises(Refused, match="depuis son dernier essai"):
        services.publish(tried, actor=admin)


def test_marks_of_a_lawyer_are_refused_in_production(kind, admin, settings):
    articles = (*loan.ARTICLES, ("Réserve", "Selon l’article 12 [à confirmer]."))
    model = word.receive(kind, starter.docx(kind, articles), file_name="x.docx", actor=admin)
    assert model.marks == 1
    settings.DEMO = False
    of = describing.fingerprint(fresh(kind))
    tried = KindLifecycle.move(fresh(kind), "record_trial", actor=admin, trial={}, of=of)
    with pytest.raises(Refused, match="à confirmer"):
        services.publish(tried, actor=admin)
    settings.DEMO = True
    assert services.publish(tried, actor=admin).status == ActKind.Status.IN_USE


def test_nobody_but_the_administrator_makes_kinds(kind, manager, here):
    lawyer = here.actor("juriste")
    for actor in (manager, lawyer):
        with pytest.raises(NotYours):
            services.create(label="X", series="X", duration_months=1, actor=actor)
        with pytest.raises(NotYours):
            services.change(kind, actor=actor, label="Autre")
        with pytest.raises(NotYours):
            trial.ask(kind, actor=actor)
        with pytest.raises(NotYours):
            services.retire(kind, actor=actor, reason="x")
        with pytest.raises(NotYours):
            services.renew(kind, actor=actor)
