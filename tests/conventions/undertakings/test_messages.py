"""Who may write to parents for a collectivité, and what is told afterwards of what was written."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.models import Assignment
from common import clock, outbox
from common.lifecycle import NotYours, Refused
from conventions import content, services
from conventions import guards as of_the_act
from conventions.models import MessageReport, MessageSender
from conventions.undertakings import adjusting, channel, messages
from conventions.undertakings.lifecycle import ReportLifecycle, SenderLifecycle
from desk import history, inbox
from governance.models import Mandate
from tests.circuits import acts
from tests.conventions.undertakings.scene import in_force

CANTEEN, BUS = "ENF-01", "ENF-02"
DAY = dt.timedelta(days=1)


def authorise(act, here, who="maire", **changed):
    given = {
        "codes": [CANTEEN],
        "mandates": [here.people["secretaire"]],
        "starts_on": clock.today(),
        "ends_on": None,
        "reason": "",
    } | changed
    codes, mandates = given.pop("codes"), given.pop("mandates")
    return messages.authorise(act, codes, mandates, actor=here.actor(who), **given)


def report(act, here, who="inspectrice", **changed):
    given = {
        "writer": "authority",
        "category": "Restauration",
        "sent_on": clock.today(),
        "ground": "commercial",
        "text": "Annonce d’une vente.",
    } | changed
    return messages.report(act, actor=here.actor(who), **given)


def said(refused):
    return " ".join(each.sentence for each in refused.value.refusals).replace("\u00a0", " ")


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# --- the taxonomy and the annex -------------------------------------------------------------------
def test_the_taxonomy_says_of_each_subject_whose_it_is():
    spheres = {each.code: each.sphere for each in channel.subjects()}
    assert len(spheres) == len(channel.subjects()) == 13
    assert set(spheres.values()) == {channel.PUPIL, channel.CHILD, channel.BOTH}
    for each in channel.relayable():
        assert "" not in (each.service, each.example), each.code
    assert list(channel.faults(channel.standard())) == []


def test_the_author_chooses_the_categories_of_the_annex(here, client_as):
    act, manager = acts.draft(here), client_as(here.actor("chef-de-projet"))
    address = reverse("conventions:adjust_categories", args=[act.public_id])
    page = manager.get(address)
    typed = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    typed = {name: value for name, value in typed.items() if value} | {
        "version": page.context["edition"],
        "sender_ENF-01": "cantine municipale",
        "label_0": "Pédibus",
        "sender_0": "service jeunesse",
    }
    del typed["chosen_ENF-02"]
    assert manager.post(address, typed).status_code == 302
    chosen = {c["code"]: c for c in channel.categories(acts.fresh(act), clock.today())}
    assert BUS not in chosen
    assert chosen[CANTEEN]["sender"] == "cantine municipale"
    assert chosen["AUT-01"]["label"] == "Pédibus"
    data = content.project_data(acts.fresh(act))
    assert [row.code for row in data.message_categories] == list(chosen)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sphere": channel.PUPIL}, "relève de l’élève : l’école l’écrit"),
        ({"sender": " "}, "n’a pas de nom, ou pas d’émetteur"),
        ({"label": "Transport scolaire"}, "figure deux fois"),
    ],
)
def test_a_category_that_may_not_be_relayed_is_refused(here, changes, expected):
    act, manager = acts.draft(here), here.actor("chef-de-projet")
    first, *others = channel.standard()
    with pytest.raises(Refused) as refused:
        adjusting.adjust_categories(
            act, [{**first, **changes}, *others], seen_version=services.version(act), actor=manager
        )
    assert expected in said(refused)


def test_an_open_channel_without_category_does_not_go_to_review(here):
    act = acts.draft(here)
    with pytest.raises(Refused, match="au moins une catégorie"):
        adjusting.adjust_categories(
            act, [], seen_version=services.version(act), actor=here.actor("chef-de-projet")
        )
    act.details = {**act.details, channel.NAME: [{"code": "x", "label": "X", "sphere": "élève"}]}
    assert "n’a pas de nom, ou pas d’émetteur" in " ".join(
        refusal.sentence for refusal in of_the_act.submit(act)
    )


# --- who may write --------------------------------------------------------------------------------
def test_the_collectivite_says_who_writes_and_nobody_approves(here):
    act = in_force(here)
    before = Assignment.unscoped.count()
    row, other = authorise(act, here, codes=[CANTEEN, BUS])
    assert row.may_write(clock.now())
    assert (row.label, other.label) == ("Restauration", "Transport scolaire")
    assert Assignment.unscoped.count() == before  # nothing waits for anybody
    told = history.entries(act, here.actor("inspectrice"), limit=2)
    assert all("a habilité un agent à écrire aux parents" in each.sentence for each in told)


@pytest.mark.parametrize(
    ("act_changes", "given", "expected"),
    [
        ({"status": "notified"}, {}, "pendant que la convention est en vigueur : elle est"),
        ({"status": "terminated"}, {}, "pendant que la convention est en vigueur : elle est"),
        ({}, {"codes": ["ENF-08"]}, "n’est pas dans l’annexe 4"),
        ({}, {"starts_on": dt.date(2026, 5, 3)}, "commence aujourd’hui ou plus tard"),
        ({}, {"ends_on": dt.date(2026, 5, 4)}, "Le dernier jour précède le premier"),
        ({}, {"ends_on": dt.date(2041, 1, 1)}, "une habilitation ne va pas au-delà"),
        ({}, {"codes": []}, "Choisissez au moins une catégorie et un agent"),
    ],
)
def test_an_authorisation_out_of_the_act_is_refused(here, act_changes, given, expected):
    with pytest.raises(Refused) as refused:
        authorise(in_force(here, **act_changes), here, **given)
    assert expected in said(refused)
    assert not MessageSender.unscoped.exists()


def test_a_closed_channel_lets_nobody_write(here):
    act = in_force(here)
    act.snapshot = {**act.snapshot, channel.OPTION: False}
    with pytest.raises(Refused) as refused:
        authorise(act, here)
    assert "n’est pas ouvert par cette convention. Il peut l’être par avenant." in said(refused)


def test_a_category_of_the_pupil_is_the_schools(here):
    act = in_force(here)
    rows = [dict(each) for each in act.snapshot[channel.NAME]]
    act.snapshot = {**act.snapshot, channel.NAME: [{**rows[0], "sphere": channel.PUPIL}]}
    with pytest.raises(Refused) as refused:
        authorise(act, here)
    assert "relève de l’élève" in said(refused)


def test_only_people_of_the_collectivite_in_office_write_for_it(here):
    act = in_force(here)
    with pytest.raises(Refused) as refused:
        authorise(act, here, mandates=[here.people["inspectrice"]])
    assert "seuls ses agents et ses élus écrivent pour elle" in said(refused)
    gone = Mandate.unscoped.get(pk=here.people["secretaire"].pk)
    with recording(SYSTEM):
        gone.ends_on = clock.today()
        gone.save()
    with pytest.raises(Refused) as refused:
        authorise(act, here)
    assert "n’est pas en cours au 4 mai 2026" in said(refused)


def test_nobody_is_authorised_twice_for_the_same_days(here):
    act = in_force(here)
    authorise(act, here, ends_on=clock.today() + 10 * DAY)
    with pytest.raises(Refused) as refused:
        authorise(act, here, starts_on=clock.today() + 5 * DAY)
    assert "existe déjà pour « Restauration »" in said(refused)
    authorise(act, here, starts_on=clock.today() + 10 * DAY)


def test_who_leaves_office_writes_no_more(here):
    [row] = authorise(in_force(here), here)
    with recording(SYSTEM):
        row.mandate.ends_on = clock.today()
        row.mandate.save()
    assert not MessageSender.unscoped.get().may_write(clock.now())


def test_the_owner_writes_down_what_the_collectivite_asks_and_cites_it(here):
    act = in_force(here)
    with pytest.raises(Refused, match="c’est elle qui tient"):
        authorise(act, here, "chef-de-projet")
    authorise(act, here, "chef-de-projet", reason="courrier du 2 mai")
    for who in ("inspectrice", "juriste", "dasen"):
        with pytest.raises(NotYours):
            authorise(act, here, who, reason="courrier du 2 mai", codes=[BUS])


def test_an_authorisation_is_closed_with_its_reason_and_once(here):
    [row] = authorise(in_force(here), here)
    with pytest.raises(Refused, match="motif"):
        messages.end_sender(row, reason=" ", actor=here.actor("maire"))
    with pytest.raises(NotYours):
        messages.end_sender(row, reason="départ", actor=here.actor("inspectrice"))
    closed = messages.end_sender(row, reason="départ", actor=here.actor("secretaire"))
    assert closed.status == MessageSender.Status.ENDED
    assert not closed.may_write(clock.now())
    with pytest.raises(Refused, match="Impossible à ce stade"):
        messages.end_sender(closed, reason="encore", actor=here.actor("maire"))


# --- what is reported -----------------------------------------------------------------------------
def test_a_report_holds_nothing_and_tells_both_sides(here):
    act = in_force(here)
    mail.outbox.clear()
    told = report(act, here)
    outbox.send_due()
    assert any("est signalé" in each.subject for each in mail.outbox)
    assert not any("Annonce d’une vente" in each.body for each in mail.outbox)
    tasks = [task for group in inbox.groups(here.actor("chef-de-projet")) for task in group.tasks]
    assert "Porter un signalement au comité de pilotage" in [task.verb for task in tasks]
    authorise(act, here)  # the channel stays as it was
    assert told.status == MessageReport.Status.RECORDED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sent_on": dt.date(2026, 5, 3)}, "n’a pas été écrit pendant la convention"),
        ({"sent_on": dt.date(2026, 5, 5)}, "n’a pas été écrit pendant la convention"),
        ({"writer": "parent"}, "Dites qui a écrit le message"),
        ({"ground": "ennuyeux"}, "Dites ce qui est signalé"),
        ({"text": "  "}, "Décrivez le message, sans nom d’élève ni de parent"),
    ],
)
def test_a_report_that_says_too_little_is_refused(here, given, expected):
    with pytest.raises(Refused) as refused:
        report(in_force(here), here, **given)
    assert expected in said(refused)


def test_no_message_is_reported_before_the_act_is_in_force(here):
    with pytest.raises(Refused, match="Aucun message n’a pu partir"):
        report(acts.settled(here), here)


def test_whoever_does_not_read_the_act_reports_nothing(here):
    with pytest.raises(NotYours):
        report(in_force(here), here, who="administration")


def test_the_side_that_wrote_is_heard_and_the_other_is_not(here):
    act = in_force(here)
    told = report(act, here)
    with pytest.raises(NotYours):
        messages.answer(told, text="Non.", actor=here.actor("inspectrice"))
    with pytest.raises(Refused, match="Écrivez vos observations"):
        messages.answer(told, text=" ", actor=here.actor("maire"))
    answered = messages.answer(told, text="Retiré le jour même.", actor=here.actor("maire"))
    assert answered.answered_by.startswith("maire")
    of_a_school = report(act, here, "maire", writer="school", ground="sphere")
    with pytest.raises(NotYours):
        messages.answer(of_a_school, text="Oui.", actor=here.actor("maire"))
    messages.answer(of_a_school, text="C’est noté.", actor=here.actor("inspectrice"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"outcome": "approval"}, "ne peut soumettre une partie à une validation préalable"),
        ({"conclusion": " "}, "Écrivez la conclusion du comité"),
        ({"examined_on": dt.date(2026, 5, 3)}, "examine un signalement après l’avoir reçu"),
        ({"examined_on": dt.date(2026, 5, 5)}, "examine un signalement après l’avoir reçu"),
    ],
)
def test_the_committee_concludes_afterwards_and_asks_for_no_approval(here, given, expected):
    told = report(in_force(here), here)
    full = {"outcome": "nothing", "conclusion": "Rien.", "examined_on": clock.today()} | given
    with pytest.raises(Refused) as refused:
        messages.examine(told, actor=here.actor("chef-de-projet"), **full)
    assert expected in said(refused)


def test_an_examined_report_ends_the_task_and_is_closed(here):
    told = report(in_force(here), here)
    given = {"outcome": "withdrawal", "conclusion": "À retirer.", "examined_on": clock.today()}
    with pytest.raises(NotYours):
        messages.examine(told, actor=here.actor("maire"), **given)
    done = messages.examine(told, actor=here.actor("chef-de-projet"), **given)
    assert done.outcome == MessageReport.Outcome.WITHDRAWAL
    assert not Assignment.unscoped.open().about(done).exists()
    with pytest.raises(Refused, match="Impossible à ce stade"):
        messages.answer(done, text="Trop tard.", actor=here.actor("maire"))


def test_a_report_is_read_by_those_who_follow_and_by_its_author_alone(here):
    told = report(in_force(here), here)
    readers = {
        who
        for who in here.people
        if MessageReport.objects.visible_to(here.actor(who)).filter(pk=told.pk).exists()
    }
    assert readers >= {"chef-de-projet", "juriste", "dpo", "president", "maire", "inspectrice"}
    assert not readers & {"secretaire", "administration", "presidente-epci", "rectrice", "canope"}


def test_no_move_approves_a_message():
    verbs = {*SenderLifecycle.verbs(), *ReportLifecycle.verbs()}
    assert verbs == {"end_sender", "answer_report", "examine_report"}


# --- on the pages ---------------------------------------------------------------------------------
def test_a_mayor_authorises_and_closes_from_the_page(here, client_as):
    act, mayor = in_force(here), client_as(here.actor("maire"))
    form = reverse("conventions:authorise_sender", args=[act.public_id])
    typed = {
        "mandates": [str(here.people["secretaire"].public_id)],
        "codes": [CANTEEN, BUS],
        "starts_on": clock.today().isoformat(),
        "last_day": "",
    }
    page = words(mayor.post(form, typed, follow=True))
    assert "2 habilitations sont enregistrées : elles n’attendent l’accord de personne." in page
    assert "Odile Ferrand" in page
    row = MessageSender.unscoped.filter(category=CANTEEN).get()
    end = reverse("conventions:end_sender", args=[act.public_id, row.public_id])
    assert mayor.post(end, {"reason": ""}).status_code == 422
    assert "L’habilitation est close." in words(mayor.post(end, {"reason": "départ"}, follow=True))


def test_a_refused_authorisation_keeps_what_was_typed(here, client_as):
    act, mayor = in_force(here), client_as(here.actor("maire"))
    form = reverse("conventions:authorise_sender", args=[act.public_id])
    answer = mayor.post(
        form,
        {
            "mandates": [str(here.people["secretaire"].public_id)],
            "codes": [CANTEEN],
            "starts_on": "2020-01-01",
        },
    )
    assert answer.status_code == 409
    assert answer.context["form"]["starts_on"].value() == "2020-01-01"
    assert mayor.post(form, {"mandates": ["x"], "codes": ["y"]}).status_code == 422


def test_a_report_goes_from_its_page_to_the_committee(here, client_as):
    act = in_force(here)
    inspector = client_as(here.actor("inspectrice"))
    form = reverse("conventions:report_message", args=[act.public_id])
    assert inspector.post(form, {}).status_code == 422
    page = inspector.post(
        form,
        {
            "writer": "authority",
            "sent_on": clock.today().isoformat(),
            "ground": "political",
            "text": "Tribune du maire.",
        },
        follow=True,
    )
    assert "Politique, électoral ou confessionnel" in words(page)
    told = MessageReport.unscoped.get()
    address = reverse("conventions:act_on_report", args=[act.public_id, told.public_id, "examen"])
    given = {"examined_on": clock.today().isoformat(), "outcome": "revision", "conclusion": "Vu."}
    assert inspector.post(address, given).status_code == 403
    page = client_as(here.actor("chef-de-projet")).post(address, given, follow=True)
    assert "Révision de l’annexe 4 proposée aux parties" in words(page)
