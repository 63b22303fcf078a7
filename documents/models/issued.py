"""Files, Word models, produced documents and signed revisions. Knows no person, no domain.

``about_type``/``about_id`` point upward to the record that a document is about, as plain values.
"""

from typing import Any, ClassVar

from django.db import models

from audit import registry
from common import clock
from common.models import Record
from common.scoping import ScopedQuerySet, managers


@registry.append_only
class StoredFile(models.Model):
    """One content, kept once under its SHA-256 and never overwritten."""

    sha256 = models.CharField("empreinte", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("taille (octets)")
    kind = models.CharField("type", max_length=100)
    stored_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.kind})"


class WriteIntent(models.Model):
    """A file about to appear in the store; removed by the transaction that keeps it.

    What a killed process leaves is an intent: recovery removes its file, so none is orphan.
    """

    sha256 = models.CharField(max_length=64)
    token = models.UUIDField(unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "écriture en cours"
        verbose_name_plural = "écritures en cours"

    def __str__(self) -> str:
        return self.sha256[:12]


class DocumentModel(Record):
    """A version of a Word model, known by its content hash; issued documents keep theirs."""

    code = models.CharField("code", max_length=60)
    version = models.CharField("version", max_length=20)
    title = models.CharField("titre", max_length=200)
    kind = models.CharField("nature", max_length=60)
    sha256 = models.CharField("empreinte du fichier Word", max_length=64)
    manifest = models.JSONField("manifeste", default=dict)
    marks = models.PositiveSmallIntegerField("points de droit à confirmer", default=0)
    starts_on = models.DateField("en usage à compter du")
    ends_on = models.DateField("en usage jusqu'au (exclu)", null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="model_code_version"),
        ]
        verbose_name = "modèle"
        verbose_name_plural = "modèles"

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def free(self) -> bool:
        """No contract in code knows its names: ``manifest["variables"]`` lists them."""
        return not self.manifest.get("contract")


class DocumentQuerySet(ScopedQuerySet["Document"]):
    """Documents are reached through the record they are about."""

    def about(self, record: models.Model) -> "DocumentQuerySet":
        return self.filter(about_type=record._meta.label_lower, about_id=record.pk)


class Document(Record):
    """One document produced from a model and frozen data: it can be produced again.

    ``words``: batches of changes that its text has and the model does not (see ``production``).
    """

    class Purpose(models.TextChoices):
        DRAFT = "draft", "Projet"
        ISSUED = "issued", "Acte émis"
        ATTACHED = "attached", "Pièce produite"
        RECEIVED = "received", "Pièce reçue"

    about_type = models.CharField(max_length=80)
    about_id = models.BigIntegerField()
    kind = models.CharField("nature", max_length=60)
    title = models.CharField("titre", max_length=250)
    purpose = models.CharField("usage", max_length=10, choices=Purpose)
    model = models.ForeignKey(
        DocumentModel, verbose_name="modèle", on_delete=models.PROTECT, null=True, blank=True
    )
    snapshot = models.JSONField("données", default=dict, blank=True)
    words: Any = models.JSONField("textes propres", default=list, blank=True)
    text_hash = models.CharField("empreinte du texte", max_length=64, blank=True)
    docx_sha256 = models.CharField("empreinte du fichier Word", max_length=64, blank=True)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True)
    file_name = models.CharField("nom du fichier", max_length=150, blank=True)
    pages = models.PositiveIntegerField("pages", default=0)

    objects, unscoped = managers(DocumentQuerySet)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["about_type", "about_id"], name="document_about")]
        verbose_name = "document"
        verbose_name_plural = "documents"

    def __str__(self) -> str:
        return self.title


class Envelope(Record):
    """An issued PDF and the signatures gathered on it, revision after revision."""

    class Status(models.TextChoices):
        PREPARED = "prepared", "En préparation"
        ISSUED = "issued", "Émise"
        PARTLY_SIGNED = "partly_signed", "Partiellement signée"
        COMPLETE = "complete", "Complète"
        SEALED_FINAL = "sealed_final", "Exemplaire définitif"
        SUPERSEDED = "superseded", "Remplacée"
        CANCELLED = "cancelled", "Annulée"

    document = models.OneToOneField(
        Document, verbose_name="document", on_delete=models.PROTECT, related_name="envelope"
    )
    reference = models.CharField("référence", max_length=40)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PREPARED)
    text_hash = models.CharField("empreinte du texte", max_length=64)
    finalised_at = models.DateTimeField("définitif depuis", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "exemplaire"
        verbose_name_plural = "exemplaires"

    def __str__(self) -> str:
        return f"{self.reference} ({self.get_status_display()})"

    @property
    def head(self) -> "Revision | None":
        """The last revision: the file to read and to sign now."""
        return self.revisions.order_by("-number").first()

    @property
    def final(self) -> "Revision | None":
        """The final revision, or None while signatures or the timestamp are missing."""
        return self.head if self.status == self.Status.SEALED_FINAL else None

    @property
    def final_file(self) -> "StoredFile | None":
        """The file that each party receives: the final revision, or the copy bound with scans."""
        final = self.final
        if final is None:
            return None
        bound = getattr(self, "bound", None)
        return final.file if bound is None else bound.file


@registry.append_only
class Revision(models.Model):
    """One state of the PDF; each continues the bytes of the one before."""

    class Operation(models.TextChoices):
        ISSUE = "issue", "émission et cachet"
        SIGNATURE = "signature", "signature"
        FINAL = "final", "horodatage de l'exemplaire définitif"

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("révision")
    operation = models.CharField("opération", max_length=20, choices=Operation)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="revisions")
    at = models.DateTimeField("le", default=clock.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["envelope", "number"], name="revision_number"),
        ]
        verbose_name = "révision"
        verbose_name_plural = "révisions"

    def __str__(self) -> str:
        return f"{self.envelope.reference}, révision {self.number}"


class Slot(Record):
    """A signature field: who must sign it, at which level, and how it was signed.

    ``signer`` holds the words frozen at signing (name, quality, ground, authority); ``key`` is
    the opaque name by which the layer above knows the party. ``modes``: those that its level
    admitted on the day of issue; an empty list admits all. ``paper_reference``: « FS-7K2P », on
    the letter and each page of the copy printed to be signed by hand. ``signed_at``: of a paper,
    noon of the day written by hand when no hour is.
    """

    class Status(models.TextChoices):
        EMPTY = "empty", "À signer"
        AWAITING_RETURN = "awaiting_return", "Retour attendu"
        TO_CHECK = "to_check", "À vérifier"
        ACCEPTED = "accepted", "Acceptée"
        VOID = "void", "Sans effet"
        REFUSED = "refused_by_signatory", "Refusée"

    class Mode(models.TextChoices):
        PLATFORM = "platform", "Électronique simple"
        CERTIFICATE = "certificate", "Certificat du signataire"
        PAPER = "paper", "Papier"

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="slots")
    field = models.CharField("champ", max_length=40)
    order = models.PositiveSmallIntegerField("rang")
    key = models.CharField("clé", max_length=40)
    label = models.CharField("signataire", max_length=250)
    level = models.CharField("niveau minimal", max_length=30, default="simple")
    modes = models.JSONField("modes admis", default=list, blank=True)
    mode = models.CharField("mode", max_length=12, choices=Mode, default=Mode.PLATFORM)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.EMPTY)
    signer = models.JSONField("signataire au moment de signer", default=dict, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    paper_reference = models.CharField("référence courte", max_length=12, blank=True)

    class Meta(Record.Meta):
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["envelope", "field"], name="slot_field"),
            models.UniqueConstraint(fields=["envelope", "key"], name="slot_key"),
            models.UniqueConstraint(
                fields=["paper_reference"],
                condition=~models.Q(paper_reference=""),
                name="slot_paper_reference",
            ),
        ]
        verbose_name = "signature attendue"
        verbose_name_plural = "signatures attendues"

    def __str__(self) -> str:
        return f"{self.label} ({self.get_status_display()})"

    def admits(self, mode: str) -> bool:
        """Whether the level of the signature may be met that way (P15)."""
        return not self.modes or mode in self.modes

    @property
    def usual_mode(self) -> str:
        """The way proposed first: by code when the level admits it."""
        return self.Mode.PLATFORM if self.admits(self.Mode.PLATFORM) else self.modes[0]


@registry.append_only
class Signature(models.Model):
    """The one signature of a slot and its evidence; the database holds one at most.

    It is in a revision of the file, or on a paper whose scan was certified.
    """

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="signature")
    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, related_name="signature", null=True
    )
    paper_return = models.OneToOneField(
        "documents.PaperReturn", on_delete=models.PROTECT, related_name="signature", null=True
    )
    at = models.DateTimeField("signée le")
    evidence = models.JSONField("preuve", default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revision=None) ^ models.Q(paper_return=None),
                name="signature_in_a_file_or_on_paper",
            )
        ]
        verbose_name = "signature"
        verbose_name_plural = "signatures"

    def __str__(self) -> str:
        return f"{self.slot.label}, {self.at:%d/%m/%Y}"


@registry.append_only
class EvidenceFile(models.Model):
    """The evidence of a final copy (``preuve-<ref>.zip``), one for each of its readers.

    ``reader``: the opaque name by which the layer above knows a party; empty for the whole file.
    ``sequence``: the checkpoint of the journal up to which it tells, to make it again.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="evidence")
    reader = models.CharField("destinataire", max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    sequence = models.BigIntegerField("point de contrôle")
    at = models.DateTimeField("établie le")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "reader"], name="evidence_reader"),
        ]
        verbose_name = "fichier de preuve"
        verbose_name_plural = "fichiers de preuve"

    def __str__(self) -> str:
        return f"preuve-{self.envelope.reference}"


@registry.append_only
class SignedReturn(models.Model):
    """A signed file that came back with something that an agent must examine.

    A refused file is not kept; an accepted one is a revision. ``base``: number of the revision
    that it continues; ``report``: the points, as ``returning.as_rows`` gives them; ``signer`` and
    ``evidence``: what the signature will hold if the file is accepted. ``mandate_id`` and
    ``person_id`` are opaque here: the signatory, and whoever deposited the file.
    """

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="returns")
    base = models.PositiveSmallIntegerField("révision continuée")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="returns")
    report = models.JSONField("rapport", default=list)
    signer = models.JSONField("signataire", default=dict)
    evidence = models.JSONField("preuve", default=dict)
    mandate_id = models.BigIntegerField("mandat du signataire")
    person_id = models.BigIntegerField("personne qui dépose", null=True)
    deposited_by = models.CharField("déposé par", max_length=250)
    at = models.DateTimeField("déposé le")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "retour à vérifier"
        verbose_name_plural = "retours à vérifier"

    def __str__(self) -> str:
        return f"{self.slot.label}, {self.at:%d/%m/%Y}"


@registry.append_only
class ReturnCheck(models.Model):
    """An agent found a return conform; some need two of them."""

    signed_return = models.ForeignKey(SignedReturn, on_delete=models.PROTECT, related_name="checks")
    person_id = models.BigIntegerField("agent")
    label = models.CharField("nom et qualité", max_length=250)
    reason = models.TextField("motif")
    at = models.DateTimeField("le", default=clock.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["signed_return", "person_id"], name="one_check_by_agent"
            ),
        ]
        verbose_name = "examen d’un retour"
        verbose_name_plural = "examens de retours"

    def __str__(self) -> str:
        return f"{self.label}, {self.at:%d/%m/%Y}"
