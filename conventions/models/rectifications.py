"""A clerical error of an act in force, put right by an act that each party accepts (P7)."""

from typing import Any

from django.db import models
from django.urls import reverse

from circuits.models import Circuit
from common.models import Record
from documents.models import Document
from governance.models import Institution, Mandate

from .acts import Convention


class Rectification(Record):
    """The errors of one act that are put right together, and what became of them.

    Each party accepts it; that is no signature, and nobody votes again. The act that was signed
    is kept as it is: the rectification is joined to it. ``circuit``: where the parties answer.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PROPOSED = "proposed", "Proposée"
        ACCEPTED = "accepted", "Acceptée"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="rectifications",
        verbose_name="acte rectifié",
    )
    reference = models.CharField("référence", max_length=30, unique=True)
    status = models.CharField("état", max_length=12, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(
        Mandate, verbose_name="porteur", on_delete=models.PROTECT, related_name="+"
    )
    circuit = models.ForeignKey(
        Circuit,
        verbose_name="circuit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    document = models.ForeignKey(
        Document,
        verbose_name="document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    proposed_at = models.DateTimeField("proposée le", null=True, blank=True)
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closing_party = models.ForeignKey(
        Institution,
        verbose_name="partie à l’origine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closing_reason = models.TextField("motif", blank=True)

    class Meta(Record.Meta):
        ordering = ("pk",)
        verbose_name = "rectification d’erreur matérielle"
        verbose_name_plural = "rectifications d’erreur matérielle"

    def __str__(self) -> str:
        return f"Rectification {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse(
            "conventions:rectification", args=[self.convention.public_id, self.public_id]
        )


class RectifiedError(Record):
    """One error: where it stands, what is written, what is to be read, and the piece that proves
    it.

    ``row``: the kind of change in the table of what to do again (N10). ``operations``: the same
    change as ``documents.redline.wording`` makes it in the text in force; none when the words
    were typed because the site does not hold that text.
    """

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="errors"
    )
    key = models.CharField("clause", max_length=80)
    place = models.CharField("emplacement", max_length=250)
    row = models.CharField("nature de l’erreur", max_length=5)
    wrong = models.TextField("texte erroné", max_length=1000)
    right = models.TextField("texte exact", max_length=1000)
    evidence = models.CharField("pièce qui l’établit", max_length=200)
    operations: Any = models.JSONField("modification du texte", default=list, blank=True)

    class Meta(Record.Meta):
        ordering = ("pk",)
        verbose_name = "erreur rectifiée"
        verbose_name_plural = "erreurs rectifiées"

    def __str__(self) -> str:
        return f"« {self.wrong} » : lire « {self.right} »"[:120]
