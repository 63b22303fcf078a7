"""The demonstration whose preparation was cut, and started again."""

import datetime as dt

import pytest

from common import clock
from conventions.models import Convention
from demo import seeding
from demo.models import Chapter
from demo.seeding import story
from demo.seeding.scale import SMALL

AUTUMN = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def test_an_interrupted_start_is_completed_without_doubles(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def cut(*given):
        raise KeyboardInterrupt

    with clock.at(AUTUMN):
        with monkeypatch.context() as patched:
            patched.setattr(story.past, "_renewal", cut)
            with pytest.raises(KeyboardInterrupt):
                seeding.run(SMALL)
        assert not Chapter.objects.filter(name="past").exists()
        entered = Convention.unscoped.count()
        seeding.run(SMALL)
    titles = list(Convention.unscoped.values_list("title", flat=True))
    assert entered < len(titles) == len(set(titles))
    assert Chapter.objects.filter(name=story.FINISHED).exists()
