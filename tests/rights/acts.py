"""Acts of A in every status, what B signs itself, and the circuit that waits for A's mayor.

Rows are written as the system would; the PDFs are small stand-ins.
"""

import datetime as dt
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import links
from circuits.models import Assignment, Circuit, CircuitTemplate, SigningBatch, Step
from common import clock
from common.models import Job, JobItem, OutboxMessage
from conventions import kinds
from conventions.evidence import readers
from conventions.making import describing, steps, trial
from conventions.making import services as making
from conventions.models import (
    AUTHORITY,
    STATE,
    SYNDICATE,
    TRIPARTITE,
    Batch,
    BatchRow,
    ClauseVariant,
    Convention,
    ConventionSchool,
    LibraryClause,
    Remark,
    ReturnedChange,
    ReturnedText,
    StateMode,
    Status,
)
from documents import store
from documents.evidence import keeping
from documents.models import Document, Envelope, Revision, Signature, Slot
from governance.imports import schools as school_import
from governance.models import Mandate
from tests import factories

from . import modifications, returned_files, undertakings
from .files import stored, stored_word
from .scene import EVIDENCE, World

LATER = ("signed", "signed_subject_to_deliberation", "notified", "in_force", "expired")
WITH_ENVELOPE = ("awaiting_signature", *LATER, "terminated", "superseded", "annulled")
WITHOUT_PROJECT = ("draft", "under_review", "changes_requested")


def conventions(world: World) -> None:
    """One convention of A in every status, one that the DASEN signs, and B's own."""
    kinds.load(SYSTEM)
    clause = factories.recorded(
        LibraryClause(
            model_code="essai", key="valeur-unit_price", title="Essai", reason="pour essayer"
        )
    )
    world.things["library_clause"] = clause
    world.things["variant"] = factories.recorded(
        ClauseVariant(
            clause=clause, title="Essai", text="Essai.", reason="essai", proposed_by="essai"
        )
    )
    for status in Status.values:
        world.conventions[status] = _convention_of_a(world, status)
    world.dasen_signs = _convention_of_a(
        world, "awaiting_signature", state_mode=StateMode.DASEN, title="par le directeur"
    )
    world.own = _convention_of_b(world)
    modifications.of_the_act(world)
    _kind(world)
    _batch(world)


def _batch(world: World) -> None:
    """Acts of A followed together, and a line of which none was made yet."""
    batch = factories.recorded(
        Batch(
            label="Zqtitre du lot",
            kind=kinds.current(TRIPARTITE),
            owner=factories.mandate_of(world.of_a["project_manager"]),
            status=Batch.Status.LAUNCHED,
        )
    )
    made = [world.conventions[status] for status in ("draft", "awaiting_signature")]
    rows = [
        factories.recorded(
            BatchRow(
                batch=batch,
                position=position,
                typed="zqligne",
                institution=world.things["commune"],
                finding=BatchRow.Finding.DOUBLED,
                convention=convention,
            )
        )
        for position, convention in enumerate([*made, None], start=1)
    ]
    world.things |= {"act batch": batch, "batch row": rows[-1]}


def _kind(world: World) -> None:
    """A kind that the administrator describes, with a step and the paper of a trial."""
    admin = world.of_a["admin"]
    kind = making.create(label="Charte d’essai", series="CH", duration_months=12, actor=admin)
    steps.propose(kind, actor=admin)
    paper = Document(
        about_type=kind._meta.label_lower,
        about_id=kind.pk,
        kind=trial.TRIAL_PAPER,
        title="Essai",
        purpose=Document.Purpose.RECEIVED,
        pdf_sha256=stored("Essai"),
        pages=1,
    )
    factories.recorded(paper)
    world.things |= {"kind": kind, "kind step": describing.steps(kind, describing.REVIEW)[0]}


def _convention_of_a(world: World, status: str, **fields: Any) -> Convention:
    """A convention of A in ``status``, with its parties, schools, remarks and documents."""
    things = world.things
    number = len(world.conventions) + (1 if "title" not in fields else 100)
    today = clock.today()
    fields.setdefault("state_mode", StateMode.INSPECTOR)
    closed = status in ("refused", "withdrawn", "annulled", "terminated", "superseded", "expired")
    convention = factories.recorded(
        Convention(
            kind=kinds.current(TRIPARTITE),
            reference=f"ZQREF-{number:03}",
            title=f"Zqtitre {fields.pop('title', status)}",
            status=status,
            owner=factories.mandate_of(world.of_a["project_manager"]),
            circonscription=things["area"],
            starts_on=today + dt.timedelta(days=90),
            ends_on=today + dt.timedelta(days=900),
            unit_price="9.87",
            max_accounts=150,
            max_yearly_amount="1500",
            text_hash="" if status in WITHOUT_PROJECT else "c" * 64,
            text_settled_at=None if status in WITHOUT_PROJECT else clock.now(),
            issued_at=clock.now() if status in WITH_ENVELOPE else None,
            act_date=today if status in WITH_ENVELOPE[1:] else None,
            register_number=f"ZQNUM-{number:03}" if status in WITH_ENVELOPE[1:] else "",
            notified_on=today if status in ("notified", "in_force") else None,
            in_force_on=today if status == "in_force" else None,
            closed_on=today if closed else None,
            closing_party=things["commune"] if status == "refused" else None,
            closing_category="budget" if status == "refused" else "",
            closing_reason="zqclos" if closed else "",
            legal_ground_text="zqfondement",
            **fields,
        )
    )
    bodies = {AUTHORITY: "commune", STATE: "dsden", SYNDICATE: "syndicate"}
    votes = {AUTHORITY: "vote", SYNDICATE: "syndicate_vote"}
    for party in kinds.parties(convention, {role: things[body] for role, body in bodies.items()}):
        party.deliberation = things[votes[party.role]] if party.votes else None
        factories.recorded(party)
    for school in ("school", "school_of_epci"):
        factories.recorded(
            ConventionSchool(convention=convention, school=things[school], forecast_accounts=60)
        )
    factories.recorded(
        Remark(
            convention=convention,
            institution=things["commune"],
            author="zqexpediteur",
            text="zqremarque",
            answer="zqreponse",
            answered_at=clock.now(),
        )
    )
    if status == "under_review":
        _returned(convention, things["commune"])
    if status == "in_force":
        undertakings.around(world, convention)
    _documents(convention, status)
    return Convention.unscoped.get(pk=convention.pk)


def _returned(convention: Convention, commune: Any) -> None:
    """A corrected version that the commune handed in, with one change."""
    returned = factories.recorded(
        ReturnedText(
            convention=convention,
            institution=commune,
            author="zqexpediteur",
            file=stored_word(),
            file_name="zqfichier.docx",
            sent_hash="c" * 64,
        )
    )
    factories.recorded(
        ReturnedChange(
            returned=returned, number=1, kind="replaced", old="zqancien", new="zqremarque"
        )
    )


def _documents(convention: Convention, status: str) -> None:
    _document(convention, "Zqancien", "draft")
    if status in WITHOUT_PROJECT:
        return
    convention.project = _document(convention, "Zqprojet", "draft")
    if status in WITH_ENVELOPE:
        issued = _document(convention, "Zqacte", "issued")
        convention.envelope = _envelope(convention, issued)
        if status == "in_force":
            _final(convention)
    factories.recorded(convention)


def _document(convention: Convention, title: str, purpose: str) -> Document:
    return factories.recorded(
        Document(
            about_type=convention._meta.label_lower,
            about_id=convention.pk,
            kind="convention_tripartite",
            title=title,
            purpose=purpose,
            pdf_sha256=stored(title),
            docx_sha256=stored_word(),
            file_name="zqfichier.pdf",
            pages=1,
        )
    )


def _envelope(convention: Convention, document: Document) -> Envelope:
    """The issued act with its three slots, the first one signed."""
    envelope = factories.recorded(
        Envelope(
            document=document,
            reference=convention.reference,
            status="partly_signed",
            text_hash="c" * 64,
        )
    )
    issued = store.read(document.pdf_sha256)
    with store.prepared((issued, store.PDF)) as (file,), recording(SYSTEM):
        kept = file.keep()
        first = Revision(envelope=envelope, number=1, operation="issue", file=kept)
        first.save()
        last = Revision(envelope=envelope, number=2, operation="signature", file=kept)
        last.save()
    for order, key in enumerate(("authority", "state", "syndicate"), start=1):
        slot = factories.recorded(
            Slot(
                envelope=envelope,
                field=f"signature_{order}",
                order=order,
                key=key,
                label=f"Signataire {order}",
                status="accepted" if key == "state" else "empty",
                signer={"name": "zqsignataire"} if key == "state" else {},
                signed_at=clock.now() if key == "state" else None,
            )
        )
        if key == "state":
            with recording(SYSTEM):
                Signature(
                    slot=slot,
                    revision=last,
                    at=clock.now(),
                    evidence={"facts": {"ip": EVIDENCE, "user_agent": "zqnavigateur"}},
                ).save()
    return envelope


def _final(convention: Convention) -> None:
    """The copy of an act in force is final; each of its readers has their evidence."""
    envelope = convention.envelope
    envelope.status = Envelope.Status.SEALED_FINAL
    envelope.finalised_at = clock.now()
    factories.recorded(envelope)
    names = [keeping.WHOLE, *map(readers.name, readers.bodies(convention))]
    zips = {name: f"zqpreuve {name} {EVIDENCE}".encode() for name in names}
    keeping.keep(envelope, zips, sequence=1, at=clock.now())


def _convention_of_b(world: World) -> Convention:
    """What B signs itself: its address is used to reach for A's documents and remarks."""
    things = world.things
    own = factories.recorded(
        Convention(
            kind=kinds.current(TRIPARTITE),
            reference="CONV-B-001",
            title="Convention de Brumont",
            status="awaiting_signature",
            owner=factories.mandate_of(world.of_a["project_manager"]),
            circonscription=things["b.area"],
            starts_on=clock.today(),
        )
    )
    bodies = {AUTHORITY: "b.commune", STATE: "b.dsden", SYNDICATE: "syndicate"}
    for party in kinds.parties(own, {role: things[body] for role, body in bodies.items()}):
        factories.recorded(party)
    factories.recorded(
        ConventionSchool(convention=own, school=things["b.school"], forecast_accounts=20)
    )
    return Convention.unscoped.get(pk=own.pk)


def signatures_of_a(world: World) -> None:
    """A circuit that waits for the mayor of A, with the link sent to her, and for the inspector."""
    things = world.things
    convention = world.conventions["awaiting_signature"]
    template = factories.recorded(CircuitTemplate(code="essai", label="Signature"))
    circuit = factories.recorded(
        Circuit(
            template=template,
            kind="essai",
            subject_type=convention._meta.label_lower,
            subject_id=convention.pk,
            subject_label=str(convention),
            subject_url=convention.get_absolute_url(),
            status="running",
            opened_at=clock.now(),
        )
    )
    step = _step(circuit, "authority", things["mandate"])
    _link, world.token = links.make_link(
        step,
        things["mandate"],
        envelope_id=convention.envelope_id,
        text_hash=convention.text_hash,
        sent_to="a…@courriel.example",
    )
    things["step"] = step
    inspector = factories.mandate_of(world.of_a["inspector"])
    things["state step"] = _step(circuit, "state", inspector, circonscription=things["area"])
    things["batch"] = factories.recorded(
        SigningBatch(mandate=inspector, list_hash="d" * 64, opened_at=clock.now())
    )

    returned_files.doubtful(world, convention.envelope)
    returned_files.scanned(world)
    returned_files.on_paper(world, world.dasen_signs.envelope)


def _step(circuit: Circuit, party: str, mandate: Mandate, **fields: Any) -> Step:
    """A late signature, asked of ``mandate``."""
    step = factories.recorded(
        Step(
            circuit=circuit,
            group=1,
            position=1 if party == "authority" else 2,
            kind="signature",
            label="Signer",
            party=party,
            institution=mandate.institution,
            offices=[mandate.office],
            due="parameter:signature.days",
            due_reason="délai de signature",
            status="open",
            due_on=clock.today() - dt.timedelta(days=1),
            opened_at=clock.now() - dt.timedelta(days=9),
            **fields,
        )
    )
    factories.recorded(
        Assignment(
            step=step,
            institution=mandate.institution,
            office=mandate.office,
            mandate=mandate,
            opened_at=step.opened_at,
            due_on=step.due_on,
            due_reason=step.due_reason,
        )
    )
    return step


def works(world: World) -> None:
    """Jobs asked by the project manager, and a mail about A."""
    manager = world.of_a["project_manager"]
    for name, kind in (("job", "conventions.kit"), ("import_job", school_import.JOB)):
        job = Job.objects.create(
            kind=kind, label="zqtravail", actor={}, asked_by=manager.user_id, state="failed"
        )
        JobItem.objects.create(job=job, position=1, subject="zqligne", state="failed")
        world.things[name] = job
    OutboxMessage.objects.create(
        template="circuits.code", recipient_label="zqdestinataire", subject="zqcourriel"
    )
