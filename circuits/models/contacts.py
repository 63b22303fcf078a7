"""Calls and visits made about a step that nobody answers (P12)."""

from django.db import models

from common.models import Record
from governance.models import Mandate

from .steps import Step


class Contact(Record):
    """One call or visit, written down: with whom, what came of it, when to try again."""

    class Kind(models.TextChoices):
        CALL = "call", "Appel"
        VISIT = "visit", "Visite"

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "Réponse obtenue"
        MESSAGE = "message", "Message laissé"
        NO_ANSWER = "no_answer", "Personne"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(
        Mandate, verbose_name="par", on_delete=models.PROTECT, related_name="contacts"
    )
    at = models.DateTimeField("le")
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.CALL)
    spoke_with = models.CharField("interlocuteur", max_length=150, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome)
    note = models.TextField("note", blank=True, max_length=2000)
    again_on = models.DateField("à reprendre le", null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ("-at", "-pk")
        verbose_name = "appel ou visite"
        verbose_name_plural = "appels et visites"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.get_outcome_display().lower()}"
