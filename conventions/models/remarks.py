"""What is asked while the text is read, clause by clause, until it is resolved."""

from django.db import models
from django.db.models import Q

from circuits.models import Step
from common.models import Record
from governance.models import Institution

from .acts import Convention


class Remark(Record):
    """What a partner asks while the text is read; a blocking one is answered before the text
    is settled.

    With a ``clause`` (its key, or the key of one value), it heads the thread of that clause: it
    opens it, alone, to ``corrector``, until whoever asked is satisfied. ``task`` waits for the
    corrector in À faire.
    """

    class Status(models.TextChoices):
        TO_CORRECT = "to_correct", "À corriger"
        CORRECTED = "corrected", "Corrigé"
        RESOLVED = "resolved", "Résolu"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="remarks")
    institution = models.ForeignKey(
        Institution, verbose_name="partie", on_delete=models.PROTECT, related_name="remarks"
    )
    author = models.CharField("auteur", max_length=250)
    article = models.CharField("article", max_length=60, blank=True)
    text = models.TextField("observation")
    blocking = models.BooleanField("bloquante", default=False)
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    clause = models.SlugField("clause ou valeur", max_length=80, blank=True)
    status = models.CharField("état", max_length=12, choices=Status, default=Status.TO_CORRECT)
    corrector = models.ForeignKey(
        Institution,
        verbose_name="qui doit corriger",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    task = models.ForeignKey(
        Step,
        verbose_name="tâche",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    resolved_at = models.DateTimeField("résolu le", null=True, blank=True)
    resolved_by = models.CharField("résolu par", max_length=250, blank=True)

    class Meta(Record.Meta):
        ordering = ("recorded_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "clause"],
                condition=~Q(clause="") & ~Q(status="resolved"),
                name="remark_one_thread",
            )
        ]
        verbose_name = "observation"
        verbose_name_plural = "observations"

    def __str__(self) -> str:
        return f"{self.institution} : {self.text[:60]}"

    @property
    def place(self) -> str:
        """« article 8.1 » when the number alone was typed; what was typed otherwise."""
        return f"article {self.article}" if self.article[:1].isdigit() else self.article


class RemarkMessage(Record):
    """What is said next in the thread of a clause."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField("auteur", max_length=250)
    text = models.TextField("message")

    class Meta(Record.Meta):
        ordering = ("pk",)
        verbose_name = "message d’une observation"
        verbose_name_plural = "messages d’une observation"

    def __str__(self) -> str:
        return f"{self.author} : {self.text[:60]}"
