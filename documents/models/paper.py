"""Paper that comes back: scans deposited, pages read, returns to certify, what is bound at the end.

Nothing here is ever changed: what a machine read and what an agent decided are rows of their own.
``person_id``, ``institution_id`` and ``mandate_id`` are opaque: the layer above knows the people.
"""

import uuid
from typing import Any, ClassVar

from django.db import models

from audit import registry
from common import clock


class _Row(models.Model):
    """A row that stands for ever, known in addresses by its UUID."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField("le", default=clock.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True
        ordering = ("pk",)


@registry.append_only
class ScanDeposit(_Row):
    """Files handed over together: pages of one act or of several, in any order."""

    person_id = models.BigIntegerField("personne qui dépose", null=True)
    institution_id = models.BigIntegerField("institution de cette personne", null=True)
    deposited_by = models.CharField("déposé par", max_length=250)

    class Meta(_Row.Meta):
        verbose_name = "dépôt de numérisations"
        verbose_name_plural = "dépôts de numérisations"

    def __str__(self) -> str:
        return f"{self.deposited_by}, {self.at:%d/%m/%Y}"


@registry.append_only
class ScanFile(_Row):
    """One file of a deposit, kept as it came. ``job``: the work that reads its pages."""

    deposit = models.ForeignKey(ScanDeposit, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=150)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="scans")
    pages = models.PositiveSmallIntegerField("pages")
    job = models.UUIDField("travail")

    class Meta(_Row.Meta):
        ordering = ("position",)  # type: ignore[assignment]
        constraints = [
            models.UniqueConstraint(fields=["deposit", "position"], name="scan_position"),
        ]
        verbose_name = "fichier numérisé"
        verbose_name_plural = "fichiers numérisés"

    def __str__(self) -> str:
        return self.name


@registry.append_only
class ScannedPage(_Row):
    """What was read on one page of a file.

    ``reference``, ``revision`` and ``page`` are those of its code; ``page`` is 0 for the letter
    that goes with a printed copy. ``sheet``: short reference of the signature for which the copy
    was printed; empty when the code does not say. ``turn``: degrees, clockwise, that set the page
    upright. ``differs``: what its image lacks or adds, seen by a machine; empty when nothing.
    """

    class Found(models.TextChoices):
        CODE = "code", "code lu"
        BLANK = "blank", "page blanche"
        FOREIGN = "foreign", "code étranger à ce site"
        SEVERAL = "several", "codes de plusieurs pages"
        NOTHING = "nothing", "aucun code lisible"

    file = models.ForeignKey(ScanFile, on_delete=models.PROTECT, related_name="read")
    index = models.PositiveSmallIntegerField("page du fichier")
    found = models.CharField("lecture", max_length=10, choices=Found)
    reference = models.CharField("référence", max_length=40, blank=True)
    revision = models.PositiveSmallIntegerField("exemplaire", default=0)
    page = models.PositiveSmallIntegerField("page", default=0)
    sheet = models.CharField("référence courte", max_length=12, blank=True)
    turn = models.PositiveSmallIntegerField("rotation (degrés)", default=0)
    differs = models.CharField("différence d’image", max_length=150, blank=True)

    class Meta(_Row.Meta):
        ordering = ("file__position", "index")  # type: ignore[assignment]
        constraints = [
            models.UniqueConstraint(fields=["file", "index"], name="page_read_once"),
        ]
        verbose_name = "page numérisée"
        verbose_name_plural = "pages numérisées"

    def __str__(self) -> str:
        return f"{self.file.name}, page {self.index}"


@registry.append_only
class PagePlacement(_Row):
    """What an agent said of a page that no code placed, or that is one too many; the last holds.

    ``slot``: the signature for which the page was printed; None when the page is set aside.
    """

    scanned = models.ForeignKey(ScannedPage, on_delete=models.PROTECT, related_name="placements")
    slot = models.ForeignKey(
        "documents.Slot", on_delete=models.PROTECT, related_name="placements", null=True
    )
    page = models.PositiveSmallIntegerField("page", default=0)
    turn = models.PositiveSmallIntegerField("rotation (degrés)", default=0)
    person_id = models.BigIntegerField("agent", null=True)
    label = models.CharField("nom et qualité", max_length=250)

    class Meta(_Row.Meta):
        verbose_name = "page placée à la main"
        verbose_name_plural = "pages placées à la main"

    def __str__(self) -> str:
        return f"{self.scanned} : {self.page}"


@registry.append_only
class PaperReturn(_Row):
    """The pages of one copy signed by hand, in order and upright, for an agent to certify.

    ``pages``: one row a page (page, file, index, turn, by_hand); ``doubts``: why a second agent
    is needed, as sentences. ``file``: the pages put in order, as a PDF.
    """

    slot = models.ForeignKey(
        "documents.Slot", on_delete=models.PROTECT, related_name="paper_returns"
    )
    deposit = models.ForeignKey(ScanDeposit, on_delete=models.PROTECT, related_name="returns")
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="paper_returns"
    )
    pages: Any = models.JSONField("pages", default=list)
    doubts: Any = models.JSONField("doutes", default=list)
    person_id = models.BigIntegerField("personne qui enregistre", null=True)
    deposited_by = models.CharField("enregistré par", max_length=250)

    class Meta(_Row.Meta):
        verbose_name = "retour papier"
        verbose_name_plural = "retours papier"

    def __str__(self) -> str:
        return f"{self.slot.label}, {self.at:%d/%m/%Y}"


@registry.append_only
class PaperCheck(_Row):
    """An agent compared each page with the act, and read what is written by hand.

    ``signed_on`` and ``signed_time``: as written on the paper, the hour None when it has none.
    ``holder``: who keeps the original and where; ``remarks``: what is particular about it;
    ``doubt``: why a second agent should look too, empty when nothing calls for one.
    """

    paper_return = models.ForeignKey(PaperReturn, on_delete=models.PROTECT, related_name="checks")
    person_id = models.BigIntegerField("agent")
    label = models.CharField("nom et qualité", max_length=250)
    mandate_id = models.BigIntegerField("mandat du signataire")
    signed_on = models.DateField("date écrite sur le papier")
    signed_time = models.TimeField("heure écrite sur le papier", null=True)
    holder = models.CharField("original conservé par", max_length=250)
    remarks = models.TextField("particularités", blank=True)
    doubt = models.TextField("doute", blank=True)

    class Meta(_Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["paper_return", "person_id"], name="one_paper_check_by_agent"
            ),
        ]
        verbose_name = "certification d’un retour papier"
        verbose_name_plural = "certifications de retours papier"

    def __str__(self) -> str:
        return f"{self.label}, {self.at:%d/%m/%Y}"


@registry.append_only
class BoundCopy(_Row):
    """The final copy of an act signed in part on paper: a sealed sheet that says who signed how,
    with the electronic file, untouched, and each scan attached to it."""

    envelope = models.OneToOneField(
        "documents.Envelope", on_delete=models.PROTECT, related_name="bound"
    )
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="bound")

    class Meta(_Row.Meta):
        verbose_name = "exemplaire réuni"
        verbose_name_plural = "exemplaires réunis"

    def __str__(self) -> str:
        return f"{self.envelope.reference}, exemplaire réuni"
