"""Who must do what, in which order, by when: rows, not code.

A template describes groups of steps; a circuit is one run of it about a record; an opened step
has an assignment, and whatever waits for a person is an assignment.
"""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from documents.models import PaperReturn, SignedReturn, Slot
from governance.models import Circonscription, Institution, Mandate

from .. import registry


class StepKind(models.TextChoices):
    """What is asked. A review closes by its date; a visa, an opinion, a signature never does.

    Nobody ends a committee's step but the confirmed decision of the instance (N12).
    """

    ACTION = "action", "Action"
    REVIEW = "review", "Relecture"
    VISA = "visa", "Visa"
    OPINION = "opinion", "Avis"
    DEPOSIT = "deposit", "Dépôt"
    SIGNATURE = "signature", "Signature"
    ACKNOWLEDGEMENT = "acknowledgement", "Accusé de réception"
    COMMITTEE = "committee", "Décision d’une instance"


class RulingKind(models.TextChoices):
    """What a committee's step waits for: a decision, or an opinion that a decision also gives."""

    DECISION = "decision", "Une décision"
    OPINION = "opinion", "Un avis"


class Rule(models.TextChoices):
    """When a group of steps is met."""

    ALL = "all", "Toutes les étapes"
    ANY = "any", "Une des étapes"


class CircuitTemplate(Record):
    """A circuit as an administrator describes it; running circuits keep the version they began."""

    code = models.CharField("code", max_length=60)
    version = models.PositiveSmallIntegerField("version", default=1)
    label = models.CharField("libellé", max_length=150)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="template_code_version")
        ]
        verbose_name = "modèle de circuit"
        verbose_name_plural = "modèles de circuit"

    def __str__(self) -> str:
        return f"{self.label} (version {self.version})"


class TemplateStep(Record):
    """One step of a template.

    ``party`` names the institution by its part in the act (authority, state, syndicate, owner);
    ``offices`` are the offices that may act, first the one that is addressed. ``verbs`` are the
    moves of the record that complete the step. ``due``: see
    ``services.set_due``. ``committee``: the code of the kind of instance that a committee's step
    waits for, ``ruling`` what it must give.
    """

    template = models.ForeignKey(CircuitTemplate, on_delete=models.PROTECT, related_name="steps")
    group = models.PositiveSmallIntegerField("groupe")
    position = models.PositiveSmallIntegerField("rang")
    rule = models.CharField("règle du groupe", max_length=5, choices=Rule, default=Rule.ALL)
    kind = models.CharField("nature", max_length=20, choices=StepKind)
    label = models.CharField("libellé", max_length=150)
    party = models.CharField("partie", max_length=40)
    offices = models.JSONField("fonctions", default=list, blank=True)
    level = models.CharField("niveau minimal", max_length=30, blank=True)
    due = models.CharField("échéance", max_length=60)
    due_reason = models.CharField("raison de l'échéance", max_length=150)
    verbs = models.JSONField("actions qui la closent", default=list, blank=True)
    committee = models.CharField("nature d’instance", max_length=40, blank=True)
    ruling = models.CharField("réponse attendue", max_length=8, choices=RulingKind, blank=True)

    class Meta(Record.Meta):
        ordering = ("group", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["template", "group", "position"], name="template_step_position"
            )
        ]
        verbose_name = "étape type"
        verbose_name_plural = "étapes types"

    def __str__(self) -> str:
        return self.label


class CircuitQuerySet(ScopedQuerySet["Circuit"]):
    """Circuits are reached through the record they are about."""

    def about(self, record: models.Model) -> "CircuitQuerySet":
        return self.filter(subject_type=record._meta.label_lower, subject_id=record.pk)

    def under_way(self) -> "CircuitQuerySet":
        return self.filter(status__in=[Circuit.Status.RUNNING, Circuit.Status.PAUSED])


class Circuit(Record):
    """One run of a template about a record."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Prévu"
        RUNNING = "running", "En cours"
        PAUSED = "paused", "Suspendu"
        COMPLETED = "completed", "Terminé"
        STOPPED = "stopped", "Arrêté"

    template = models.ForeignKey(CircuitTemplate, on_delete=models.PROTECT, related_name="circuits")
    kind = models.CharField("nature", max_length=60)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField("dossier", max_length=250)
    subject_url = models.CharField(max_length=200)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField("commencé le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    flow_task_id = models.BigIntegerField(null=True, blank=True)

    objects, unscoped = managers(CircuitQuerySet)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="circuit_subject")]
        verbose_name = "circuit"
        verbose_name_plural = "circuits"

    def __str__(self) -> str:
        return f"{self.template.label} — {self.subject_label}"


class Step(Record):
    """One step of a circuit: pending, open for someone, then closed by an outcome."""

    class Status(models.TextChoices):
        PENDING = "pending", "À venir"
        OPEN = "open", "En attente"
        DONE = "done", "Faite"
        DONE_WITH_RESERVES = "done_with_reserves", "Faite avec réserves"
        DECLINED = "declined", "Refusée"
        DEEMED_MET = "deemed_met", "Satisfaite d'avance"
        UNANSWERED = "unanswered", "Sans observation"
        CANCELLED = "cancelled", "Sans objet"

    MET = (Status.DONE, Status.DONE_WITH_RESERVES, Status.DEEMED_MET, Status.UNANSWERED)
    WAITING = (Status.PENDING, Status.OPEN)

    circuit = models.ForeignKey(Circuit, on_delete=models.PROTECT, related_name="steps")
    group = models.PositiveSmallIntegerField("groupe")
    position = models.PositiveSmallIntegerField("rang")
    rule = models.CharField("règle du groupe", max_length=5, choices=Rule, default=Rule.ALL)
    kind = models.CharField("nature", max_length=20, choices=StepKind)
    label = models.CharField("libellé", max_length=150)
    party = models.CharField("partie", max_length=40)
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="steps"
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    addressee = models.ForeignKey(
        Mandate,
        verbose_name="adressée à",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    offices = models.JSONField("fonctions", default=list)
    level = models.CharField("niveau minimal", max_length=30, blank=True)
    due = models.CharField("règle d'échéance", max_length=60)
    due_reason = models.CharField("raison de l'échéance", max_length=150)
    verbs = models.JSONField("actions qui la closent", default=list, blank=True)
    committee = models.CharField("nature d’instance", max_length=40, blank=True)
    ruling = models.CharField("réponse attendue", max_length=8, choices=RulingKind, blank=True)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PENDING)
    due_on = models.DateField("échéance", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    outcome = models.TextField("résultat", blank=True)
    done_by = models.CharField("par", max_length=250, blank=True)
    authority = models.JSONField("habilitation au moment de l'acte", default=dict, blank=True)

    class Meta(Record.Meta):
        ordering = ("group", "position")
        constraints = [
            models.UniqueConstraint(fields=["circuit", "group", "position"], name="step_position")
        ]
        verbose_name = "étape"
        verbose_name_plural = "étapes"

    def __str__(self) -> str:
        return f"{self.label} ({self.get_status_display()})"


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """What waits for people."""

    def scope(self, actor: Actor) -> "AssignmentQuerySet":
        """One's own: addressed to the mandate under which one acts."""
        if actor.mandate_id is None:
            return self.none()
        return self.filter(mandate_id=actor.mandate_id)

    def open(self) -> "AssignmentQuerySet":
        return self.filter(closed_at=None)

    def about(self, record: models.Model) -> "AssignmentQuerySet":
        return self.filter(
            step__circuit__subject_type=record._meta.label_lower,
            step__circuit__subject_id=record.pk,
        )

    def asked(self) -> "AssignmentQuerySet":
        """Without the signatures whose document came back: their person has nothing to do."""
        return self._with_return().filter(returned_at=None)

    def examined(self) -> "AssignmentQuerySet":
        """Signatures whose document an agent examines, since ``returned_at``; asked again if it
        is set aside."""
        return self._with_return().exclude(returned_at=None)

    def _with_return(self) -> "AssignmentQuerySet":
        """``returned_at``: when the document under examination came back; None without one."""
        file = SignedReturn.objects.filter(slot__mode=Slot.Mode.CERTIFICATE)
        paper = PaperReturn.objects.filter(slot__mode=Slot.Mode.PAPER)
        dates = [
            Subquery(
                found.filter(
                    slot__status=Slot.Status.TO_CHECK,
                    slot__key=OuterRef("step__party"),
                    slot__envelope__document__about_type=OuterRef("step__circuit__subject_type"),
                    slot__envelope__document__about_id=OuterRef("step__circuit__subject_id"),
                )
                .order_by("-pk")
                .values("at")[:1]
            )
            for found in (file, paper)
        ]
        signatures = Q(step__kind=StepKind.SIGNATURE)
        return self.annotate(
            returned_at=models.Case(models.When(signatures, then=Coalesce(*dates)))
        )

    def with_subject(self) -> "AssignmentQuerySet":
        return self.select_related("step__circuit", "institution", "mandate__person")


class Assignment(Record):
    """One thing to do, for one mandate, by one date and for one reason."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="assignments")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="assignments"
    )
    office = models.CharField("fonction", max_length=40)
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="assignments", null=True, blank=True
    )
    opened_at = models.DateTimeField("depuis")
    due_on = models.DateField("échéance", null=True, blank=True)
    due_reason = models.CharField("raison", max_length=150)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("relances", default=0)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    escalation = models.PositiveSmallIntegerField("palier d’escalade", default=0)
    escalated_at = models.DateTimeField("escalade le", null=True, blank=True)

    objects, unscoped = managers(AssignmentQuerySet)

    class Meta(Record.Meta):
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(
                fields=["mandate", "due_on", "id"],
                condition=Q(closed_at=None),
                name="assignment_inbox",
            )
        ]
        verbose_name = "tâche"
        verbose_name_plural = "tâches"

    def __str__(self) -> str:
        return f"{self.step.label} — {self.step.circuit.subject_label}"

    @property
    def page(self) -> str:
        """Where it is done: the page of the case, or of the point put to an instance."""
        waits = self.step.kind == StepKind.COMMITTEE
        return (waits and registry.page(self.step)) or self.step.circuit.subject_url
