"""Numbers and rules set by law or by choice: dated, scoped, each with its source."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.scoping import managers

from ..parameter_types import check_value
from .periods import Period, ordered
from .scopes import PublicQuerySet


class ParameterScope(models.TextChoices):
    """Whom a value is for. ``A`` answers for every scope that has no value of its own."""

    SMALL_COMMUNE = "C", "Commune de moins de 3 500 habitants"
    COMMUNE = "C+", "Commune de 3 500 habitants et plus"
    EPCI = "E", "EPCI"
    SYNDICATE = "S", "Syndicat"
    ANY = "A", "Tous"
    MARKET = "M", "Marchés"


class SourceStatus(models.TextChoices):
    VERIFIED = "V", "Source lue"
    KNOWN = "K", "Connaissance générale"
    UNCONFIRMED = "U", "À confirmer"
    DESIGN = "D", "Choix de conception"


class LegalParameter(Period):
    """One value of one key, for one scope, over one period; see ``governance.parameters``.

    ``status`` U and D are shown « à confirmer »: no text was read that says so.
    """

    Scope = ParameterScope
    Status = SourceStatus

    key = models.CharField("clé", max_length=60)
    label = models.CharField("paramètre", max_length=200)
    value = models.JSONField("valeur", null=True, blank=True)
    unit = models.CharField("unité", max_length=60, blank=True)
    scope = models.CharField("portée", max_length=2, choices=ParameterScope)
    text = models.CharField("texte", max_length=200)
    article = models.CharField("article", max_length=120, blank=True)
    version = models.CharField("version", max_length=120, blank=True)
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    checked_by = models.CharField("vérifié par", max_length=120, blank=True)
    status = models.CharField("fiabilité", max_length=1, choices=SourceStatus)
    starts_on = models.DateField("du", null=True, blank=True)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "paramètre juridique"
        verbose_name_plural = "paramètres juridiques"
        ordering = ("key", "scope", "starts_on")
        constraints = [
            ordered("parameter_period"),
            models.UniqueConstraint(
                fields=["key", "scope", "starts_on"],
                name="parameter_start",
                violation_error_message="Une valeur commence déjà ce jour-là.",
            ),
            models.UniqueConstraint(
                fields=["key", "scope"],
                condition=Q(starts_on__isnull=True),
                name="parameter_first",
                violation_error_message="Une valeur sans date de début est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=~Q(status="V") | Q(checked_on__isnull=False), name="parameter_checked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_scope_display()})"

    def get_absolute_url(self) -> str:
        return reverse("governance:parameter", args=[self.public_id])

    def clean(self) -> None:
        self.refuse_overlap(
            "Une valeur est déjà enregistrée {other}.", key=self.key, scope=self.scope
        )
        if self.value is not None:
            try:
                check_value(self.key, self.value)
            except ValueError as refused:
                raise ValidationError({"value": str(refused)}) from refused

    @property
    def to_confirm(self) -> bool:
        return self.status in {SourceStatus.UNCONFIRMED, SourceStatus.DESIGN}

    @property
    def source(self) -> str:
        """« CGCT, art. L. 2121-11 »."""
        return f"{self.text}, {self.article}" if self.article else self.text
