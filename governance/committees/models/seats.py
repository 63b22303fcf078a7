"""The seats of an instance, and who is named to them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from common import articles
from common.scoping import managers
from governance import wording
from governance.models import Circonscription, Institution, InstitutionKind, Mandate
from governance.models.periods import Period, ordered
from governance.offices import AREA_OFFICES, SCHOOL_OFFICES, Office, plural

from .committees import Committee
from .scopes import PartQuerySet


class Seat(Period):
    """A place at the table, given to an institution, in a college when there are some.

    Without ``mandate`` it goes with the office: whoever holds it on the day sits. With one it is
    that person's, for as long as the mandate lasts. ``substitute_for``: this is the place of the
    substitute, who sits with a voice only in the holder's absence.
    """

    committee = models.ForeignKey(
        Committee, verbose_name="instance", on_delete=models.PROTECT, related_name="seats"
    )
    college = models.CharField("collège", max_length=80, blank=True)
    institution = models.ForeignKey(
        Institution,
        verbose_name="institution représentée",
        on_delete=models.PROTECT,
        related_name="seats",
    )
    office = models.CharField("fonction", max_length=24, choices=Office)
    circonscription = models.ForeignKey(
        Circonscription,
        verbose_name="circonscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    mandate = models.ForeignKey(
        Mandate,
        verbose_name="personne désignée",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
    )
    substitute_for = models.ForeignKey(
        "self",
        verbose_name="suppléant de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="substitutes",
    )
    voting = models.BooleanField("voix délibérative", default=True)
    act_reference = models.CharField("acte de désignation", max_length=200, blank=True)
    act_date = models.DateField("date de l’acte", null=True, blank=True)

    objects, unscoped = managers(PartQuerySet)

    class Meta(Period.Meta):
        verbose_name = "siège"
        ordering = ("committee", "pk")
        constraints = [
            ordered("seat_period"),
            models.CheckConstraint(
                condition=Q(substitute_for__isnull=True) | ~Q(substitute_for=F("id")),
                name="seat_other_substitute",
            ),
        ]

    def __str__(self) -> str:
        return f"siège {self.words} — {self.committee}"

    @property
    def words(self) -> str:
        """« maire de Cerisy », « inspecteur …, circonscription d’Albert »: whose seat it is."""
        office = wording.office_at(self.office, self.institution)
        if self.circonscription is not None:
            return f"{office}, circonscription {articles.of(self.circonscription.name)}"
        if self.institution.kind in {InstitutionKind.DSDEN, InstitutionKind.ACADEMIE}:
            return f"{office}, {self.institution}"
        return f"{office} {wording.of_institution(self.institution)}"

    def clean(self) -> None:
        if self.committee_id is None or self.institution_id is None or self.starts_on is None:
            return
        self._check_college()
        self._check_who()
        if self.substitute_for is not None:
            self._check_substitute(self.substitute_for)
        self.refuse_overlap(
            "Cette place est déjà donnée {other}. Mettez-y fin d’abord.", **self._key()
        )

    def _key(self) -> dict[str, Any]:
        """One substitute a seat; otherwise one seat for one office, or for one person."""
        if self.substitute_for is not None:
            return {"substitute_for": self.substitute_for}
        own: dict[str, Any] = {"committee": self.committee, "substitute_for": None}
        if self.mandate is not None:
            return {**own, "mandate": self.mandate}
        return {
            **own,
            "institution": self.institution,
            "office": self.office,
            "circonscription": self.circonscription,
            "mandate": None,
        }

    def _check_college(self) -> None:
        rules = self.committee.rules_on(max(self.starts_on, self.committee.starts_on))
        colleges = rules.colleges if rules is not None else []
        if colleges and self.college not in colleges:
            raise ValidationError({"college": "Choisissez le collège du siège."})
        if not colleges and self.college:
            raise ValidationError({"college": "Cette instance n’a pas de collège."})

    def _check_who(self) -> None:
        if self.mandate is not None:
            if not self.mandate.in_force(self.starts_on):
                raise ValidationError(
                    {"mandate": f"Le mandat de {self.mandate.person.formal_name} court "
                     f"{self.mandate.period_words} : le siège ne commence pas ce jour-là."}
                )  # fmt: skip
            return
        if self.office in SCHOOL_OFFICES or plural(self.office):
            raise ValidationError(
                {"mandate": "Plusieurs personnes peuvent exercer cette fonction : indiquez "
                 "laquelle siège."}
            )  # fmt: skip
        if self.office in AREA_OFFICES and self.circonscription is None:
            raise ValidationError({"circonscription": "Indiquez la circonscription."})
        if self.office not in AREA_OFFICES and self.circonscription is not None:
            raise ValidationError(
                {"circonscription": "Cette fonction ne s’exerce pas dans une circonscription."}
            )

    def _check_substitute(self, holder: "Seat") -> None:
        if holder.substitute_for_id is not None:
            raise ValidationError("Un suppléant n’a pas lui-même de suppléant.")
        if holder.committee_id != self.committee_id or holder.college != self.college:
            raise ValidationError({"college": "Le suppléant est du même collège que le titulaire."})
        if self._who() == holder._who():
            raise ValidationError({"mandate": "Le titulaire ne peut pas être son suppléant."})

    def _who(self) -> tuple[object, ...]:
        """What names the person: their mandate, else the office that they hold."""
        if self.mandate_id is not None:
            return (self.mandate_id,)
        return (self.institution_id, self.office, self.circonscription_id)
