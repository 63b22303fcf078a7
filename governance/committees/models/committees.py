"""Instances and their kinds, both rows: another one is created on screen."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from audit.actor import Actor
from common.articles import capital
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.models import Circonscription, Institution
from governance.models.periods import Period, ordered

from .scopes import OVERSEERS, CommitteeQuerySet

if TYPE_CHECKING:  # rules belong to an instance, which only reads them
    from .rules import CommitteeRules

REFERENCE = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$",
    "Le sigle est fait de capitales sans accent et de chiffres, par exemple CE ou COPIL-EST.",
)


class KindQuerySet(ScopedQuerySet["CommitteeKind"]):
    """Read by the syndicate, which creates instances."""

    def scope(self, actor: Actor) -> Self:
        return self.all() if actor.office in OVERSEERS else self.none()


class CommitteeKind(Record):
    """What instances have in common: where they are held, the rules that a new one starts with.

    ``by_circonscription``: one instance in each circonscription, under its inspector.
    ``examines``: codes of the kinds of case that its instances may be asked about.
    """

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("nature", max_length=120, unique=True)
    by_circonscription = models.BooleanField("une par circonscription", default=False)
    examines = models.JSONField("dossiers examinés", default=list, blank=True)

    objects, unscoped = managers(KindQuerySet)

    class Meta(Record.Meta):
        verbose_name = "nature d’instance"
        verbose_name_plural = "natures d’instance"
        ordering = ("label", "pk")

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("committees:kind", args=[self.public_id])


class Committee(Period):
    """A body that meets under rules of its own; ``host`` keeps its secretariat.

    ``reference`` heads the numbers of its decisions (« CE2026-02/03 »). Who sits is said by its
    seats, how it meets by its rules: both are dated, and read at the day of a meeting.
    """

    kind = models.ForeignKey(
        CommitteeKind, verbose_name="nature", on_delete=models.PROTECT, related_name="committees"
    )
    reference = models.CharField(
        "sigle",
        max_length=20,
        unique=True,
        validators=[REFERENCE],
        error_messages={"unique": "Une instance porte déjà ce sigle."},
    )
    name = models.CharField("nom", max_length=160)
    named = models.CharField("nom avec son article", max_length=170)
    host = models.ForeignKey(
        Institution,
        verbose_name="institution qui en tient le secrétariat",
        on_delete=models.PROTECT,
        related_name="committees",
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="committees",
    )

    objects, unscoped = managers(CommitteeQuerySet)

    class Meta(Period.Meta):
        verbose_name = "instance"
        ordering = ("name", "pk")
        constraints = [ordered("committee_period")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.public_id])

    @property
    def title(self) -> str:
        """« Le comité d’éthique », at the start of a sentence."""
        return capital(self.named)

    def clean(self) -> None:
        if self.kind_id is None:
            return
        if self.kind.by_circonscription and self.circonscription is None:
            raise ValidationError(
                {"circonscription": "Une instance de cette nature se tient dans une "
                 "circonscription : indiquez laquelle."}
            )  # fmt: skip
        if self.circonscription is not None:
            if not self.kind.by_circonscription:
                raise ValidationError(
                    {"circonscription": "Une instance de cette nature vaut pour tout le "
                     "programme : laissez la circonscription vide."}
                )  # fmt: skip
            self.refuse_overlap(
                f"La circonscription a déjà une instance de cette nature ({self.kind}), {{other}}.",
                kind=self.kind,
                circonscription=self.circonscription,
            )

    def rules_on(self, day: dt.date) -> "CommitteeRules | None":
        """The rules in force on ``day``; None before the first ones."""
        found: CommitteeRules | None = self.rules.on(day).first()
        return found
