"""Texts that come back corrected, and what is decided of each correction."""

from typing import Any

from django.db import models

from common.models import Record
from governance import wording
from governance.models import Institution

from .acts import Convention


class ReturnedText(Record):
    """The Word file of an act under review, as a party sent it back.

    ``sent_hash``: the text that it was compared with.
    """

    class Status(models.TextChoices):
        TO_EXAMINE = "returned", "À examiner"
        EXAMINED = "examined", "Examinée"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="returns")
    institution = models.ForeignKey(
        Institution, verbose_name="partie", on_delete=models.PROTECT, related_name="+"
    )
    author = models.CharField("déposée par", max_length=250)
    status = models.CharField("état", max_length=12, choices=Status, default=Status.TO_EXAMINE)
    file = models.CharField("empreinte du fichier", max_length=64)
    file_name = models.CharField("nom du fichier", max_length=150)
    sent_hash = models.CharField("empreinte du texte envoyé", max_length=64)
    examined_at = models.DateTimeField("examinée le", null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ("-pk",)
        verbose_name = "version rendue"
        verbose_name_plural = "versions rendues"

    def __str__(self) -> str:
        return f"Version rendue par {wording.the_institution(self.institution)}"


class ReturnedChange(Record):
    """One correction of a returned text: what it says, and whether it enters the act.

    ``obstacle`` is the sentence that says why it cannot; ``operations`` are those of
    ``documents.redline.wording``. ``by`` and ``made_at`` are what the file says, unverified.
    """

    class Kind(models.TextChoices):
        REPLACED = "replaced", "Mots remplacés"
        INSERTED = "inserted", "Mots ajoutés"
        DELETED = "deleted", "Mots supprimés"
        CELL = "cell", "Tableau"
        CLAUSE_ADDED = "clause_added", "Clause ajoutée"
        CLAUSE_DELETED = "clause_deleted", "Clause supprimée"
        CLAUSE_MOVED = "clause_moved", "Clause déplacée"
        HEADER = "header", "En-tête ou pied de page"
        ITEM = "item", "Élément de liste"
        LOOK = "look", "Mise en forme seule"
        NOTE = "note", "Note ou commentaire"
        VALUE = "value", "Valeur ou mention du dossier"

    class Status(models.TextChoices):
        PENDING = "change_pending", "À décider"
        ACCEPTED = "change_accepted", "Acceptée"
        REFUSED = "change_refused", "Refusée"

    returned = models.ForeignKey(ReturnedText, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField("numéro")
    kind = models.CharField("nature", max_length=15, choices=Kind)
    status = models.CharField("état", max_length=16, choices=Status, default=Status.PENDING)
    article = models.CharField("article", max_length=250, blank=True)
    around = models.TextField("contexte", blank=True)
    old = models.TextField("avant", blank=True)
    new = models.TextField("après", blank=True)
    tracked = models.BooleanField("suivie", default=False)
    hidden = models.BooleanField("masquée", default=False)
    by = models.CharField("auteur selon le fichier", max_length=250, blank=True)
    made_at = models.CharField("date selon le fichier", max_length=40, blank=True)
    operations: Any = models.JSONField("modifications", default=list, blank=True)
    obstacle = models.TextField("obstacle", blank=True)
    reason = models.TextField("motif", blank=True)
    decided_by = models.CharField("décidée par", max_length=250, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["returned", "number"], name="returned_change_number")
        ]
        verbose_name = "modification rendue"
        verbose_name_plural = "modifications rendues"

    def __str__(self) -> str:
        return f"Modification n° {self.number} ({self.get_kind_display().lower()})"
