"""Acts that change an act in force: what each one changes, and of which act."""

from typing import Any

from django.db import models

from common.models import Record
from governance.models import Institution

from .acts import Convention
from .kinds import Way


class AmendmentReason(models.TextChoices):
    """Why an amendment is made; one wording of its first article for each."""

    ADD_SCHOOL = "add_school", "Ajout d’écoles, au-delà du bulletin d’entrée"
    REMOVE_SCHOOL = "remove_school", "Retrait d’écoles"
    PRICE = "price", "Tarif, plafond ou maximum"
    DURATION = "duration", "Durée"
    SUBSTITUTION = "substitution", "Changement de titulaire de la compétence scolaire"
    DATA_PROTECTION = "data_protection", "Protection des données personnelles"
    OTHER = "other", "Autre motif"


class Modification(Record):
    """What links an act to the act in force that it changes (``initial``).

    ``number``: order of an amendment among those of its initial act, never given twice; 0 for an
    entry slip, known by its own reference. ``before``: what the initial act said when this one
    was prepared (price and maximums in euros, duration in months, accounts by UAI), so that only
    what changes is carried to it.
    """

    act = models.OneToOneField(
        Convention, on_delete=models.PROTECT, related_name="modification", verbose_name="acte"
    )
    initial = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="modifications",
        verbose_name="acte modifié",
    )
    way = models.CharField("façon de modifier", max_length=12, choices=Way)
    number = models.PositiveSmallIntegerField("numéro d’ordre", default=0)
    reason = models.CharField("motif", max_length=20, choices=AmendmentReason, blank=True)
    reason_text = models.TextField("objet", blank=True, max_length=2000)
    successor = models.ForeignKey(
        Institution,
        verbose_name="nouveau titulaire de la compétence",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    before: Any = models.JSONField("avant la modification", default=dict, blank=True)

    class Meta(Record.Meta):
        ordering = ("initial", "way", "number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["initial", "number"],
                condition=models.Q(way=Way.AMENDMENT),
                name="amendment_number",
            ),
        ]
        verbose_name = "modification d’un acte"
        verbose_name_plural = "modifications d’un acte"

    def __str__(self) -> str:
        if self.way == Way.AMENDMENT:
            return f"Avenant n° {self.number} à {self.initial.reference}"
        return f"Bulletin {self.act.reference}"


class ModifiedArticle(Record):
    """One passage of the initial act, its words before and after, as the parties sign them.

    ``row``: the kind of change in the table of what to do again (N10). ``operations``: the same
    change as ``documents.redline.wording`` makes it in the text in force; none when the words
    were typed because the site does not hold that text.
    """

    modification = models.ForeignKey(
        Modification, on_delete=models.PROTECT, related_name="articles"
    )
    key = models.CharField("clause", max_length=80)
    article = models.CharField("article", max_length=250)
    row = models.CharField("nature du changement", max_length=5)
    old = models.TextField("texte ancien", blank=True)
    new = models.TextField("texte nouveau", blank=True)
    operations: Any = models.JSONField("modification du texte", default=list, blank=True)
    order = models.PositiveSmallIntegerField("ordre")

    class Meta(Record.Meta):
        ordering = ("order", "pk")
        verbose_name = "article modifié"
        verbose_name_plural = "articles modifiés"

    def __str__(self) -> str:
        return f"{self.article} : {self.new or self.old}"[:120]
