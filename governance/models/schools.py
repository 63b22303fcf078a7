"""Schools, and the district that each belongs to at a date."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.scoping import managers

from .. import validators
from .institutions import Circonscription, Institution, InstitutionKind
from .periods import Period, covers, ordered
from .scopes import PublicQuerySet


class SchoolKind(models.TextChoices):
    NURSERY = "maternelle", "Maternelle"
    ELEMENTARY = "elementaire", "Élémentaire"


class SchoolState(models.TextChoices):
    OPEN = "open", "Ouverte"
    CLOSING = "closing", "À fermer"
    CLOSED = "closed", "Fermée"


class Rep(models.TextChoices):
    NONE = "none", "Hors éducation prioritaire"
    REP = "rep", "REP"
    REP_PLUS = "rep_plus", "REP+"


class Rpi(models.TextChoices):
    NONE = "none", "Aucun"
    DISPERSED = "dispersed", "Dispersé"
    CONCENTRATED = "concentrated", "Concentré"


class SchoolQuerySet(PublicQuerySet):
    def in_circonscription(self, circonscription_id: int, day: dt.date) -> "SchoolQuerySet":
        """Schools linked to the district on ``day``: the inspector's reach."""
        links = CirconscriptionLink.unscoped.filter(
            covers(day), circonscription_id=circonscription_id
        )
        return self.filter(pk__in=links.values("school_id"))

    def answered_by(self, institution_id: int, day: dt.date) -> "SchoolQuerySet":
        """Schools for which the institution has a part of the competence on ``day``."""
        return self.filter(
            covers(day, "competences__"), competences__institution_id=institution_id
        ).distinct()


class School(Period):
    """A public primary school. Its UAI never changes: a merger makes a new school and a link."""

    Kind = SchoolKind
    State = SchoolState

    uai = models.CharField("UAI", max_length=8, unique=True, validators=[validators.uai])
    name = models.CharField("nom", max_length=200)
    commune = models.ForeignKey(
        Institution, verbose_name="commune", on_delete=models.PROTECT, related_name="schools"
    )
    kinds = models.JSONField(
        "classes", default=list, blank=True, validators=[validators.list_of_text]
    )
    rep = models.CharField("éducation prioritaire", max_length=8, choices=Rep, default=Rep.NONE)
    rpi = models.CharField("RPI", max_length=12, choices=Rpi, default=Rpi.NONE)
    state = models.CharField("état", max_length=8, choices=SchoolState, default=SchoolState.OPEN)
    address = models.TextField("adresse", blank=True)
    postal_code = models.CharField(
        "code postal", max_length=5, blank=True, validators=[validators.postal_code]
    )
    city = models.CharField("ville", max_length=100, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique de l’école", blank=True)
    pupils = models.PositiveIntegerField("nombre d’élèves", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name="école qui lui succède",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    starts_on = models.DateField("ouverte le", null=True, blank=True)

    objects, unscoped = managers(SchoolQuerySet)

    class Meta(Period.Meta):
        verbose_name = "école"
        ordering = ("name", "pk")
        constraints = [
            ordered("school_period"),
            models.CheckConstraint(
                condition=Q(uai__regex=r"^[0-9]{7}[A-HJ-NPR-Z]$"), name="school_uai_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.uai})"

    def get_absolute_url(self) -> str:
        return reverse("governance:school", args=[self.public_id])

    def clean(self) -> None:
        if not isinstance(self.kinds, list) or not set(self.kinds) <= set(SchoolKind.values):
            raise ValidationError({"kinds": "Classes possibles : maternelle, élémentaire."})
        if self.commune_id and self.commune.kind != InstitutionKind.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})
        if self.pk:
            recorded = type(self).unscoped.filter(pk=self.pk).values_list("uai", flat=True).first()
            if recorded and recorded != self.uai:
                raise ValidationError(
                    {
                        "uai": "L’UAI d’une école ne change pas : créez la nouvelle école et "
                        "désignez-la comme successeur."
                    }
                )

    def circonscription_on(self, day: dt.date) -> Circonscription | None:
        """The district of the school on ``day``; None when no link covers it."""
        link = self.circonscription_links.filter(covers(day)).first()
        return link.circonscription if link else None

    def competent_on(self, day: dt.date, part: str) -> Institution | None:
        """The body that answers for ``part`` of the competence on ``day``."""
        found = self.competences.filter(covers(day), part__in=["whole", part]).first()
        return found.institution if found else None


class CirconscriptionLink(Period):
    """A school belongs to one district at a time."""

    school = models.ForeignKey(
        School,
        verbose_name="école",
        on_delete=models.PROTECT,
        related_name="circonscription_links",
    )
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        related_name="school_links",
    )

    objects, unscoped = managers(PublicQuerySet)

    class Meta(Period.Meta):
        verbose_name = "rattachement à une circonscription"
        verbose_name_plural = "rattachements à une circonscription"
        ordering = ("school", "starts_on")
        constraints = [ordered("circonscription_link_period")]

    def __str__(self) -> str:
        return f"{self.school} : {self.circonscription}, {self.period_words}"

    def clean(self) -> None:
        self.refuse_overlap(
            "L’école est déjà rattachée à une circonscription {other}.", school=self.school
        )
