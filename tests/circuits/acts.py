"""Acts ready to be signed in the invented world of the demonstration, without LibreOffice.

One small PDF with the three frames, sealed once for all, stands for every act: what is tried is
the signature, not the conversion. ``NOW`` is a Monday of May, far from August and from nights.
"""

import datetime as dt
import functools
import hashlib
import io
import uuid
from contextlib import contextmanager
from pathlib import Path

import docx
import pikepdf
from django.conf import settings
from django.core import mail
from django.test import override_settings

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import codes, links, signing
from circuits.models import Assignment, Circuit, SigningCode, Step
from common import clock
from conventions import content, gates, kinds
from conventions.models import Convention, StateMode
from demo import rehearsal, world
from documents import production, store, text
from documents.models import Document
from documents.pdf import demo_keys, fields, sealing
from documents.redline import wording
from tests.plugins import once
from tests.plugins.stages import kept
from workflows.convention import ConventionFlow

NOW = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
ANCHORS = {
    "sig_authority": "Signature - collectivité",
    "sig_state": "Signature - État",
    "sig_syndicate": "Signature - syndicat",
}
CONSENT = signing.Consent(True, True, ("lu et consenti", "procédé accepté"))
FACTS = signing.Facts(ip="127.0.0.1", user_agent="essai")


def _keys(folder):
    demo_keys.make(folder, now=NOW, bits=2048)


def _people():
    with clock.at(NOW - dt.timedelta(hours=1)):
        return world.build()


_shelf = once.Shelf()
_world = once.Once(_people, _shelf)


@contextmanager
def site(folder, **changed):
    """A demonstration with its own files and its own small keys; mails stay in memory."""
    _shelf.folder("keys", folder / "keys", _keys)
    given = {
        "VAR_DIR": folder,
        "MEDIA_ROOT": folder / "files",
        "SEAL_PKCS12": "",
        "SEAL_PASSPHRASE": "",
        "SIGNING_TRUST_ROOTS": [],
        "TSA_URL": "",
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
    }
    with override_settings(**(given | changed)):
        yield


def build():
    """The institutions and people of the demonstration, there for an hour at ``NOW``."""
    return _world(Path(settings.MEDIA_ROOT))


Anchors = tuple[tuple[str, str], ...]
THREE: Anchors = tuple(ANCHORS.items())


@functools.cache
def blank_pdf(anchors: Anchors = THREE) -> bytes:
    """One page with the line of each frame; no field, no seal."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    text = "".join(
        f"BT /F1 7 Tf 60 {700 - 150 * row} Td ({anchor}) Tj ET\n"
        for row, (_, anchor) in enumerate(anchors)
    )
    page.Contents = pdf.make_stream(text.encode("cp1252"))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@functools.cache
def word_file() -> bytes:
    """The Word side of every act: what its signatory reads as text."""
    word = docx.Document()
    word.add_heading("Article 1. Objet", level=1)
    word.add_paragraph("La présente convention fixe les engagements des parties.")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


@functools.cache
def sealed_pdf(reference: str, anchors: Anchors = THREE) -> bytes:
    """The small act, with its empty fields, sealed with the keys of the present site."""
    specs = [fields.FieldSpec(name, anchor) for name, anchor in anchors]
    return sealing.seal(fields.place(blank_pdf(anchors), specs), reference=reference, at=NOW)


def anchors_of(convention: Convention) -> Anchors:
    """The frames of the act: three for the tripartite, those of its kind otherwise."""
    if not convention.model.free and convention.kind.way != "entry_slip":
        return THREE
    rows = kinds.signature_fields(convention)
    return tuple((row["field"], row["anchor"].replace("—", "-")) for row in rows)


# --- a convention, step by step --------------------------------------------------------------


def fresh(convention: Convention) -> Convention:
    return Convention.unscoped.get(pk=convention.pk)


@kept
def draft(here, *, state_mode=StateMode.INSPECTOR, **values) -> Convention:
    return rehearsal.prepare(here, state_mode=state_mode, **values)


@kept
def settled(here, **values) -> Convention:
    convention = rehearsal.through_review(draft(here, **values), here)
    rehearsal.conventions.settle_text(convention, actor=here.actor("chef-de-projet"))
    return fresh(convention)


def reworded(
    convention: Convention, old: str, new: str, *, actor, reason: str = "délai trop court"
):
    """Words of its own in the act, in the first paragraph that says the old ones."""
    found = text.blocks(content.marked(convention, content.readable(convention)))
    block = next(each for each in found if old in each.text)
    start = wording.masked(block.cells[0][0]).index(old)
    operation = {
        "op": "edit",
        "at": wording.anchors(found)[id(block)],
        "hunks": [[start, start + len(old), new]],
    }
    change = rehearsal.conventions.NewWords([operation], "Article 16", old, new)
    return rehearsal.conventions.word(
        convention, [change], origin="Version de la commune", reason=reason, actor=actor
    )[0]


def with_kit(convention: Convention) -> Convention:
    """The row that says the kit of the commune was made for this text."""
    with recording(SYSTEM):
        Document(
            about_type=convention._meta.label_lower,
            about_id=convention.pk,
            kind="deliberation_projet",
            title="Projet de délibération",
            purpose=Document.Purpose.ATTACHED,
            snapshot={"text_hash": convention.text_hash},
        ).save()
    return convention


@kept
def to_the_councils(convention: Convention, here) -> Convention:
    """An act whose text is settled, sent with its kit."""
    rehearsal.conventions.send_to_councils(with_kit(convention), actor=here.actor("chef-de-projet"))
    return fresh(convention)


@kept
def at_the_councils(here, **values) -> Convention:
    return to_the_councils(settled(here, **values), here)


def vote(convention: Convention, here, *, voted_on=None, by="secretaire"):
    """The council's vote as ``by`` types it, for the amounts and the text of the act."""
    day = voted_on or clock.today() - dt.timedelta(days=1)
    return rehearsal.DeliberationLifecycle.move(
        convention.parties.get(role="authority").deliberation,
        "record_vote",
        actor=here.actor(by),
        number=f"{day.year}-{convention.pk:03d}",
        voted_on=day,
        object=f"Autorisation de signer la convention {convention.reference}",
        body="conseil municipal",
        max_amount=convention.max_yearly_amount,
        max_accounts=convention.max_accounts,
        duration_months=convention.duration_months,
        text_hash=convention.text_hash,
    )


@kept
def ready(here, **values) -> Convention:
    """« Prête à émettre »: voted, and the vote proved enforceable."""
    convention = at_the_councils(here, **values)
    world.prove(vote(convention, here), on=clock.today() - dt.timedelta(days=1))
    return fresh(convention)


def issue(convention: Convention, here, *, reference: str = "") -> Convention:
    """Issue the small PDF in the place of the converted one, in one transaction."""
    data = content.issued_data(convention)
    text_hash = convention.text_hash or content.text_hash(convention, data)
    pdf = sealed_pdf(reference or convention.reference, anchors_of(convention))
    manager = here.actor("chef-de-projet")
    with (
        store.prepared((pdf, store.PDF), (word_file(), store.DOCX)) as (file, words),
        recording(manager),
    ):
        document = Document(
            about_type=convention._meta.label_lower,
            about_id=convention.pk,
            kind="convention",
            title=convention.title,
            purpose=Document.Purpose.ISSUED,
            model=convention.model,
            text_hash=text_hash,
            docx_sha256=words.keep().sha256,
            snapshot=data.to_snapshot(),
            pdf_sha256=file.keep().sha256,
            file_name=f"{convention.reference}.pdf",
            pages=1,
        )
        document.save()
        envelope = production.open_envelope(
            document, reference=convention.reference, signatories=rows(convention)
        )
        given = {"snapshot": content.settled_data(convention).to_snapshot()}
        return gates.move(
            convention,
            gates.issue_verb(convention),
            actor=manager,
            envelope=envelope,
            text_hash=text_hash,
            **given,
        )


def rows(convention: Convention):
    return [
        {
            "field": field,
            "order": order,
            "key": field.removeprefix("sig_"),
            "label": str(convention.party(field.removeprefix("sig_")).institution),
            "level": "level.convention",
        }
        for order, (field, _) in enumerate(anchors_of(convention), start=1)
    ]


@kept
def issued(here, *, reference: str = "", **values) -> Convention:
    return issue(ready(here, **values), here, reference=reference)


# --- signatures ------------------------------------------------------------------------------


def open_steps(convention: Convention, kind: str = "") -> list[Step]:
    found = Step.unscoped.filter(
        circuit__in=Circuit.unscoped.about(convention).under_way(), status=Step.Status.OPEN
    ).select_related("circuit", "institution")
    return [step for step in found.order_by("pk") if kind in ("", step.kind)]


def step_of(convention: Convention, party: str) -> Step:
    return next(s for s in open_steps(convention, "signature") if s.party == party)


def task_of(step: Step) -> Assignment:
    return step.assignments.get(closed_at=None)


def link_for(step: Step, mandate=None):
    """The link that the signatory of the step uses when signed in."""
    convention = Convention.unscoped.get(pk=step.circuit.subject_id)
    return links.for_session(
        step,
        mandate or task_of(step).mandate,
        envelope_id=convention.envelope_id,
        text_hash=convention.text_hash,
    )


def code_for(link, digits: str = "123456") -> str:
    """A code known to the test: asked for as usual, its digits then chosen by the test."""
    told = signing.readiness(link.step, link.mandate)
    code = links.ask_code(
        link, document_sha256=signing.code_scope(told), actor=signing.acting.actor_of(link.mandate)
    )
    with recording(SYSTEM):
        code.code_hash = codes.fingerprint(f"{code.public_id}:{digits}")
        code.save()
    assert code.status == SigningCode.Status.SENT
    return digits


def sign(step: Step, mandate=None):
    """Consent, code, signature: as the page does."""
    link = link_for(step, mandate)
    return signing.sign(link, code=code_for(link), consent=CONSENT, facts=FACTS)


@kept
def sign_all(convention: Convention) -> Convention:
    while steps := open_steps(convention, "signature"):
        for step in steps:
            sign(step)
    return fresh(convention)


def final(convention: Convention) -> bytes:
    """The bytes of the final copy, timestamped."""
    from documents import signing as documents

    documents.finalise(convention.envelope)
    kept = fresh(convention).envelope.final
    assert kept is not None
    return store.read(kept.file.sha256)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def mails_to(part: str) -> list[str]:
    return [each.subject for each in mail.outbox if part in each.to[0]]


# --- many acts at once -----------------------------------------------------------------------


def many(here, count: int, **values) -> list[Convention]:
    """So many acts in signature: one goes the whole way, the others are copies of its rows.

    They share one PDF, hence one first revision: the store keeps each content once.
    """
    first = ready(here, **values)
    found = [copied(first, number) for number in range(2, count + 1)]
    return [issue(each, here, reference="CONV-2026-001") for each in (first, *found)]


def copied(model: Convention, number: int) -> Convention:
    """Another convention of the same bodies, text and votes, about to be issued."""
    parties, schools = list(model.parties.all()), list(model.schools.all())
    with recording(SYSTEM):
        made = Convention.unscoped.get(pk=model.pk)
        made.reference = f"CONV-2026-{500 + number:03d}"
        for row in (made, *parties, *schools):
            row.pk, row.public_id, row._state.adding = None, uuid.uuid4(), True
        made.save()
        for row in (*parties, *schools):
            row.convention = made
            row.save()
        _copy_review(model, made)
    ConventionFlow.issue_again.run(convention=made)
    return fresh(made)


def _copy_review(model: Convention, made: Convention) -> None:
    """The readings and visas of the model, given to its copy too."""
    circuits = Circuit.unscoped.about(model).filter(kind__startswith="convention.review.")
    for circuit in circuits:
        steps = list(circuit.steps.all())
        for row in (circuit, *steps):
            row.pk, row.public_id, row._state.adding = None, uuid.uuid4(), True
        circuit.subject_id, circuit.subject_label = made.pk, str(made)
        circuit.flow_task_id = None
        circuit.save()
        for step in steps:
            step.circuit = circuit
            step.save()
