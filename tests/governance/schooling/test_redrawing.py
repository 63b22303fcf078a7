"""The redrawing of districts: one batch, previewed, abandoned or applied school by school."""

import datetime as dt
import io

import openpyxl
import pytest

from common import clock, jobs
from common.lifecycle import Refused
from common.models import Job
from governance.directory_file import UnreadableDirectory
from governance.models import Circonscription, SchoolEvent
from governance.models.school_events import SchoolEventStatus as S
from governance.offices import Office
from governance.schooling import preview, reading, services
from tests import factories

pytestmark = pytest.mark.django_db
D = dt.date
DAY = D(2019, 9, 1)
EVE = D(2019, 8, 31)
SINCE = D(2015, 9, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(jobs.run_job.__class__, "enqueue", lambda task, key: None)
    with clock.at(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def areas(db, dsden):
    """Eleven districts, each with its inspector on the eve and on the day."""
    made = []
    for number in range(11):
        area = factories.recorded(Circonscription(name=f"Somme {number:02}", dsden=dsden, uai=""))
        for starts_on, ends_on in ((SINCE, DAY), (DAY, None)):
            factories.mandate(
                Office.INSPECTOR, dsden, circonscription=area, starts_on=starts_on, ends_on=ends_on,
                who=factories.person(signed_up=False),
            )  # fmt: skip
        made.append(area)
    return made


@pytest.fixture
def schools(areas, commune):
    """Three schools a district since 2015."""
    made = []
    for area in areas:
        for number in range(3):
            school = factories.school(commune, f"École {area.name} {number}")
            factories.recorded(
                school.circonscription_links.model(
                    school=school, circonscription=area, starts_on=SINCE
                )
            )
            made.append(school)
    return made


def csv(rows, head="UAI;Nouvelle circonscription;À compter du"):
    return "\n".join([head, *(";".join(row) for row in rows)]).encode()


def turned(schools, areas):
    """The first school of each district goes to the next one."""
    return [(schools[3 * n].uai, areas[(n + 1) % 11].name, "") for n in range(11)]


def prepared(actor, data, day=DAY):
    return services.prepare_redrawing(
        actor=actor, takes_effect_on=day, act_reference="Arrêté du 1er juillet 2019",
        batch=reading.read(data, day),
    )  # fmt: skip


def inspector(area, day):
    return preview.inspectors(area, day)


def test_eleven_districts_are_redrawn_in_one_batch(admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    rows = preview.districts(event)
    assert [(row.before, row.after, row.coming, row.leaving) for row in rows] == [(3, 3, 1, 1)] * 11
    assert all(row.inspector_before != row.inspector_after for row in rows)
    assert schools[0].circonscription_on(DAY) == areas[0], "a preview changes nothing"
    event = services.move_event(actor=admin, event=event, verb="start")
    assert jobs.run(Job.objects.get(public_id=event.job).pk).state == Job.State.DONE
    event.refresh_from_db()
    assert event.status == S.APPLIED
    for n in range(11):
        school, before, after = schools[3 * n], areas[n], areas[(n + 1) % 11]
        assert school.circonscription_on(EVE) == before
        assert school.circonscription_on(DAY) == after
        assert schools[3 * n + 1].circonscription_on(DAY) == before
    assert [row.after for row in preview.districts(event)] == [3] * 11


def test_the_school_shows_the_right_inspector_at_each_date(client_as, admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    event = services.move_event(actor=admin, event=event, verb="start")
    jobs.run(Job.objects.get(public_id=event.job).pk)
    url = schools[0].get_absolute_url()
    client = client_as(admin)
    eve = client.get(f"{url}?au=2019-08-31").context["at"]
    day = client.get(f"{url}?au=2019-09-01").context["at"]
    assert (eve["area"], day["area"]) == (areas[0], areas[1])
    names = [[row.person.formal_name for row in at["inspectors"]] for at in (eve, day)]
    assert names == [[inspector(areas[0], EVE)], [inspector(areas[1], DAY)]]
    assert names[0] != names[1]
    before = client.get(f"{url}?au=2015-08-31")
    assert "aucune enregistrée" in before.content.decode()
    wrong = client.get(f"{url}?au=hier")
    assert wrong.status_code == 200
    assert wrong.context["at"] is None


def test_it_is_abandoned_before_it_is_applied(admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    services.move_event(actor=admin, event=event, verb="withdraw", reason="carte annulée")
    assert not Job.objects.exists()
    assert schools[0].circonscription_on(DAY) == areas[0]
    with pytest.raises(Refused):
        services.move_event(actor=admin, event=event, verb="start")


def test_each_fault_is_told_with_its_line_and_the_others_are_kept(admin, areas, schools):
    closed = factories.school(schools[0].commune, "Fermée", ends_on=D(2018, 9, 1))
    rows = [
        (schools[0].uai, areas[1].name, ""),
        (schools[0].uai, areas[2].name, ""),
        ("0809999J", areas[1].name, ""),
        ("0950009E", areas[1].name, ""),
        (schools[3].uai, "Nulle part", ""),
        (schools[6].uai, "", ""),
        (schools[12].uai, areas[1].name, "demain"),
        (closed.uai, areas[1].name, ""),
        (schools[15].uai, areas[5].name, ""),
        (schools[18].uai.lower(), f"IEN {areas[1].name.upper()}", "02/09/2019"),
    ]
    batch = reading.read(csv(rows), DAY)
    assert [(move.school.uai, move.day) for move in batch.moves] == [
        (schools[0].uai, DAY), (schools[18].uai, D(2019, 9, 2)),
    ]  # fmt: skip
    assert batch.unchanged == 1
    said = [fault.replace("\xa0", " ") for fault in batch.faults]
    assert [fault.split(" :")[0] for fault in said] == [f"Ligne {n}" for n in range(3, 10)]
    for fault, expected in zip(
        said,
        ["déjà ligne 2", "aucune école n’a l’UAI", "UAI", "circonscription inconnue",
         "n’est pas indiquée", "date attendue", "a déjà pris fin"],
        strict=True,
    ):  # fmt: skip
        assert expected in fault


def test_a_workbook_says_the_same(areas, schools):
    book = openpyxl.Workbook()
    for row in [("uai", "Circonscription", "Date"), (schools[0].uai, areas[1].name, DAY)]:
        book["Sheet"].append(row)
    out = io.BytesIO()
    book.save(out)
    (move,) = reading.read(out.getvalue(), D(2020, 1, 1)).moves
    assert (move.school, move.area, move.day) == (schools[0], areas[1], DAY)


@pytest.mark.parametrize("data", [b"a;b\n1;2\n", b"", b"UAI;Circonscription\n"])
def test_a_file_without_any_row_is_refused_with_what_to_do(db, data):
    with pytest.raises(UnreadableDirectory):
        reading.read(data, DAY)


def test_a_typed_list_is_a_batch_too(areas, schools):
    text = f"{schools[0].uai}\n{schools[3].uai}, {schools[4].uai} 0000000"
    batch = reading.of_schools(text, areas[5], DAY)
    assert [move.school for move in batch.moves] == [schools[0], schools[3], schools[4]]
    assert len(batch.faults) == 1


def test_one_refused_school_leaves_the_others_done_and_is_taken_again(admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    event = services.move_event(actor=admin, event=event, verb="start")
    areas[1].ends_on = DAY
    factories.recorded(areas[1])
    job = Job.objects.get(public_id=event.job)
    assert jobs.run(job.pk).state == Job.State.FAILED
    event.refresh_from_db()
    assert event.status == S.APPLYING
    assert event.lines.filter(applied_at=None).count() == 1
    assert "n’existe pas au" in job.items.get(state=Job.State.FAILED).message
    areas[1].ends_on = None
    factories.recorded(areas[1])
    jobs.retry_failed(job)
    assert jobs.run(job.pk).state == Job.State.DONE
    event.refresh_from_db()
    assert event.status == S.APPLIED


def test_what_a_kill_left_is_done_once_by_the_next_run(admin, areas, schools, monkeypatch):
    event = prepared(admin, csv(turned(schools, areas)))
    event = services.move_event(actor=admin, event=event, verb="start")
    job = Job.objects.get(public_id=event.job)
    done = []

    def killed(job, item, actor):
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(item.pk)
        return real(job, item, actor)

    real = jobs._do
    monkeypatch.setattr(jobs, "_do", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk)
    assert event.lines.exclude(applied_at=None).count() == 4
    monkeypatch.setattr(jobs, "_do", real)
    with clock.at(clock.now() + jobs.STALE * 2):
        assert jobs.run(job.pk).state == Job.State.DONE
    event.refresh_from_db()
    assert event.status == S.APPLIED
    for n in range(11):
        links = schools[3 * n].circonscription_links.filter(starts_on=DAY)
        assert links.count() == 1


def test_it_is_closed_without_the_schools_that_stay_refused(admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    event = services.move_event(actor=admin, event=event, verb="start")
    with pytest.raises(Refused, match="n’est pas terminé"):
        services.move_event(actor=admin, event=event, verb="finish")
    areas[1].ends_on = DAY
    factories.recorded(areas[1])
    jobs.run(Job.objects.get(public_id=event.job).pk)
    services.move_event(actor=admin, event=event, verb="finish")
    assert SchoolEvent.unscoped.get(pk=event.pk).status == S.APPLIED


def test_a_redrawing_is_not_applied_at_once_nor_another_event_launched(admin, areas, schools):
    event = prepared(admin, csv(turned(schools, areas)))
    with pytest.raises(Refused, match="école par école"):
        services.move_event(actor=admin, event=event, verb="apply")
    closure = services.prepare(
        actor=admin, kind="closure", takes_effect_on=D(2027, 9, 1), act_reference="Arrêté",
        schools=[schools[0]],
    )  # fmt: skip
    with pytest.raises(Refused, match="Seul un redécoupage"):
        services.move_event(actor=admin, event=closure, verb="start")


def test_only_faults_make_no_batch(admin, areas, schools):
    with pytest.raises(Refused, match="Ligne 2"):
        prepared(admin, csv([("0809999J", areas[0].name, "")]))
    assert not SchoolEvent.unscoped.exists()
