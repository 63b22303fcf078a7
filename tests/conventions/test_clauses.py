"""A correction asked on one clause opens it alone, until whoever asked is satisfied."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from circuits.models import Step
from common import outbox
from common.lifecycle import NotYours, Refused
from conventions import clauses, content, services
from conventions.models import Remark, Status
from tests import factories
from tests.circuits import acts

R = Remark.Status


@pytest.fixture
def reviewed(here):
    return services.submit(acts.draft(here), actor=here.actor("chef-de-projet"))


def place(act, title="Règlement amiable"):
    return next(each for each in clauses.clauses(act) if title in each.title)


def asked(here, act, *, who="maire", blocking=True, corrector=None, key="", title=""):
    on = place(act)
    return services.ask_correction(
        act, key=key or on.key, title=title or on.title, text="Trente jours, c’est trop court.",
        blocking=blocking, corrector=corrector, actor=here.actor(who),
    )  # fmt: skip


def reworded(act, old, new, added=""):
    on = place(act)
    words = [paragraph.text.replace(old, new) for paragraph in on.paragraphs]
    return clauses.reworded(on, words, added)


def test_the_clauses_are_the_articles_and_annexes_of_the_text(here, reviewed):
    found = clauses.clauses(reviewed)
    assert len({each.key for each in found}) == len(found) > 20
    assert any(each.title.startswith("Annexe") for each in found)


def test_a_clause_is_corrected_alone_and_the_rest_stays_read(here, reviewed):
    """The act does not move, and the readers who had answered are not asked again."""
    acts.rehearsal.answered(reviewed)
    reading = set(Step.unscoped.filter(kind="review").values_list("pk", "status"))
    thread = asked(here, reviewed)
    done = services.correct_clause(
        thread,
        reworded(reviewed, "trente jours", "deux mois"),
        reason="",
        actor=here.actor("chef-de-projet"),
    )
    assert (done.status, acts.fresh(reviewed).status) == (R.CORRECTED, Status.UNDER_REVIEW)
    assert "deux mois" in place(reviewed).html
    assert set(Step.unscoped.filter(kind="review").values_list("pk", "status")) == reading


def test_a_blocking_correction_stops_the_text_until_it_is_resolved(here, reviewed):
    acts.rehearsal.answered(reviewed)
    thread = asked(here, reviewed)
    manager = here.actor("chef-de-projet")
    with pytest.raises(Refused, match="n’est pas résolue"):
        services.settle_text(acts.fresh(reviewed), actor=manager)
    services.correct_clause(thread, reworded(reviewed, "trente", "dix"), reason="", actor=manager)
    acts.rehearsal.answered(reviewed)
    with pytest.raises(Refused, match="« corrigé »"):
        services.settle_text(acts.fresh(reviewed), actor=manager)
    services.resolve(Remark.unscoped.get(pk=thread.pk), actor=here.actor("maire"))
    assert services.settle_text(acts.fresh(reviewed), actor=manager).status == Status.TEXT_SETTLED


def test_who_asked_says_that_it_does_not_answer(here, reviewed):
    thread = asked(here, reviewed)
    manager = here.actor("chef-de-projet")
    services.correct_clause(thread, reworded(reviewed, "trente", "dix"), reason="", actor=manager)
    outbox.send_due()
    assert any("À vérifier" in each.subject for each in mail.outbox)
    thread.refresh_from_db()
    again = services.ask_again(thread, reason="dix, c’est pire", actor=here.actor("maire"))
    assert again.status == R.TO_CORRECT
    assert again.messages.get().text == "dix, c’est pire"


def test_one_thread_a_clause(here, reviewed):
    first = asked(here, reviewed, blocking=False)
    second = asked(here, reviewed, who="juriste")
    assert first.pk == second.pk
    assert second.blocking
    assert second.messages.count() == 1
    with pytest.raises(ValidationError, match="remark_one_thread"):
        factories.recorded(
            Remark(
                convention=reviewed, institution=here.syndicate, author="x", text="x",
                clause=first.clause,
            )
        )  # fmt: skip


def test_only_who_must_correct_may(here, reviewed):
    thread = asked(here, reviewed, who="juriste")
    with pytest.raises(NotYours):
        services.correct_clause(
            thread, reworded(reviewed, "trente", "dix"), reason="", actor=here.actor("maire")
        )
    own = asked(
        here, reviewed, who="juriste", corrector=reviewed.authority, key="parties", title="Parties"
    )
    tasks = [
        s for s in acts.open_steps(reviewed, "action") if s.circuit.kind == "convention.clause"
    ]
    assert {task.institution for task in tasks} == {reviewed.authority, here.syndicate}
    on = place(reviewed, "Parties")
    changes = clauses.reworded(on, [p.text for p in on.paragraphs], "Ci-après les parties.")
    done = services.correct_clause(own, changes, reason="", actor=here.actor("maire"))
    assert done.status == R.CORRECTED
    assert Step.unscoped.get(pk=own.task_id).status == Step.Status.DONE


def test_a_value_is_not_changed_in_a_clause(here, reviewed):
    on = place(reviewed, "Dispositions financières")
    words = [paragraph.text.replace("9,87", "8,00") for paragraph in on.paragraphs]
    with pytest.raises(Refused, match="Cette valeur vient du dossier"):
        clauses.reworded(on, words)


def test_a_value_corrected_alone_changes_wherever_the_text_says_it(here, reviewed):
    thread = asked(here, reviewed, key="valeur-unit_price", title="Tarif")
    before = content.text_hash(reviewed, content.project_data(reviewed))
    manager = here.actor("chef-de-projet")
    services.correct_value(thread, "unit_price", Decimal("9.50"), reason="", actor=manager)
    act = acts.fresh(reviewed)
    assert content.text_hash(act, content.project_data(act)) != before
    assert "9,50" in place(act, "Dispositions financières").html
    assert not acts.open_steps(act, "visa"), "a parameter of the model asks for no visa"


def test_a_value_that_the_act_refuses_changes_nothing(here, reviewed):
    thread = asked(here, reviewed, key="valeur-max_accounts", title="Maximum de comptes")
    with pytest.raises(Refused, match="Il manque"):
        services.correct_value(
            thread, "max_accounts", 3, reason="", actor=here.actor("chef-de-projet")
        )
    assert acts.fresh(reviewed).max_accounts == 160
    assert Remark.unscoped.get(pk=thread.pk).status == R.TO_CORRECT


def test_nothing_is_corrected_in_a_settled_text(here):
    act = acts.settled(here)
    with pytest.raises(Refused, match="relecture n’est pas ouverte"):
        asked(here, act)


def test_the_pages_ask_correct_and_resolve(here, reviewed, client_as):
    on = place(reviewed)
    page = reverse("conventions:clause", args=[reviewed.public_id, on.key])
    mayor, manager = client_as(here.actor("maire")), client_as(here.actor("chef-de-projet"))
    empty = mayor.post(f"{page}demander/", {"text": ""})
    assert empty.status_code == 422
    assert "Écrivez ce qui doit changer" in empty.content.decode()
    assert (
        mayor.post(f"{page}demander/", {"text": "Trop court.", "blocking": "on"}).status_code == 302
    )
    typed = {f"p{p.number}": p.text for p in on.paragraphs}
    same = manager.post(f"{page}corriger/", {**typed, "reason": "fait"})
    assert same.status_code == 409
    assert "Rien n’a changé" in same.content.decode()
    typed["p1"] = typed["p1"].replace("trente", "quarante")
    assert manager.post(f"{page}corriger/", typed).status_code == 302
    assert "Corrigé" in mayor.get(page).content.decode()
    assert mayor.post(f"{page}resolu/").status_code == 302
    assert "Demande résolue" in mayor.get(page).content.decode()
    missing = reverse("conventions:clause", args=[reviewed.public_id, "absente"])
    assert mayor.get(missing).status_code == 404
