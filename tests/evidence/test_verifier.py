"""The verifier shipped in each zip: alone, without network, and one changed byte is named."""

import importlib.util
import io
import json
import re
import subprocess
import sys
import zipfile

import pytest

from documents import store
from documents.evidence import kit
from tests.evidence.alone import Alone


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    path = tmp_path_factory.mktemp("verifier") / "verifier.py"
    path.write_bytes(kit.files()[kit.VERIFIER])
    spec = importlib.util.spec_from_file_location("verifier", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def files(zips, opened):
    return opened(zips[""])


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def bent(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_every_zip_is_found_without_fault(verifier, zips, opened):
    for kept in zips.values():
        _, report = verifier.verify(opened(kept))
        assert report.bad == []
        said = "\n".join(report.good)
        assert "jeton d’horodatage" in said
        assert said.count("l’empreinte signée est celle des octets couverts") >= 5
        assert said.count("faite avec la clé du certificat") >= 5
        assert "certificat délivré par" in said
        assert "mènent tous au point de contrôle" in said.replace("\n", " ")


def test_one_changed_byte_of_any_file_is_named(verifier, files):
    tried = 0
    for name, data in files.items():
        for part in range(25):
            place = part * (len(data) - 1) // 24
            _, report = verifier.verify({**files, name: bent(data, place)})
            assert any(line.startswith(name) for line in report.bad), (name, place, report.bad)
            tried += 1
    assert tried == 25 * len(files)


def test_a_file_removed_or_added_is_named(verifier, files):
    for name in files:
        left = {key: data for key, data in files.items() if key != name}
        _, report = verifier.verify(left)
        assert any(line.startswith(f"{name} : fichier absent") for line in report.bad), name
    _, report = verifier.verify({**files, "note.txt": b"x"})
    assert "note.txt : ce fichier n’est pas au manifeste." in report.bad


def repacked(verifier, files, changed):
    """Somebody who changes a file and makes the manifest again."""
    from documents.evidence import archive

    mine = {**files, **changed}
    mine.pop("manifeste.json")
    return {**mine, "manifeste.json": archive.manifest(mine, "CONV-2026-001")}


def test_a_forged_journal_line_is_seen_though_the_manifest_was_made_again(verifier, files):
    journal = json.loads(files["journal.json"])
    line = journal["lignes"][2]
    line["valeurs"][2] = "forged"
    line["empreinte"] = verifier.sha256(
        "\x1f".join([line["empreinte_precedente"], *line["valeurs"]]).encode()
    )
    forged = repacked(verifier, files, {"journal.json": json.dumps(journal).encode()})
    _, report = verifier.verify(forged)
    number = line["valeurs"][0]
    assert any(f"le fait n° {number} ne mène pas au point de contrôle" in b for b in report.bad)


def test_a_forged_pdf_is_seen_though_everything_else_was_made_again(verifier, files):
    facts = json.loads(files["preuve.json"])
    last = facts["fichiers"]["revisions"][-1]
    data = files[last["fichier"]]
    forged = data.replace(b"Signature - collectivit", b"Signature - Collectivit", 1)
    if forged == data:
        forged = bent(data, 40)
    last["sha256"] = facts["fichiers"]["definitif"] = verifier.sha256(forged)
    changed = {last["fichier"]: forged, "preuve.json": json.dumps(facts).encode()}
    _, report = verifier.verify(repacked(verifier, files, changed))
    assert any("n’est pas celle des octets couverts" in line for line in report.bad)
    appended = {last["fichier"]: data + b"\n%x"}
    _, report = verifier.verify(repacked(verifier, files, appended))
    assert any("couverts par aucune signature" in line for line in report.bad)


def test_a_bordereau_without_its_own_timestamp_is_said_not_blamed(verifier, files):
    slip = files["bordereau-de-preuve.pdf"]
    ends = [int(a) + int(b) for a, b in re.findall(rb"/ByteRange\s*\[\s*0 \d+ (\d+) (\d+)", slip)]
    report = verifier.Report()
    verifier.check_slip({**files, "bordereau-de-preuve.pdf": slip[: min(ends)]}, report)
    assert report.bad == []
    assert any("il n’a pas d’horodatage propre" in each for each in report.unknown)
    whole = verifier.Report()
    verifier.check_slip(files, whole)
    assert whole.unknown == [each for each in whole.unknown if "horodatage propre" not in each]
    assert any("bordereau" in each and "jeton d’horodatage" in each for each in whole.good)


def test_it_runs_in_an_empty_environment_with_the_network_off(zips, files, tmp_path):
    alone = Alone(tmp_path, store.read(zips[""].file.sha256))
    seen = alone.verify()
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "Conclusion : aucune anomalie." in seen.stdout
    assert "cryptography" not in seen.stdout
    bad = tmp_path / "bad.zip"
    bad.write_bytes(zipped({**files, "preuve.json": bent(files["preuve.json"], 300)}))
    seen = alone.verify(bad)
    assert seen.returncode == 1, seen.stdout + seen.stderr
    assert "NON  preuve.json : fichier modifié" in seen.stdout


def test_a_folder_that_is_no_evidence_is_said(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no")
    (tmp_path / "verifier.py").write_bytes(kit.files()[kit.VERIFIER])
    command = [sys.executable, str(tmp_path / "verifier.py"), str(tmp_path / "x.zip")]
    seen = subprocess.run(command, check=False, capture_output=True, text=True)
    assert seen.returncode == 2
    assert seen.stdout.startswith("Dossier illisible")
