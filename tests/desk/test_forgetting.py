"""What the data dictionary says is erased by itself is."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from desk import forgetting, ticking

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_an_expired_session_is_erased_and_a_living_one_stays():
    now = timezone.now()
    for key, left in (("expired", -1), ("living", 1)):
        ends = now + dt.timedelta(minutes=left)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    assert ticking.run()["traces"] == 0
    assert [each.session_key for each in Session.objects.all()] == ["living"]


def test_the_trace_of_a_task_goes_after_two_weeks():
    now = timezone.now()
    for age in (forgetting.TRACE - DAY, forgetting.TRACE + DAY):
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="common.jobs.run_job",
            queue_name="default",
            backend_name="default",
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=now - age,
        )
    assert forgetting.forget(now) == 1
    assert DBTaskResult.objects.count() == 1
