"""Délibérations as reference records, dates of councils, membership of the programme."""

import datetime as dt
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from audit.actor import Actor
from common import clock, identifiers
from common.models import Record
from common.scoping import ScopedQuerySet, managers

from .. import registry, validators
from ..offices import AREA_OFFICES, LOCAL_OFFICES, SYNDICATE_OFFICES, Office
from .institutions import Circonscription, Competence, Institution
from .missions import examined
from .people import Mandate
from .periods import Period, covers, ordered
from .schools import CirconscriptionLink
from .scopes import PublicQuerySet


class DeliberationStatus(models.TextChoices):
    EXPECTED = "expected", "Attendue"
    TO_CONFIRM = "to_confirm", "À confirmer"
    RECORDED = "recorded", "Enregistrée"
    ENFORCEABLE = "enforceable", "Exécutoire"
    CHALLENGED = "challenged", "Contestée"
    REJECTED = "rejected", "Rejetée par l’assemblée"
    WITHDRAWN = "withdrawn", "Retirée ou annulée"


class DeliberationKind(models.TextChoices):
    ACT = "act", "Autorise un acte"
    FRAMEWORK = "framework", "Délibération-cadre"
    TARIFF = "tariff", "Fixe un tarif"


class Proof(models.TextChoices):
    ACTES_RECEIPT = "actes_receipt", "Accusé de réception @CTES"
    STAMP = "stamp", "Cachet de la préfecture ou de la sous-préfecture"
    EXECUTIVE_CERTIFICATE = "executive_certificate", "Certification de l’exécutif"


SEES_ALL = SYNDICATE_OFFICES - {Office.SUPPORT_OFFICER}
STATE_READERS = AREA_OFFICES | {Office.DASEN, Office.DSDEN_OFFICER}
"""Read the votes of the bodies that answer for a school of their district or département."""


class DeliberationQuerySet(ScopedQuerySet["Deliberation"]):
    """One's own assembly, the syndicate, the State's services for their own territory, an auditor
    within their mission."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        if actor.office in SEES_ALL:
            return self.all()
        if actor.office in LOCAL_OFFICES:
            return self.filter(institution_id=actor.institution_id)
        if actor.office in STATE_READERS:
            return self.filter(institution_id__in=_competent_bodies(actor))
        if actor.office == Office.AUDITOR:
            return self.filter(_examined(actor))
        return self.none()

    def valid(self) -> "DeliberationQuerySet":
        """Enforceable, be they challenged: a challenge does not suspend (CJA, art. L. 4)."""
        return self.filter(
            status__in=[DeliberationStatus.ENFORCEABLE, DeliberationStatus.CHALLENGED]
        )

    def about(self, record: models.Model) -> "DeliberationQuerySet":
        """Délibérations whose target is ``record``."""
        content_type = ContentType.objects.get_for_model(record)
        return self.filter(target_type=content_type, target_id=record.pk)


def _examined(actor: Actor) -> Q:
    """Votes of the period of the mission, by the assemblies that it names; those that authorise
    an act of the mission, whatever their day."""
    voted = examined(
        actor,
        "deliberation",
        during=lambda first, last: Q(voted_on__range=(first, last)),
        concerning=lambda ids: Q(institution_id__in=ids),
    )
    return voted | registry.examined_with_acts(actor)


def _competent_bodies(actor: Actor) -> Any:
    """Bodies that answer, today, for a school of the actor's district or département."""
    day = clock.today()
    if actor.office in AREA_OFFICES:
        mandate = Mandate.unscoped.filter(pk=actor.mandate_id)
        districts = mandate.values("circonscription_id")
    else:
        districts = Circonscription.unscoped.filter(dsden=actor.institution_id).values("pk")
    schools = CirconscriptionLink.unscoped.filter(covers(day), circonscription_id__in=districts)
    found = Competence.unscoped.filter(covers(day), school_id__in=schools.values("school_id"))
    return found.values("institution_id")


class Deliberation(Record):
    """A vote of an assembly, recorded here with the proof that it may be applied.

    Money in euros, taxes included; ``duration_months`` in whole months. ``text_hash`` is the
    hash of the text annexed to it. A framework délibération names the model and version whose
    every conforming act it authorises. ``status`` is written by ``DeliberationLifecycle`` only.
    """

    Status = DeliberationStatus
    Kind = DeliberationKind
    Proof = Proof

    institution = models.ForeignKey(
        Institution,
        verbose_name="institution",
        on_delete=models.PROTECT,
        related_name="deliberations",
    )
    kind = models.CharField(
        "portée", max_length=10, choices=DeliberationKind, default=DeliberationKind.ACT
    )
    status = models.CharField(
        "statut", max_length=12, choices=DeliberationStatus, default=DeliberationStatus.EXPECTED
    )
    target_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id")
    expected_on = models.DateField("conseil annoncé le", null=True, blank=True)

    body = models.CharField("organe", max_length=80, blank=True)
    number = models.CharField("numéro", max_length=60, blank=True)
    voted_on = models.DateField(
        "date de séance", null=True, blank=True, validators=[validators.not_future]
    )
    year = models.PositiveSmallIntegerField("année", null=True, blank=True, editable=False)
    object = models.CharField("objet", max_length=300, blank=True)
    votes_for = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    secretary = models.CharField("secrétaire de séance", max_length=120, blank=True)

    file = models.CharField(
        "fichier déposé", max_length=64, blank=True, validators=[validators.sha256]
    )
    reading = models.JSONField("lu dans le fichier", default=dict, blank=True, editable=False)

    proof = models.CharField("preuve", max_length=24, choices=Proof, blank=True)
    proof_file = models.CharField(
        "preuve déposée", max_length=64, blank=True, validators=[validators.sha256]
    )
    actes_id = models.CharField(
        "identifiant @CTES", max_length=120, blank=True, validators=[validators.actes]
    )
    certified_by = models.ForeignKey(
        Mandate,
        verbose_name="certifiée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    published_on = models.DateField("publiée le", null=True, blank=True)
    published_time = models.TimeField("publiée à", null=True, blank=True)
    received_on = models.DateField("reçue par l’État le", null=True, blank=True)
    received_time = models.TimeField("reçue par l’État à", null=True, blank=True)
    enforceable_at = models.DateTimeField(
        "exécutoire depuis", null=True, blank=True, editable=False
    )
    enforceable_time_known = models.BooleanField(default=False, editable=False)

    text_hash = models.CharField(
        "empreinte du texte annexé", max_length=64, blank=True, validators=[validators.sha256]
    )
    max_amount = models.DecimalField(
        "montant annuel maximal (€)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validators.not_negative],
    )
    max_accounts = models.PositiveIntegerField("nombre maximal de comptes", null=True, blank=True)
    max_unit_price = models.DecimalField(
        "prix maximal par compte et par an (€)",
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[validators.not_negative],
    )
    duration_months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    model_code = models.CharField("modèle approuvé", max_length=60, blank=True)
    model_version = models.CharField("version approuvée", max_length=20, blank=True)

    rejection_category = models.CharField("motif du rejet", max_length=40, blank=True)
    challenge_reference = models.CharField("recours", max_length=120, blank=True)
    challenged_on = models.DateField("recours du", null=True, blank=True)
    annulled_on = models.DateField("retirée ou annulée le", null=True, blank=True)
    annulled_by_judge = models.BooleanField("annulée par le juge", default=False)
    annulment_file = models.CharField(
        "décision déposée", max_length=64, blank=True, validators=[validators.sha256]
    )

    objects, unscoped = managers(DeliberationQuerySet)

    class Meta(Record.Meta):
        verbose_name = "délibération"
        ordering = ("institution", "-voted_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number", "year"],
                condition=~Q(number="") & Q(year__isnull=False),
                name="deliberation_number",
                violation_error_message="Cette délibération est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["enforceable", "challenged"])
                | (Q(enforceable_at__isnull=False) & ~Q(proof="")),
                name="deliberation_enforceable_proof",
            ),
            models.CheckConstraint(
                condition=Q(target_type__isnull=True, target_id__isnull=True)
                | Q(target_type__isnull=False, target_id__isnull=False),
                name="deliberation_target",
            ),
            models.CheckConstraint(
                condition=~Q(kind="framework")
                | Q(status__in=["expected", "to_confirm"])
                | (~Q(model_code="") & ~Q(model_version="")),
                name="deliberation_framework_model",
                violation_error_message="Une délibération-cadre désigne le modèle approuvé et sa "
                "version.",
            ),
        ]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="deliberation_target"),
            models.Index(fields=["institution", "status"], name="deliberation_institution"),
        ]

    def __str__(self) -> str:
        return f"délibération n° {self.number}" if self.number else "délibération attendue"

    def clean(self) -> None:
        self.year = self.voted_on.year if self.voted_on else None
        if self.institution_id and not self.institution.votes:
            raise ValidationError(
                {"institution": f"{self.institution} n’a pas d’assemblée qui délibère."}
            )
        if self.actes_id:
            self._check_same_siren()

    def _check_same_siren(self) -> None:
        siren = identifiers.parse_actes(self.actes_id).siren
        if self.institution.siren and siren != self.institution.siren:
            raise ValidationError(
                {
                    "actes_id": f"L’identifiant {self.actes_id} porte le SIREN {siren} ; "
                    f"la délibération est de {self.institution} ({self.institution.siren})."
                }
            )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.institution.time_zone)

    @property
    def enforceable_on(self) -> dt.date | None:
        """The day from which it may be applied, where the assembly sits; None before."""
        return self.enforceable_at.astimezone(self.zone).date() if self.enforceable_at else None


class CouncilDate(Record):
    """A day on which an assembly meets: drives due dates and reminders."""

    institution = models.ForeignKey(
        Institution,
        verbose_name="institution",
        on_delete=models.PROTECT,
        related_name="council_dates",
    )
    date = models.DateField("date du conseil")
    source = models.CharField("source", max_length=200, blank=True)
    confirmed = models.BooleanField("confirmée", default=False)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Record.Meta):
        verbose_name = "date de conseil"
        verbose_name_plural = "dates de conseil"
        ordering = ("date", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "date"],
                name="council_date_unique",
                violation_error_message="Ce conseil est déjà noté.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.date:%d/%m/%Y}"


class MembershipKind(models.TextChoices):
    MEMBER = "member", "Membre"
    THROUGH_EPCI = "through_epci", "Par son EPCI"
    NONE = "none", "Ni l’un ni l’autre"


class Membership(Period):
    """How an institution is served: member, through its EPCI, or neither."""

    Kind = MembershipKind

    institution = models.ForeignKey(
        Institution,
        verbose_name="institution",
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    kind = models.CharField("adhésion", max_length=12, choices=MembershipKind)
    through = models.ForeignKey(
        Institution,
        verbose_name="par l’intermédiaire de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="served",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "adhésion"
        ordering = ("institution", "starts_on")
        constraints = [
            ordered("membership_period"),
            models.CheckConstraint(
                condition=Q(kind="through_epci", through__isnull=False)
                | (~Q(kind="through_epci") & Q(through__isnull=True)),
                name="membership_through",
                violation_error_message="Indiquez l’EPCI, et seulement pour une adhésion par lui.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} : {self.get_kind_display().lower()}"

    def clean(self) -> None:
        if self.through is not None and self.through.kind != Institution.Kind.EPCI:
            raise ValidationError({"through": f"{self.through} n’est pas un EPCI."})
        self.refuse_overlap(
            "Une adhésion est déjà enregistrée {other}.", institution=self.institution
        )
