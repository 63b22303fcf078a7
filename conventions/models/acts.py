"""Conventions, their parties and schools, and the remarks made while they are prepared."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.models import Record
from common.scoping import managers
from documents.models import Document, DocumentModel, Envelope, Slot
from governance.models import Circonscription, Deliberation, Institution, Mandate, School

from ..visibility import ConventionQuerySet
from .kinds import AUTHORITY, STATE, ActKind, KindParty


class Status(models.TextChoices):
    """Where a convention stands. « À renouveler » and « en retard » are computed, not stored."""

    DRAFT = "draft", "Brouillon"
    UNDER_REVIEW = "under_review", "En relecture"
    CHANGES_REQUESTED = "changes_requested", "À corriger"
    TEXT_SETTLED = "text_settled", "Texte arrêté"
    IN_DELIBERATION = "in_deliberation", "En délibération"
    READY_TO_ISSUE = "ready_to_issue", "Prête à émettre"
    AWAITING_SIGNATURE = "awaiting_signature", "En signature"
    SIGNED = "signed", "Signée"
    SIGNED_SUBJECT_TO_DELIBERATION = (
        "signed_subject_to_deliberation",
        "Signée sous réserve de délibération",
    )
    NOTIFIED = "notified", "Notifiée"
    IN_FORCE = "in_force", "En vigueur"
    EXPIRED = "expired", "Expirée"
    TERMINATED = "terminated", "Résiliée"
    SUPERSEDED = "superseded", "Remplacée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    ANNULLED = "annulled", "Annulée"


class LegalGround(models.TextChoices):
    """Why a public body may pay (P11); « other » needs the jurist's visa."""

    PURCHASING_GROUP = "purchasing_group", "Groupement de commandes"
    PUBLIC_COOPERATION = "public_cooperation", "Coopération entre pouvoirs adjudicateurs"
    CENTRAL_PURCHASING = "central_purchasing", "Centrale d’achat"
    STATUTORY_SERVICE = "statutory_service", "Service prévu par les statuts"
    MEMBER_CONTRIBUTION = "member_contribution", "Contribution de membre"
    OTHER = "other", "Autre fondement"


class StateMode(models.TextChoices):
    """Who binds the State (P9)."""

    INSPECTOR = "inspector_delegated", "L’inspecteur, par délégation publiée"
    DASEN = "dasen_signs", "Le directeur académique, sur visa de l’inspecteur"


class RefusalCategory(models.TextChoices):
    BUDGET = "budget", "Budget"
    PROJECT = "project", "Projet pédagogique"
    TEXT = "text", "Désaccord sur le texte"
    POLITICAL = "political", "Choix de l’assemblée"
    OTHER = "other", "Autre motif"


class ModelDefaults(Record):
    """What every act of one model shares for a time, and no law fixes.

    Sub-processors, data-protection officers, message categories, training plan, indicators,
    financing plan: the values of the model's data contract, as JSON.
    """

    model_code = models.CharField("modèle", max_length=60)
    values = models.JSONField("valeurs", default=dict)
    starts_on = models.DateField("en usage à compter du")

    class Meta(Record.Meta):
        ordering = ("model_code", "-starts_on")
        constraints = [
            models.UniqueConstraint(fields=["model_code", "starts_on"], name="defaults_start")
        ]
        verbose_name = "valeurs communes d’un modèle"
        verbose_name_plural = "valeurs communes des modèles"

    def __str__(self) -> str:
        return f"{self.model_code}, {self.starts_on:%d/%m/%Y}"


class Convention(Record):
    """An act that several institutions sign together.

    Money in euros incl. tax. ``snapshot`` and ``text_hash`` are frozen when the text is settled:
    what is voted is what is signed (P1). ``reference`` is the case's, given at creation;
    ``register_number`` and ``act_date`` come with the last signature (P2).
    """

    Status = Status

    kind = models.ForeignKey(
        ActKind, verbose_name="nature", on_delete=models.PROTECT, related_name="conventions"
    )
    reference = models.CharField("référence de dossier", max_length=30, unique=True)
    title = models.CharField("titre", max_length=250)
    status = models.CharField("état", max_length=40, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(
        Mandate, verbose_name="porteur", on_delete=models.PROTECT, related_name="conventions"
    )
    model = models.ForeignKey(
        DocumentModel, verbose_name="modèle", on_delete=models.PROTECT, null=True, blank=True
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    framework = models.ForeignKey(
        "self",
        verbose_name="convention-cadre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tripartites",
    )
    successor_of = models.ForeignKey(
        "self",
        verbose_name="remplace",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )

    starts_on = models.DateField("date d’effet convenue", null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField("durée (mois)", default=36)
    ends_on = models.DateField("terme (inclus)", null=True, blank=True)
    unit_price = models.DecimalField(
        "tarif par compte et par an (€)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    max_accounts = models.PositiveIntegerField("maximum de comptes", null=True, blank=True)
    max_yearly_amount = models.DecimalField(
        "montant annuel maximal (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    legal_ground = models.CharField(
        "fondement de la participation", max_length=30, choices=LegalGround, blank=True
    )
    legal_ground_reference = models.CharField(
        "référence du fondement", max_length=200, blank=True, help_text="Par exemple : l’article 4"
    )
    legal_ground_text = models.TextField("fondement libre", blank=True)
    state_mode = models.CharField(
        "signature de l’État", max_length=25, choices=StateMode, default=StateMode.DASEN
    )
    options: Any = models.JSONField("clauses facultatives", default=dict, blank=True)
    details: Any = models.JSONField("autres mentions", default=dict, blank=True)

    snapshot = models.JSONField("données arrêtées", default=dict, blank=True)
    text_hash = models.CharField("empreinte du texte", max_length=64, blank=True)
    text_settled_at = models.DateTimeField("texte arrêté le", null=True, blank=True)
    matches_model = models.BooleanField("identique au modèle approuvé", default=False)
    project = models.ForeignKey(
        Document,
        verbose_name="projet",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    envelope = models.ForeignKey(
        Envelope,
        verbose_name="exemplaire",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    issued_at = models.DateTimeField("émise le", null=True, blank=True)
    register_number = models.CharField("numéro au registre", max_length=30, blank=True)
    act_date = models.DateField("date de l’acte", null=True, blank=True)
    signed_at = models.DateTimeField("dernière signature", null=True, blank=True)
    signed_elsewhere = models.BooleanField("signée hors plateforme", default=False)
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    in_force_on = models.DateField("en vigueur le", null=True, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    closing_party = models.ForeignKey(
        Institution,
        verbose_name="partie à l’origine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closing_category = models.CharField(
        "catégorie", max_length=20, choices=RefusalCategory, blank=True
    )
    closing_reason = models.TextField("motif", blank=True)

    objects, unscoped = managers(ConventionQuerySet)

    class Meta(Record.Meta):
        ordering = ("-recorded_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["register_number"],
                condition=~Q(register_number=""),
                name="convention_register_number",
            ),
            models.CheckConstraint(
                condition=Q(unit_price=None) | Q(unit_price__gte=0), name="convention_price"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-recorded_at"], name="convention_status"),
            models.Index(fields=["circonscription", "status"], name="convention_area"),
        ]
        verbose_name = "convention"
        verbose_name_plural = "conventions"

    def __str__(self) -> str:
        return f"{self.reference} — {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:detail", args=[self.public_id])

    def party(self, role: str) -> "Party | None":
        """The party of that role, or None."""
        return next((party for party in self.parties.all() if party.role == role), None)

    @property
    def authority(self) -> Institution | None:
        """The collectivité of the act."""
        party = self.party(AUTHORITY)
        return party.institution if party else None

    @property
    def forecast_accounts(self) -> int:
        """Pupil accounts expected each year, all schools together."""
        return sum(school.forecast_accounts for school in self.schools.all())

    @property
    def estimated_amount(self) -> Decimal | None:
        """Euros incl. tax per year for the accounts expected; None without a price."""
        if self.unit_price is None:
            return None
        return (self.unit_price * self.forecast_accounts).quantize(Decimal("0.01"))


class Party(Record):
    """One institution of a convention, in one role, and how it is bound."""

    class Transmission(models.TextChoices):
        """Whether the signed act itself goes to the State's representative (P4)."""

        REQUIRED = "required", "Obligatoire"
        OPTIONAL = "optional", "Facultative"
        NOT_NEEDED = "not_needed", "Sans objet : la délibération et le projet ont été transmis"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="parties")
    role = models.SlugField("rôle", max_length=30)
    label = models.CharField("libellé", max_length=100)
    votes = models.BooleanField("une assemblée délibère", default=False)
    order = models.PositiveSmallIntegerField("ordre de signature")
    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="parties"
    )
    deliberation = models.ForeignKey(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
    )
    transmission = models.CharField(
        "transmission de l’acte", max_length=12, choices=Transmission, blank=True
    )
    transmission_receipt = models.CharField("accusé de transmission", max_length=100, blank=True)
    transmitted_on = models.DateField("acte transmis le", null=True, blank=True)
    signatory = models.ForeignKey(
        Mandate,
        verbose_name="signataire choisi",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Vide : la personne attendue. Sinon, un délégataire ou un remplaçant.",
    )
    notified_at = models.DateTimeField("notifiée le", null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["convention", "role"], name="party_role"),
        ]
        verbose_name = "partie"
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return f"{self.label} : {self.institution}"

    @property
    def must_say_transmission(self) -> bool:
        """Nothing says whether the act itself goes to the State: by default it does not, for its
        vote went with the text annexed; an act signed elsewhere has no such vote (P4)."""
        return not self.transmission and self.convention.signed_elsewhere

    @property
    def part(self) -> KindParty:
        """What the kind of the act says of this part: who signs, who reads."""
        found = self.convention.kind.part(self.role)
        if found is None:
            raise LookupError(f"{self.convention.kind} has no part {self.role!r}")
        return found

    @property
    def binds_the_state(self) -> bool:
        return self.role == STATE

    @property
    def given_signature(self) -> Slot | None:
        """The signature that the party has put on the present envelope."""
        envelope = self.convention.envelope
        if envelope is None:
            return None
        return envelope.slots.filter(key=self.role, status=Slot.Status.ACCEPTED).first()


class ConventionSchool(Record):
    """A school of the perimeter (annex 1)."""

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="schools")
    school = models.ForeignKey(
        School, verbose_name="école", on_delete=models.PROTECT, related_name="conventions"
    )
    levels = models.CharField("niveaux et classes engagées", max_length=150, blank=True)
    forecast_accounts = models.PositiveIntegerField("comptes prévus", default=0)
    entry_label = models.CharField("date d’entrée prévue", max_length=60, blank=True)

    class Meta(Record.Meta):
        ordering = ("school__name",)
        constraints = [
            models.UniqueConstraint(fields=["convention", "school"], name="convention_school")
        ]
        verbose_name = "école du périmètre"
        verbose_name_plural = "écoles du périmètre"

    def __str__(self) -> str:
        return f"{self.school} ({self.forecast_accounts} comptes)"
