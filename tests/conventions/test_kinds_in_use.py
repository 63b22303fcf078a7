"""Acts of a kind that an administrator made: versions, drafts, signatures, mails, Word files."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from circuits import mails as circuit_mails
from circuits.models import CircuitTemplate
from common.lifecycle import Refused
from conventions import content, guards, kinds
from conventions import services as acts_of
from conventions.making import (
    describing,
    gaps,
    services,
    starter,
    steps,
    word,
    wording,
)
from conventions.models import ActKind, KindMail
from demo import rehearsal, world
from demo.seeding import loan
from governance import services as governance
from governance.lifecycle import DeliberationLifecycle
from tests.circuits import acts
from tests.conventions.invented import begun, fresh, of_step, published, signature_of


@pytest.fixture
def admin(here):
    return here.actor("administration")


@pytest.fixture
def manager(here):
    return here.actor("chef-de-projet")


@pytest.fixture
def kind(admin):
    return loan.described(admin)


# --- versions -------------------------------------------------------------------------------------


def test_running_acts_keep_their_version(kind, admin, manager, here):
    first = published(kind, admin)
    act = begun(first, here, manager)
    second = services.renew(first, actor=admin)
    step = signature_of(second, "emprunteur")
    values = of_step(step, label="Parapher")
    steps.store(second, step.template, step, actor=admin, values=values)
    published(second, admin)
    assert fresh(first).status == ActKind.Status.RETIRED
    assert kinds.current(first.code).version == 2
    kept = CircuitTemplate.unscoped.get(code=kinds.sign_circuit(acts.fresh(act)))
    assert [row.label for row in kept.steps.all()] == ["Signer l’acte", "Signer l’acte"]
    with pytest.raises(Refused, match="pas en usage"):
        begun(first, here, manager)


def test_a_retired_kind_begins_no_act(kind, admin, manager, here):
    used = published(kind, admin)
    services.retire(used, actor=admin, reason="Le matériel est donné.")
    with pytest.raises(Refused, match="pas en usage"):
        begun(kind, here, manager)


def test_a_published_version_does_not_change(kind, admin):
    used = published(kind, admin)
    with pytest.raises(Refused, match="elle ne change plus"):
        services.change(used, actor=admin, label="Autre")
    services.renew(used, actor=admin)
    with pytest.raises(Refused, match="déjà en préparation"):
        services.renew(used, actor=admin)


def test_the_page_of_a_published_version_offers_no_change(kind, admin, client_as):
    used, browser = published(kind, admin), client_as(admin)
    shown = browser.get(used.get_absolute_url()).content.decode()
    assert "Ouvrir une nouvelle version" in shown
    assert "Ajouter une partie" not in shown
    refused = browser.get(reverse("conventions:kind_mails", args=[used.public_id]))
    assert refused.status_code == 409
    assert "elle ne change plus" in refused.content.decode()


def test_the_next_version_of_a_shipped_kind_keeps_its_circuits(admin, here):
    shipped = kinds.current("tripartite")
    made = services.renew(shipped, actor=admin)
    assert [(p.role, p.signatories) for p in made.parts.all()] == [
        (p.role, p.signatories) for p in shipped.parts.all()
    ]
    told = [[s.label for s in t.steps.all()] for _, _, t in describing.circuits(made)]
    assert told == [[s.label for s in t.steps.all()] for _, _, t in describing.circuits(shipped)]
    assert len(told) == 4
    assert gaps.of(made) == []


# --- an act of the kind ---------------------------------------------------------------------------


def test_an_act_goes_from_its_draft_to_its_signatures(kind, admin, manager, here):
    act = begun(published(kind, admin), here, manager)
    assert act.reference == "PRET-2026-001"
    acts_of.submit(act, actor=manager)
    act = rehearsal.answered(act)
    acts_of.settle_text(act, actor=manager)
    act = acts.fresh(act)
    assert act.snapshot["usage"] == "la classe mobile"
    vote = world.prove(own_vote(act, here), on=dt.date(2026, 5, 3))
    party = act.parties.get(role="syndicate")
    acts_of.attach_deliberation(party, vote, actor=manager)
    acts_of.skip_councils(acts.fresh(act), actor=manager)
    act = acts.issue(acts.fresh(act), here)
    act = acts.sign_all(act)
    assert (act.status, act.register_number) == ("signed", "PRET2026_001")


def own_vote(act, here):
    manager = here.actor("chef-de-projet")
    vote = governance.expect_deliberation(
        institution=here.syndicate, target=act, object="Prêt", actor=manager
    )
    return DeliberationLifecycle.move(
        vote,
        "record_vote",
        actor=manager,
        number="D2026_050",
        voted_on=dt.date(2026, 5, 3),
        object="Prêt",
        body="comité syndical",
        text_hash=act.text_hash,
    )


def test_the_declared_fields_are_the_text(kind, admin, manager, here):
    act = begun(published(kind, admin), here, manager)
    data = content.project_data(act)
    assert (data.assurance, data.date_de_remise) == (True, dt.date(2026, 9, 7))
    assert data.remarque == ""
    first = content.text_hash(act, data)
    other = dataclasses.replace(data, nombre_de_tablettes=13)
    assert content.text_hash(act, other) != first
    assert type(data).from_snapshot(data.to_snapshot()) == data
    assert "nombre_de_tablettes" not in {
        each.name for each in dataclasses.fields(data) if each.metadata["when"] == "at_issue"
    }


def test_a_field_that_lacks_stops_the_text(kind, admin, manager, here):
    act = begun(published(kind, admin), here, manager, usage="")
    assert content.missing(act) == ["Usage prévu"]
    assert [r.sentence for r in guards.submit(act)] == ["Il manque : Usage prévu."]


def test_the_mails_of_an_act_bear_the_words_of_its_kind(kind, admin, manager, here):
    words = {
        KindMail.Moment.READ: ("Relire {titre}", "Votre avis sur {référence} avant {échéance}."),
    }
    wording.set_mails(kind, words, actor=admin)
    act = begun(published(kind, admin), here, manager)
    acts_of.submit(act, actor=manager)
    step = next(s for s in acts.open_steps(act, "review") if s.party == "emprunteur")
    sent = circuit_mails.assignment({"assignment": step.assignments.first().pk})
    assert sent.subject == "Relire Prêt de douze tablettes"
    assert "Votre avis sur PRET-2026-001 avant " in sent.text
    assert sent.text.startswith("Madame")
    assert "Relire le projet :" not in sent.text


# --- the Word file --------------------------------------------------------------------------------


def test_a_model_that_repeats_a_list_is_refused(kind, admin):
    rows = "{% for row in lignes %}\n\n{{ row.nom }}\n\n{% endfor %}"
    with pytest.raises(Refused, match="répète une liste"):
        word.receive(kind, starter.docx(kind, (("Liste", rows),)), file_name="x.docx", actor=admin)


def test_what_the_check_refuses_is_said_line_by_line(kind, admin):
    with pytest.raises(Refused) as refused:
        word.receive(kind, b"not a word file", file_name="x.docx", actor=admin)
    assert refused.value.refusals[0].sentence
    assert fresh(kind).model_code == word.own_code(kind)


def test_a_new_file_sets_the_one_before_aside(kind, admin):
    first = describing.model_of(kind)
    word.receive(kind, starter.docx(kind), file_name="y.docx", actor=admin)
    second = describing.model_of(fresh(kind))
    assert (first.version, second.version) == ("1", "2")
    assert len(wording.unused(fresh(kind))) == len(loan.FIELDS)
