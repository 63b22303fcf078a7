"""The bordereau de preuve: PDF/A-3 with the facts attached; never without seal nor timestamp."""

import json

import pikepdf
import pytest

from common import jobs
from common.lifecycle import Refused
from common.models import Job
from conventions.evidence import making
from conventions.views import evidence as views
from documents.evidence import archive, slip
from documents.models import EvidenceFile
from documents.pdf import pages, reading
from tests.circuits import acts


@pytest.fixture
def slips(final, zips, opened, of, tmp_path):
    kept = {"whole": zips[""], "authority": of(final, zips, "authority")}
    return {name: opened(row) for name, row in kept.items()}


def words(pdf):
    whole = (pages.text(pdf, number) for number in range(1, pages.count(pdf) + 1))
    return " ".join(" ".join(whole).split())


def test_it_holds_the_facts_and_is_sealed(slips, tmp_path):
    files = slips["whole"]
    path = tmp_path / slip.NAME
    path.write_bytes(files[slip.NAME])
    with pikepdf.open(path) as pdf:
        attached = pdf.attachments[slip.DATA]
        assert attached.get_file().read_bytes() == files[slip.DATA]
        with pdf.open_metadata() as meta:
            assert meta["pdfaid:part"] == "3"
    seal, stamp = reading.read(files[slip.NAME], at=acts.NOW, attached=True).signatures
    assert seal.kind is reading.Kind.SEAL
    assert stamp.kind is reading.Kind.TIMESTAMP
    assert stamp.covers_whole_file
    for each in (seal, stamp):
        assert each.intact
        assert each.valid
        assert each.trusted
    assert seal.changes_allowed, "the seal allows no change but a timestamp"


def test_what_it_says(final, slips):
    said = words(slips["whole"][slip.NAME])
    facts = json.loads(slips["whole"][slip.DATA])
    assert "Exemplaire du syndicat" in said
    assert final.reference in said
    for each in facts["signatures"]:
        assert each["nom"] in said
    assert "127.0.0.1" in said
    assert "coordonnée vérifiée de nouveau par" in said
    assert "Ce que ce bordereau ne dit pas" in said
    theirs = words(slips["authority"][slip.NAME])
    assert "Exemplaire destiné à" in theirs
    assert "127.0.0.1" not in theirs
    assert "agent de navigation" not in theirs


def test_without_a_seal_no_evidence_is_made_and_tick_makes_it_later(here, issued, settings):
    convention = acts.sign_all(issued)
    acts.final(convention)
    envelope = acts.fresh(convention).envelope
    kept, settings.SEAL_PKCS12 = settings.SEAL_PKCS12, "absent.p12"
    with pytest.raises(Refused, match="cachet"):
        making.make(envelope)
    assert not EvidenceFile.objects.filter(envelope=envelope).exists()
    settings.SEAL_PKCS12 = kept
    with acts.clock.at(acts.NOW + making.jobs.STALE * 2):
        assert making.owed() == 1


def test_without_a_timestamp_no_evidence_is_made_the_page_says_so_and_tick_tries_again(
    here, issued, settings
):
    convention = acts.sign_all(issued)
    acts.final(convention)
    settings.TSA_URL = "http://127.0.0.1:9/"
    asked = Job.objects.get(kind=making.JOB, items__payload={"envelope": convention.envelope_id})
    jobs.run(asked.pk)
    jurist = here.actor("juriste")
    for said in (views.shown(acts.fresh(convention), jurist), making.trouble(convention.envelope)):
        assert said.startswith("Le dossier de preuve attend l’horodatage de son bordereau")
    with pytest.raises(Refused, match="attend l’horodatage"):
        views.file_of(acts.fresh(convention), "")
    with acts.clock.at(acts.NOW + making.jobs.STALE * 2):
        assert making.owed() == 0
        settings.TSA_URL = ""
        assert making.owed() == 1
    assert views.shown(acts.fresh(convention), jurist) == "ready"


def test_a_zip_reads_back(zips, opened):
    data = opened(zips[""])
    at = acts.NOW
    mine = {name: content for name, content in data.items() if name != archive.MANIFEST}
    again = archive.read(archive.pack(mine, reference="CONV-2026-001", at=at))
    assert again == data
