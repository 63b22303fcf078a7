"""What a school hands to families, counted by class; what was activated; what families ask."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from common.models import Record
from common.scoping import managers
from governance.models import Mandate

from .entries import SchoolEntry
from .scopes import PartQuerySet


class Handover(Record):
    """When and how families were informed, and the charter given to them (M45, P10).

    One per file. The sheets themselves are counted by class (``HandoverClass``).
    """

    entry = models.OneToOneField(SchoolEntry, on_delete=models.PROTECT, related_name="handover")
    informed_on = models.DateField("familles informées le", null=True, blank=True)
    how = models.CharField("comment", max_length=200, blank=True)
    charter_on = models.DateField("charte remise le", null=True, blank=True)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "information des familles"
        verbose_name_plural = "informations des familles"

    def __str__(self) -> str:
        return f"Information des familles — {self.entry}"


class HandoverClass(Record):
    """A class, by its numbers alone: pupils, legal guardians, sheets handed, sheets declined.

    Each guardian has a sheet of their own (P31): ``handed`` and ``declined`` reach ``guardians``
    once the class is done.
    """

    entry = models.ForeignKey(
        SchoolEntry, on_delete=models.PROTECT, related_name="handover_classes"
    )
    label = models.CharField("classe", max_length=40)
    nursery = models.BooleanField("classe de maternelle", default=False)
    pupils = models.PositiveSmallIntegerField("élèves")
    guardians = models.PositiveSmallIntegerField("responsables")
    handed = models.PositiveSmallIntegerField("fiches remises", default=0)
    declined = models.PositiveSmallIntegerField("fiches refusées", default=0)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "classe d’une distribution"
        verbose_name_plural = "classes d’une distribution"
        ordering = ("entry", "-nursery", "label", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "label"],
                name="handover_class_label",
                violation_error_message="Cette classe est déjà dans la liste.",
            ),
            models.CheckConstraint(
                condition=Q(guardians__gte=F("handed") + F("declined")),
                name="handover_class_sheets",
                violation_error_message="Les fiches remises et refusées dépassent le nombre de "
                "responsables : vérifiez les trois nombres.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} — {self.entry}"

    @property
    def left(self) -> int:
        """Sheets still to hand."""
        return self.guardians - self.handed - self.declined


class ActivationCount(Record):
    """Accounts that connected at least once, by ``Profile``, on the day ``read_on`` (M71)."""

    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="activations")
    read_on = models.DateField("relevé du")
    counts = models.JSONField("comptes activés par profil", default=dict)
    by = models.ForeignKey(
        Mandate, verbose_name="relevé par", on_delete=models.PROTECT, related_name="+"
    )

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "relevé d’activation"
        verbose_name_plural = "relevés d’activation"
        ordering = ("entry", "-read_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "read_on"],
                name="activation_count_day",
                violation_error_message="Un relevé existe déjà pour ce jour : corrigez-le.",
            )
        ]

    def __str__(self) -> str:
        return f"Relevé du {self.read_on:%d/%m/%Y} — {self.entry}"


class RequestCategory(models.TextChoices):
    """What families ask help for (M44)."""

    ACTIVATION = "activation", "Activation d’un compte"
    PASSWORD = "password", "Mot de passe perdu"
    PROFILE = "profile", "Profil ou coordonnées"
    LINKING = "linking", "Rattachement d’un enfant"
    DEVICE = "device", "Appareil ou connexion"


class FamilyRequest(Record):
    """Families of a school that asked for the same help on the same day: a number, no name.

    ``answered_on``: when they were all helped; the time between both days is the delay.
    """

    Category = RequestCategory

    entry = models.ForeignKey(SchoolEntry, on_delete=models.PROTECT, related_name="requests")
    category = models.CharField("demande", max_length=10, choices=RequestCategory)
    families = models.PositiveSmallIntegerField("familles", default=1)
    received_on = models.DateField("reçue le")
    answered_on = models.DateField("traitée le", null=True, blank=True)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Record.Meta):
        verbose_name = "demande d’aide de familles"
        verbose_name_plural = "demandes d’aide de familles"
        ordering = ("entry", "-received_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                name="family_request_days",
                violation_error_message="La demande est traitée après avoir été reçue.",
            ),
            models.CheckConstraint(
                condition=Q(families__gte=1),
                name="family_request_count",
                violation_error_message="Comptez au moins une famille.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} — {self.entry}"

    def delay(self) -> dt.timedelta | None:
        """Time between the request and its answer."""
        return self.answered_on - self.received_on if self.answered_on else None
