"""Kinds of sheet: three to six typed fields each, a row for each version."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance import subjects, validators
from governance.offices import Office

from ..typed import LABELS, Field
from .scopes import PARTNERS, STAFF, opened_to

FEWEST, MOST = 3, 6
SCHOOL, INSTITUTION, PROGRAMME = "school", "institution", "programme"
PLACES = {
    SCHOOL: "Une école",
    INSTITUTION: "Une institution",
    PROGRAMME: "Le programme tout entier",
}


def places() -> dict[str, str]:
    """What a kind may be about: places of the directory, and records of the layers above."""
    return {**PLACES, **{each.code: each.label for each in subjects.every()}}


class SheetKindQuerySet(ScopedQuerySet["SheetKind"]):
    """Read by the syndicate and its administrators, and by those who write such sheets."""

    def scope(self, actor: Actor) -> Self:
        if actor.mandate_id is None:
            return self.none()
        if actor.office in STAFF | {Office.ADMIN}:
            return self.all()
        return self.filter(opened_to(actor.office)) if actor.office in PARTNERS else self.none()

    def latest(self) -> Self:
        """The version in use of each kind."""
        later = SheetKind.unscoped.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def offered(self) -> Self:
        """Kinds of which a sheet may be written today."""
        return self.latest().filter(retired=False)


class SheetKind(Record):
    """One version of a kind; a sheet keeps the version with which it was written.

    ``fields``: rows of ``typed.Field``. ``subjects``: what its sheets may be about. ``offices``:
    partners who write and read them in their territory. ``due_days``: business days after which a
    sheet left to do is due, unless its author says otherwise. ``by_phone``: a sheet left to do is a
    call to make. ``published``: its finished sheets make a page that every mandate reads.
    """

    code = models.SlugField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version", default=1)
    label = models.CharField("nature", max_length=80)
    purpose = models.CharField("à quoi elle sert", max_length=300)
    fields: Any = models.JSONField("champs", default=list)
    subjects: Any = models.JSONField("sujets", default=list, validators=[validators.list_of_text])
    offices: Any = models.JSONField(
        "partenaires", default=list, blank=True, validators=[validators.list_of_text]
    )
    due_days = models.PositiveSmallIntegerField("délai proposé (jours ouvrés)", default=10)
    by_phone = models.BooleanField("appel à passer", default=False)
    published = models.BooleanField("page commune", default=False)
    retired = models.BooleanField("retirée", default=False)

    objects, unscoped = managers(SheetKindQuerySet)

    class Meta(Record.Meta):
        verbose_name = "nature de fiche"
        verbose_name_plural = "natures de fiche"
        ordering = ("label", "-version", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="sheet_kind_version",
                violation_error_message="Cette version existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("fieldwork:kind", args=[self.public_id])

    @property
    def typed(self) -> list[Field]:
        """Its fields, in order."""
        return [Field.read(said) for said in self.fields]

    @property
    def about(self) -> list[str]:
        """What its sheets may be about, in words."""
        return [label for code, label in places().items() if code in self.subjects]

    @property
    def partners(self) -> list[str]:
        """Who writes and reads them beside the syndicate, in words."""
        return [Office(office).label for office in PARTNERS if office in self.offices]

    def clean(self) -> None:
        problems = {"fields": _wrong_fields(self.fields)}
        if not self.subjects or not set(self.subjects) <= set(places()):
            problems["subjects"] = "Choisissez sur quoi porte la fiche."
        if not set(self.offices) <= set(PARTNERS):
            problems["offices"] = "Cette fonction n’a pas de territoire ici."
        if any(problems.values()):
            raise ValidationError({name: said for name, said in problems.items() if said})


def _wrong_fields(rows: Any) -> str:
    """What is wrong with the fields of a kind; empty when nothing is."""
    if not isinstance(rows, list) or not FEWEST <= len(rows) <= MOST:
        count = len(rows) if isinstance(rows, list) else 0
        return f"Une fiche a de {FEWEST} à {MOST} champs ; trouvé : {count}."
    try:
        found = [Field.read(row) for row in rows]
    except (KeyError, TypeError):
        return "Chaque champ a un nom, un libellé et un type."
    for name in ("name", "label"):
        given = [getattr(each, name).casefold() for each in found]
        if len(set(given)) < len(given):
            return "Deux champs portent le même libellé."
    for each in found:
        if each.type not in LABELS:
            return f"Le champ « {each.label} » a un type inconnu."
        if each.type == "choice" and len(set(each.choices)) < 2:
            return f"Le champ « {each.label} » demande au moins deux choix différents."
    return ""
