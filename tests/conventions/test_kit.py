"""The documents that surround an act: who may ask, what each line says, what is kept."""

import datetime as dt
import io
import re
import shutil
import subprocess

import pytest
from docx import Document as WordFile

from common import jobs
from common.lifecycle import NotYours, Refused
from common.models import Job
from conventions import content, kit
from conventions.docdata.rows import Piece
from documents import catalogue, production, store, text
from documents.models import Document, Envelope, Revision, Slot, StoredFile
from documents.pdf import pages
from governance import acting, authority
from tests.conventions import case as build
from tests.conventions.case import NOW
from tests.templates_docx.shipped import text_of

pytestmark = pytest.mark.django_db
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")


@pytest.fixture
def settled(case):
    return case.settle(case.convention())


def lines(job):
    return {item.subject: (item.state, item.message) for item in job.items.all()}


def test_only_the_owner_asks_for_the_kit(case, settled):
    with pytest.raises(NotYours):
        kit.ask_kit(settled, actor=acting.actor_of(case.mayor))
    assert not Job.objects.exists()


def test_a_text_that_is_not_settled_has_no_kit(case):
    with pytest.raises(Refused, match="n’est pas arrêté"):
        kit.ask_kit(case.convention(), actor=case.actor)


def test_the_kit_is_one_line_per_document(case, settled):
    job = kit.ask_kit(settled, actor=case.actor)
    assert [item.subject for item in job.items.all()] == [
        "Projet de convention",
        "Projet de délibération",
        "Note explicative de synthèse",
        "Certificat du caractère exécutoire, à remplir",
        "Fiche signataire — Albert-le-Modèle",
        "Fiche signataire — DSDEN de Montval",
        "Fiche signataire — Syndicat mixte Val numérique",
        "Bordereau de transmission",
    ]


def test_who_already_signed_a_sheet_gets_no_other(case, settled):
    build.saved(
        kit.SignatorySheet(
            mandate=case.mayor, scan="a" * 64, signed_on=NOW.date(), starts_on=NOW.date()
        )
    )
    subjects = [item.subject for item in kit.ask_kit(settled, actor=case.actor).items.all()]
    assert "Fiche signataire — Albert-le-Modèle" not in subjects


def test_a_project_marked_in_word_keeps_its_text(settled):
    data = kit.with_blanks(settled, content.settled_data(settled).to_data())
    filled = production.fill(settled.model, data)
    marked = kit.marked(filled.docx)
    assert filled.text_hash == settled.text_hash
    assert text.text_hash(text.blocks(marked)) == settled.text_hash
    assert kit.marked(filled.docx) == marked


@pytest.mark.office
@needs_office
def test_the_kit_is_made_in_word_and_pdf_and_a_missing_date_stops_one_line(case, settled, tmp_path):
    job = kit.ask_kit(settled, actor=case.actor)
    jobs.run(job.pk)
    said = lines(job)
    assert said["Projet de convention"][0] == "done", said
    note = said["Note explicative de synthèse"]
    assert note == (
        "failed",
        "Il manque : Prochaine séance annoncée. Complétez, puis relancez.",
    )
    assert said["Bordereau de transmission"][0] == "failed"
    assert "Note explicative de synthèse" in said["Bordereau de transmission"][1]

    case.council()
    jobs.retry_failed(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", lines(job)
    made = {each.title: each for each in kit.documents_of(settled)}
    assert len(made) == 8
    for document in made.values():
        assert store.read(document.docx_sha256).startswith(b"PK")
        assert store.read(document.pdf_sha256).startswith(b"%PDF-")

    project = made["Projet de convention"]
    settled.refresh_from_db()
    assert settled.project == project
    assert project.text_hash == settled.text_hash
    pdf = store.read(project.pdf_sha256)
    assert project.pages > 8
    for number in range(1, project.pages + 1):
        assert "PROJET" in pages.text(pdf, number)
    assert "…………" in pages.text(pdf, 1)

    slip = " ".join("".join(printed(made["Bordereau de transmission"], tmp_path)).split())
    assert "BT-2026-001" in slip
    assert project.pdf_sha256[:12] in slip
    assert "18 juin 2026" in slip
    vote = " ".join("".join(printed(made["Projet de délibération"], tmp_path)).split())
    assert "Autorise la maire" in vote
    assert settled.text_hash[:12] in vote
    assert "des deux écoles suivantes (École des Tilleuls, École du Parc)" in vote

    count = Document.unscoped.count()
    for item in job.items.all():
        kit.kit_item(item.payload, case.actor)
    assert Document.unscoped.count() == count


def printed(document, folder):
    """The text of each page, as a reader would copy it."""
    path = folder / "document.pdf"
    path.write_bytes(store.read(document.pdf_sha256))
    out = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout
    return out.split("\f")[:-1]


def test_a_corrected_text_leaves_its_old_kit_behind(case, settled):
    assert kit.documents_of(settled) == []
    row = Document(
        about_type=settled._meta.label_lower,
        about_id=settled.pk,
        kind="deliberation_projet",
        title="Projet de délibération",
        purpose=Document.Purpose.ATTACHED,
        model=settled.model,
        file_name=f"{settled.reference}-{settled.text_hash[:8]}-deliberation-projet.pdf",
    )
    build.saved(row)
    assert kit.documents_of(settled) == [row]
    settled.text_hash = "0" * 64
    assert kit.documents_of(settled) == []


def test_a_party_is_written_to_even_while_its_seat_is_vacant(case, settled):
    case.mayor.ends_on = dt.date(2026, 5, 1)
    build.saved(case.mayor)
    data = kit.data_of.signatory_sheet(settled.party("authority"), content.settled_data(settled))
    assert data.signatory_full_name == ""
    assert data.institution_name == "Commune d’Albert-le-Modèle"
    assert data.missing_values() == []


@pytest.fixture
def signed(case, settled):
    """The act signed by its three parties, in the register, its final copy stored."""
    final = StoredFile.objects.create(sha256="f" * 64, size=1, kind=store.PDF)
    document = build.saved(
        Document(
            about_type=settled._meta.label_lower,
            about_id=settled.pk,
            kind="convention_tripartite",
            title=settled.title,
            purpose=Document.Purpose.ISSUED,
            text_hash=settled.text_hash,
        )
    )
    envelope = build.saved(
        Envelope(document=document, reference=settled.reference, text_hash=settled.text_hash)
    )
    Revision.objects.create(
        envelope=envelope, number=1, operation=Revision.Operation.FINAL, file=final
    )
    for order, (mandate, role) in enumerate(
        ((case.mayor, "authority"), (case.dasen, "state"), (case.president, "syndicate")), start=1
    ):
        held = authority.to_sign(mandate, "convention", None, NOW)
        build.saved(
            Slot(
                envelope=envelope,
                field=f"sig_{role}",
                order=order,
                key=role,
                label=str(mandate.institution),
                status="accepted",
                signer=held.as_dict(),
                signed_at=dt.datetime(2026, 5, 3, 8, 42, tzinfo=dt.UTC),
            )
        )
    settled.envelope, settled.status = envelope, "signed"
    settled.act_date, settled.register_number = dt.date(2026, 5, 3), "CONV2026_012"
    return build.saved(settled)


def test_each_party_is_notified_of_what_was_signed(case, signed):
    job = kit.ask_kit(signed, actor=case.actor)
    assert [item.payload["piece"] for item in job.items.all()] == ["notification"] * 3
    data = kit.notification.build(signed.party("authority"))
    assert data.missing_values() == []
    assert data.recipient_salutation == "Madame la Maire"
    assert data.recipient_institution_the == "la commune d’Albert-le-Modèle"
    assert data.effective_date == dt.date(2026, 9, 1)
    assert data.renewal_decision_date == dt.date(2029, 4, 30)
    assert data.final_sha256 == "f" * 64
    assert data.signatures[0].person == "Mme Camille Exemple, maire d’Albert-le-Modèle"
    assert data.signatures[0].date.replace("\u00a0", " ") == "3 mai 2026 à 10 h 42"
    assert data.sender_office_title == "La cheffe de projet"


def test_a_required_transmission_without_its_day_is_asked_for(case, signed):
    party = signed.party("authority")
    party.transmission = "required"
    build.saved(party)
    data = kit.notification.build(party)
    assert data.missing_values() == ["Date de transmission à l’État"]
    party.transmitted_on = dt.date(2026, 5, 4)
    assert kit.notification.build(party).missing_values() == []


@pytest.fixture
def hard_names(case):
    """What registers hold: a vowel after « de », sixty letters, five names, quotes and « & »."""
    case.commune.name = "Abbeville-l’Exemple-sur-l’Étang-lès-Hautes-Grandes-Marches-du-Nord"
    case.district.name = "Abbeville-Ouest"
    case.syndicate.name = "Établissement public « Numérique & Écoles » de l’Oise-Exemple"
    person = case.mayor.person
    person.first_name = "Marie-Françoise-Élisabeth Anne Lou"
    person.last_name = "de La Tour-d’Exemple-Gabarit"
    for record in (case.commune, case.district, case.syndicate, person):
        build.saved(record)
    case.tilleuls.name = "École d’application « L’Étang & l’Île »"
    build.saved(case.tilleuls)
    return case


WRONG_FRENCH = re.compile(
    r"\b(?:[Dd]e|[Ll]e|[Ll]a|[Qq]ue|[Jj]usque) (?=[aeiouàâéèêîôûAEIOUÀÂÉÈÊÎÔÛ])"
    r"|\b(?:de|à) les? (?=[a-z])| [;:!?»]|« |\d €|None|  |\(\)|, ?,"
)


def test_hard_names_read_well_in_every_paper(hard_names, case, signed):
    case.council()
    party = signed.party("authority")
    party.transmission, party.transmitted_on = "required", dt.date(2026, 5, 4)
    build.saved(party)
    data = content.settled_data(signed)
    pieces = [Piece(rank=1, title="Projet de convention", pages=16, hash="f" * 64)]
    made = kit.data_of
    papers = {
        "deliberation": made.draft_deliberation(signed, data),
        "note": made.summary_note(signed, data),
        "certificate": made.enforceability_certificate(party),
        "sheet": made.signatory_sheet(party, data),
        "slip": made.transmittal_slip(party, number="BT-2026-001", pieces=pieces),
        "notification": kit.notification.build(party),
    }
    filled = {"act": production.fill(signed.model, kit.with_blanks(signed, data.to_data()))}
    for piece, values in papers.items():
        assert values.missing_values() == [], piece
        filled[piece] = production.fill(
            catalogue.in_use(kit.MODELS[piece], NOW.date()), values.to_data()
        )
    for piece, each in filled.items():
        words = text_of(WordFile(io.BytesIO(each.docx)))
        wrong = [words[max(0, m.start() - 30) : m.end() + 30] for m in WRONG_FRENCH.finditer(words)]
        assert wrong == [], piece
        assert "Abbeville-l’Exemple" in words, piece
