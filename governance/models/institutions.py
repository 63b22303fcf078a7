"""Institutions, the names they bore, what they are competent for, the inspection districts."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common import calendar
from common.scoping import managers

from .. import validators
from .periods import Period, covers, ordered
from .scopes import PublicQuerySet

INSEE = r"^((0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5])[0-9]{3}|97[1-8][0-9]{2}|98[46-9][0-9]{2})$"
"""Form of a commune's code (COG); the invented communes of the demonstration never match."""


class InstitutionKind(models.TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "EPCI à fiscalité propre"
    SCHOOL_SYNDICATE = "school_syndicate", "Syndicat scolaire"
    MIXED_SYNDICATE = "mixed_syndicate", "Syndicat mixte"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    ACADEMIE = "academie", "Académie"
    DSDEN = "dsden", "DSDEN"
    CANOPE = "canope", "Réseau Canopé"
    CCAS = "ccas", "CCAS"
    PROVIDER = "provider", "Prestataire"
    OTHER = "other", "Autre organisme"


PARENT_KINDS: dict[str, frozenset[str]] = {
    InstitutionKind.COMMUNE: frozenset({"epci"}),
    InstitutionKind.EPCI: frozenset({"departement", "mixed_syndicate"}),
    InstitutionKind.SCHOOL_SYNDICATE: frozenset({"epci", "departement"}),
    InstitutionKind.MIXED_SYNDICATE: frozenset({"departement", "region"}),
    InstitutionKind.DEPARTEMENT: frozenset({"region"}),
    InstitutionKind.REGION: frozenset(),
    InstitutionKind.ACADEMIE: frozenset(),
    InstitutionKind.DSDEN: frozenset({"academie"}),
    InstitutionKind.CANOPE: frozenset({"canope"}),
    InstitutionKind.CCAS: frozenset({"commune", "epci"}),
    InstitutionKind.PROVIDER: frozenset({"provider"}),
    InstitutionKind.OTHER: frozenset(InstitutionKind.values),
}

COUNCIL_KINDS = frozenset(
    {"commune", "epci", "school_syndicate", "mixed_syndicate", "departement", "region", "ccas"}
)
"""Institutions whose assembly votes délibérations."""


class Institution(Period):
    """A public body or a company, as a party or as the place where mandates are held.

    ``operator`` marks the syndicate that runs the programme: one at most. ``fictitious`` marks
    an invented commune, the only one allowed to break the form of the COG code.
    """

    Kind = InstitutionKind

    kind = models.CharField("nature", max_length=20, choices=InstitutionKind)
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=80, blank=True)
    aliases = models.JSONField(
        "autres noms", default=list, blank=True, validators=[validators.list_of_text]
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validators.siren])
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validators.siret])
    insee_code = models.CharField("code commune", max_length=5, blank=True)
    former_insee_codes = models.JSONField(
        "codes des communes fusionnées",
        default=list,
        blank=True,
        validators=[validators.list_of_text],
    )
    fictitious = models.BooleanField("fictive", default=False)
    operator = models.BooleanField("porteur du programme", default=False)
    parent = models.ForeignKey(
        "self",
        verbose_name="rattachement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    address = models.TextField("adresse", blank=True)
    postal_code = models.CharField(
        "code postal", max_length=5, blank=True, validators=[validators.postal_code]
    )
    city = models.CharField("ville", max_length=100, blank=True)
    phone = models.CharField("téléphone du bureau", max_length=20, blank=True)
    time_zone = models.CharField(
        "fuseau horaire",
        max_length=40,
        default="Europe/Paris",
        validators=[validators.time_zone],
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    service_code = models.CharField("code service", max_length=100, blank=True)
    commitment_required = models.BooleanField("numéro d’engagement exigé", default=False)
    starts_on = models.DateField("créée le", null=True, blank=True)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "institution"
        ordering = ("name", "pk")
        constraints = [
            ordered("institution_period"),
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren=""),
                name="institution_siren",
                violation_error_message="Une institution a déjà ce SIREN.",
            ),
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret=""),
                name="institution_siret",
                violation_error_message="Une institution a déjà ce SIRET.",
            ),
            models.UniqueConstraint(
                fields=["insee_code"],
                condition=~Q(insee_code=""),
                name="institution_insee",
                violation_error_message="Une commune a déjà ce code.",
            ),
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(operator=True),
                name="institution_operator",
                violation_error_message="Un seul syndicat porte le programme.",
            ),
            models.CheckConstraint(
                condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"),
                name="institution_siren_form",
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
                name="institution_siret_form",
            ),
            models.CheckConstraint(
                condition=Q(insee_code="") | Q(kind="commune"),
                name="institution_insee_commune",
                violation_error_message="Seule une commune a un code commune.",
            ),
            models.CheckConstraint(
                condition=Q(insee_code="")
                | Q(fictitious=True)
                | Q(insee_code__regex=INSEE) & ~Q(insee_code__endswith="000"),
                name="institution_insee_form",
                violation_error_message="Code commune refusé : cinq caractères du code officiel "
                "géographique, par exemple 80021. Ce n’est pas le code postal.",
            ),
            models.CheckConstraint(
                condition=Q(operator=False) | Q(kind="mixed_syndicate"),
                name="institution_operator_kind",
                violation_error_message="Le porteur du programme est un syndicat mixte.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:institution", args=[self.public_id])

    def clean(self) -> None:
        if self.siret and self.siren and not self.siret.startswith(self.siren):
            raise ValidationError({"siret": "Le SIRET ne commence pas par le SIREN indiqué."})
        if self.siren == "" and self._siren_expected():
            raise ValidationError({"siren": f"Indiquez le SIREN de {self.name}."})
        if self.fictitious and self.siren:
            raise ValidationError({"siren": "Une institution fictive n’a pas de SIREN."})
        parent = self.parent
        if parent is not None and (
            parent.pk == self.pk or parent.kind not in PARENT_KINDS[self.kind]
        ):
            raise ValidationError(
                {"parent": f"{self.get_kind_display()} : rattachement à {parent} impossible."}
            )

    def _siren_expected(self) -> bool:
        """Communes and EPCI have one, but for the overseas territories outside SIRENE."""
        overseas = self.insee_code.startswith(("975", "977", "978", "98"))
        return self.kind in {"commune", "epci"} and not (self.fictitious or overseas)

    def name_on(self, day: dt.date) -> str:
        """The name borne on ``day``; the present one when no older name covers it."""
        former = self.names.filter(covers(day)).first()
        return former.name if former else self.name

    @property
    def territory(self) -> calendar.Territory:
        """Whose public holidays the body follows: those of its département."""
        place = self.insee_code or self.postal_code
        return calendar.territory_of(place[:3] if place[:2] in ("97", "98") else place[:2])

    @property
    def votes(self) -> bool:
        """Whether an assembly votes délibérations here."""
        return self.kind in COUNCIL_KINDS


class InstitutionName(Period):
    """A name borne for a time, kept so that an old act prints the name of its day."""

    institution = models.ForeignKey(
        Institution, verbose_name="institution", on_delete=models.PROTECT, related_name="names"
    )
    name = models.CharField("nom", max_length=200)
    starts_on = models.DateField("du", null=True, blank=True)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "nom porté"
        verbose_name_plural = "noms portés"
        ordering = ("institution", "starts_on")
        constraints = [ordered("institution_name_period")]

    def __str__(self) -> str:
        return f"{self.name}, {self.period_words}"

    def clean(self) -> None:
        self.refuse_overlap(
            "Un autre nom est déjà enregistré {other}.", institution=self.institution
        )


class Circonscription(Period):
    """A district of one inspector (premier degré), in a DSDEN."""

    uai = models.CharField("UAI", max_length=8, blank=True, validators=[validators.uai])
    name = models.CharField("nom", max_length=120)
    dsden = models.ForeignKey(
        Institution,
        verbose_name="DSDEN",
        on_delete=models.PROTECT,
        related_name="circonscriptions",
        limit_choices_to={"kind": InstitutionKind.DSDEN},
    )
    starts_on = models.DateField("créée le", null=True, blank=True)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "circonscription"
        ordering = ("name", "pk")
        constraints = [
            ordered("circonscription_period"),
            models.UniqueConstraint(
                fields=["uai"],
                condition=~Q(uai=""),
                name="circonscription_uai",
                violation_error_message="Une circonscription a déjà cet UAI.",
            ),
            models.UniqueConstraint(
                fields=["dsden", "name"],
                name="circonscription_name",
                violation_error_message="Une circonscription de cette DSDEN a déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:circonscription", args=[self.public_id])

    def clean(self) -> None:
        if self.dsden_id and self.dsden.kind != InstitutionKind.DSDEN:
            raise ValidationError({"dsden": f"{self.dsden} n’est pas une DSDEN."})


class CompetencePart(models.TextChoices):
    WHOLE = "whole", "Entière"
    RUNNING_AND_ENT = "running_and_ent", "Fonctionnement et ENT"
    BUILDINGS_AND_NETWORK = "buildings_and_network", "Bâtiments et réseau"


class Competence(Period):
    """Which body answers for a school, and for what part, over a period.

    ``whole`` excludes the two parts; each part has one body at a time (CGCT, art. L. 5211-17).
    """

    Part = CompetencePart

    institution = models.ForeignKey(
        Institution,
        verbose_name="institution",
        on_delete=models.PROTECT,
        related_name="competences",
    )
    school = models.ForeignKey(
        "governance.School",
        verbose_name="école",
        on_delete=models.PROTECT,
        related_name="competences",
    )
    part = models.CharField(
        "part", max_length=24, choices=CompetencePart, default=CompetencePart.WHOLE
    )
    act_reference = models.CharField("acte de transfert", max_length=200, blank=True)

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "compétence scolaire"
        verbose_name_plural = "compétences scolaires"
        ordering = ("school", "starts_on")
        constraints = [ordered("competence_period")]

    def __str__(self) -> str:
        return f"{self.institution} : {self.school}, {self.get_part_display().lower()}"

    def clean(self) -> None:
        if self.institution_id and self.institution.kind not in COUNCIL_KINDS:
            raise ValidationError(
                {"institution": f"{self.institution} ne peut pas avoir la compétence scolaire."}
            )
        excluded = [CompetencePart.WHOLE, self.part]
        if self.part == CompetencePart.WHOLE:
            excluded = list(CompetencePart)
        self.refuse_overlap(
            "La compétence pour cette école est déjà exercée {other}.",
            school=self.school,
            part__in=excluded,
        )
