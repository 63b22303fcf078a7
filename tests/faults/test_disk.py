"""A disk without room, at each thing that the store asks of it."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
from django.test import override_settings

from common import jobs
from common.models import Job
from conventions.evidence import making
from conventions.models import Status
from documents import finals
from documents.models import Envelope, EvidenceFile, Signature
from tests.circuits import acts
from tests.depth import some
from tests.faults.conftest import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("converted")]


def no_room(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def from_the(turn, function):
    """The function as it is, until its call number ``turn``: then there is no room left."""
    calls = 0

    def limited(*args, **kwargs):
        nonlocal calls
        calls += 1
        return (no_room if calls >= turn else function)(*args, **kwargs)

    return limited


def opened_aside(path, mode="r", *args, **kwargs):
    return no_room() if mode == "xb" else open(path, mode, *args, **kwargs)


def new_folder(path, **kwargs):
    return None if path.exists() else no_room()


POINTS = {
    "folder": lambda patch: patch.setattr(Path, "mkdir", new_folder),
    "opening": lambda patch: patch.setattr(Path, "open", opened_aside),
    "first sync": lambda patch: patch.setattr(os, "fsync", no_room),
    "sync of the folder": lambda patch: patch.setattr(os, "fsync", from_the(2, os.fsync)),
    "second file": lambda patch: patch.setattr(os, "fsync", from_the(3, os.fsync)),
    "renaming": lambda patch: patch.setattr(Path, "rename", no_room),
}


@pytest.mark.parametrize("point", POINTS)
def test_an_act_that_cannot_be_written_is_not_issued(point, ready, produce, manager, nothing_left):
    whole = nothing_left()
    with pytest.MonkeyPatch.context() as patch:
        POINTS[point](patch)
        act = produce(ready)
    assert act.status == Status.READY_TO_ISSUE
    assert act.envelope is None
    assert (
        "Le fichier n’a pas pu être écrit (le disque est plein). Rien n’a été émis. L’acte est "
        "resté « prêt à émettre » : vous pouvez recommencer." in manager(act)
    )
    whole()
    assert produce(act).status == Status.AWAITING_SIGNATURE


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root")
def test_a_real_full_disk(here, ready, produce, manager, tmp_path):
    disk = tmp_path / "small"
    disk.mkdir()
    word = acts.store.read(ready.model.sha256)
    mounted = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs may be mounted here")
    try:
        with override_settings(MEDIA_ROOT=disk), pytest.MonkeyPatch.context() as patch:
            patch.setattr("documents.catalogue.content", lambda sha256: word)
            act = produce(ready)
            assert [path for path in disk.rglob("*") if path.is_file()] == [disk / ".lock"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert act.status == Status.READY_TO_ISSUE
    assert "le disque est plein" in manager(act)
    assert produce(act).status == Status.AWAITING_SIGNATURE


@pytest.mark.parametrize("point", ["opening", "first sync", "sync of the folder", "renaming"])
def test_a_signature_that_cannot_be_written_is_not_given(point, issued, signatory, nothing_left):
    whole = nothing_left()
    with pytest.MonkeyPatch.context() as patch:
        POINTS[point](patch)
        answer = signatory(issued)
    assert answer.status_code == 503
    text = read(answer)
    assert "La signature n’a pas été enregistrée : le disque est plein." in text
    assert "Votre code reste valable ; réessayez dans quelques minutes" in text
    assert not Signature.objects.exists()
    whole()
    assert signatory(issued).status_code == 302
    assert Signature.objects.count() == 1


def test_a_final_copy_that_cannot_be_written_waits_for_room(issued, manager, nothing_left):
    act = acts.sign_all(issued)
    whole = nothing_left()
    job = Job.objects.get(kind="documents.finalise", items__payload__envelope=act.envelope_id)
    with pytest.MonkeyPatch.context() as patch:
        POINTS["first sync"](patch)
        jobs.run(job.pk)
        assert finals.retry() == 0
    act = acts.fresh(act)
    assert act.envelope.status == Envelope.Status.COMPLETE
    page = manager(act)
    assert "Signée par toutes les parties" in page
    assert "Le disque du serveur est plein" in page
    assert "Prévenez l’administrateur" in page
    whole()
    assert finals.retry() == 1
    assert "Le disque du serveur est plein" not in manager(acts.fresh(act))


@pytest.mark.parametrize("point", some(["opening", "first sync", "second file", "renaming"], 2))
def test_an_evidence_that_cannot_be_written_is_owed(point, issued, nothing_left):
    act = acts.sign_all(issued)
    acts.final(act)
    job = Job.objects.get(kind=making.JOB, items__payload__envelope=act.envelope_id)
    whole = nothing_left()
    with pytest.MonkeyPatch.context() as patch:
        POINTS[point](patch)
        jobs.run(job.pk)
    assert "Le disque du serveur est plein" in job.items.get().message
    assert not EvidenceFile.objects.exists()
    whole()
    with acts.clock.at(acts.NOW + jobs.STALE * 2):
        assert making.owed() == 1
    assert EvidenceFile.objects.filter(envelope=act.envelope_id).count() == 4
