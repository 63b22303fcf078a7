"""The evidence of a final act: made once, whole for the syndicate, each body's own for the rest."""

import json
from hashlib import sha256

import pytest
from django.test import Client

from common.models import Job
from conventions.evidence import making, readers
from documents.evidence import keeping
from documents.models import EvidenceFile
from governance.models import SignatorySheet
from tests.circuits import acts


def test_each_party_and_the_syndicate_have_their_zip(final, zips, opened):
    assert len(zips) == 4
    assert keeping.WHOLE in zips
    whole = opened(zips[keeping.WHOLE])
    data = json.loads(whole["preuve.json"])
    revisions = list(final.envelope.revisions.select_related("file"))
    assert [each["sha256"] for each in data["fichiers"]["revisions"]] == [
        each.file.sha256 for each in revisions
    ]
    assert data["fichiers"]["definitif"] == final.envelope.final.file.sha256
    assert len(data["signatures"]) == 3
    for each in data["signatures"]:
        assert each["requete"]["adresse_ip"] == "127.0.0.1"
        assert each["code"]["canal"] == "email"
        assert each["consentement"]["texte"] == list(acts.CONSENT.words)
        assert each["identification"]["procede_accepte"] is True
        checked = each["identification"]["seconde_verification"]
        assert checked["comment"] == "Coordonnée relue au téléphone avec la personne."
        assert checked["le"]
    natures = [each["nature"] for each in data["signatures_du_pdf"]]
    assert natures == ["cachet du syndicat (certification)", *["signature"] * 3, "horodatage"]
    assert all(each["certificats"] for each in data["signatures_du_pdf"])


def test_the_manifest_lists_every_file_with_its_hash(zips, opened):
    for kept in zips.values():
        files = opened(kept)
        manifest = json.loads(files.pop("manifeste.json"))
        assert {each["nom"]: each["sha256"] for each in manifest["fichiers"]} == {
            name: sha256(data).hexdigest() for name, data in files.items()
        }


def test_every_line_of_the_journal_says_what_happened(zips, opened):
    for kept in zips.values():
        lines = json.loads(opened(kept)["journal.json"])["lignes"]
        vague = [each["valeurs"] for each in lines if each["phrase"].endswith("la fiche")]
        assert vague == []


def test_the_zip_is_made_once_and_again_with_the_same_bytes(final, zips):
    before = {reader: kept.file.sha256 for reader, kept in zips.items()}
    making.make(final.envelope)
    after = EvidenceFile.objects.filter(envelope=final.envelope)
    assert {each.reader: each.file.sha256 for each in after} == before
    for kept in zips.values():
        assert sha256(making.again(kept)).hexdigest() == kept.file.sha256


def test_the_worker_is_asked_when_the_copy_becomes_final_and_tick_does_what_is_owed(here, issued):
    convention = acts.sign_all(issued)
    acts.final(convention)
    asked = {"envelope": convention.envelope_id}
    job = Job.objects.get(kind=making.JOB, items__payload=asked)
    assert job.items.count() == 1
    with acts.clock.at(acts.NOW + making.jobs.STALE * 2):
        assert making.owed() == 1
        assert making.owed() == 0


@pytest.fixture
def marked(here, issued):
    """A final act whose signatories each signed from their own place, at their own times."""
    number = 0
    while steps := acts.open_steps(issued, "signature"):
        step, number = steps[0], number + 1
        asked = acts.NOW + acts.dt.timedelta(hours=1, minutes=11 * number)
        with acts.clock.at(asked):
            link = acts.link_for(step)
            code = acts.code_for(link)
        facts = acts.signing.Facts(f"203.0.113.{number}", f"canari-{step.party}", "", True)
        with acts.clock.at(asked + acts.dt.timedelta(minutes=3)):
            acts.signing.sign(link, code=code, consent=acts.CONSENT, facts=facts)
    with acts.clock.at(acts.NOW + acts.dt.timedelta(hours=3)):
        convention = acts.fresh(issued)
        acts.final(convention)
        making.make(acts.fresh(convention).envelope)
    return acts.fresh(convention)


def canaries(convention, role):
    """What belongs to one body alone: device, channel, times of the code, records of its links."""
    slot = convention.envelope.slots.get(key=role)
    evidence = slot.signature.evidence
    yield evidence["facts"]["ip"]
    yield evidence["facts"]["user_agent"]
    yield evidence["code"]["sent_to"]
    at = acts.dt.datetime.fromisoformat(evidence["code"]["asked_at"])
    yield f"{at:%H:%M}"
    yield from (f"{at:%Hh%M}", f"{at:%H h %M}")
    step = acts.Step.unscoped.get(
        circuit__in=acts.Circuit.unscoped.about(convention), kind="signature", party=role
    )
    yield str(step.public_id)
    for link in step.links.all():
        yield str(link.public_id)
        yield from (str(code.public_id) for code in link.codes.all())
    sheet = slot.signature.evidence["authority"]["mandate_id"]
    for each in SignatorySheet.unscoped.filter(mandate_id=sheet):
        yield each.scan


def secrets(convention):
    """What nobody may hold: addresses in full, hashes of the links and of the codes."""
    steps = acts.Step.unscoped.filter(circuit__in=acts.Circuit.unscoped.about(convention))
    for step in steps:
        for link in step.links.all():
            yield link.token_hash
            sheet = link.mandate.sheets.filter(current=True).first()
            yield sheet.email if sheet else link.token_hash
            yield from (code.code_hash for code in link.codes.all())


def test_nothing_of_another_body_is_in_the_zip_of_a_party(marked, opened, of):
    rows = {each.reader: each for each in EvidenceFile.objects.filter(envelope=marked.envelope)}
    roles = ("authority", "state", "syndicate")
    texts = {role: searched(opened(of(marked, rows, role))) for role in roles}
    whole = searched(opened(rows[keeping.WHOLE]))
    for role in roles:
        for mark in canaries(marked, role):
            found = [each for each in roles if mark and mark in texts[each]]
            assert found in ([role], []), (mark, found)
        own = list(canaries(marked, role))
        assert own[0] in texts[role]
        assert own[1] in texts[role]
        assert own[0] in whole
    for secret in secrets(marked):
        assert not any(secret in text for text in (*texts.values(), whole))


def searched(files):
    """Every file of a zip as text; the pages of its PDF are the act, which all parties hold."""
    return "\n".join(
        data.decode(errors="replace") for name, data in files.items() if "revisions/" not in name
    )


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("juriste", keeping.WHOLE),
        ("maire", "authority"),
        ("inspectrice", "state"),
        ("secretaire", None),
    ],
)
def test_who_reads_which(final, zips, here, who, expected):
    actor = here.actor(who)
    reader = readers.reader_of(actor, final)
    if expected in (None, keeping.WHOLE):
        assert reader == expected
    else:
        assert reader == readers.name(final.party(expected).institution)


def test_the_page_gives_the_zip_of_its_reader(final, zips, here):
    browser = Client()
    browser.force_login(here.people["juriste"].person.user)
    url = f"{final.get_absolute_url()}preuve/"
    answer = browser.get(url)
    assert answer.status_code == 200
    assert sha256(answer.content).hexdigest() == zips[keeping.WHOLE].file.sha256
    assert f"preuve-{final.reference}.zip" in answer["Content-Disposition"]
