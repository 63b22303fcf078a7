"""Acts by which somebody signs for another, and the addresses at which they are reached."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from audit.actor import Actor
from common.scoping import managers

from .. import validators
from ..masking import masked
from ..offices import SYNDICATE_OFFICES, Office
from .people import Mandate
from .periods import Period, PeriodQuerySet, ordered

SHEET_KEEPERS = frozenset(
    {
        Office.EXECUTIVE,
        Office.AUTHORITY_DIRECTOR,
        Office.PREPARER,
        Office.DASEN,
        Office.DSDEN_OFFICER,
        Office.RECTOR,
        Office.DRANE,
        Office.CANOPE_DIRECTOR,
        Office.CANOPE_OFFICER,
    }
)
"""Who keeps the sheets and addresses of the signatories of their own institution (P13)."""

_STAFF = SYNDICATE_OFFICES - {Office.SUPPORT_OFFICER}


def own_people(actor: Actor, person: str, institution: str) -> Q:
    """Rows about oneself, about one's own institution when one keeps them, all for the staff.

    Administrators configure and see no signatory's address; the staff see values masked.
    """
    if actor.mandate_id is None:
        return Q(pk__in=[])
    if actor.office in _STAFF:
        return Q(pk__isnull=False)
    own = Q(**{person: actor.person_id})
    if actor.office in SHEET_KEEPERS:
        own |= Q(**{institution: actor.institution_id})
    return own


class DelegationQuerySet(PeriodQuerySet):
    """A published delegation is a public act; before, it belongs to its own people."""

    def scope(self, actor: Actor) -> Self:
        own = own_people(actor, "delegate__person", "delegator__institution")
        if actor.mandate_id is not None:
            own |= Q(published_at__isnull=False)
        return self.filter(own)


class SigningDelegation(Period):
    """An arrêté by which a holder lets somebody sign in their name; competence stays theirs.

    Bounded in object (``objects_covered`` is never empty), by ``ceiling`` in euros taxes
    included when there is one, and by the delegator's own mandate. No sub-delegation.
    """

    delegator = models.ForeignKey(
        Mandate, verbose_name="délégant", on_delete=models.PROTECT, related_name="delegations_given"
    )
    delegate = models.ForeignKey(
        Mandate,
        verbose_name="délégataire",
        on_delete=models.PROTECT,
        related_name="delegations_held",
    )
    objects_covered = models.JSONField("objets", validators=[validators.list_of_text])
    ceiling = models.DecimalField(
        "plafond (€ par an)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validators.not_negative],
    )
    act_number = models.CharField("numéro de l’arrêté", max_length=60)
    act_date = models.DateField("date de l’arrêté")
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    transmitted_at = models.DateTimeField("transmis le", null=True, blank=True)
    file = models.CharField(
        "arrêté déposé", max_length=64, blank=True, validators=[validators.sha256]
    )

    objects, unscoped = managers(DelegationQuerySet)

    class Meta(Period.Meta):
        verbose_name = "délégation de signature"
        verbose_name_plural = "délégations de signature"
        ordering = ("delegator", "starts_on", "pk")
        constraints = [
            ordered("delegation_period"),
            models.CheckConstraint(
                condition=~Q(delegate=F("delegator")),
                name="delegation_other_person",
                violation_error_message="On ne se délègue pas sa propre signature.",
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gte=0), name="delegation_ceiling"
            ),
        ]

    def __str__(self) -> str:
        return f"arrêté n° {self.act_number} ({self.delegator.person} → {self.delegate.person})"

    def clean(self) -> None:
        if not self.objects_covered:
            raise ValidationError(
                {"objects_covered": "Une délégation de signature énumère ses objets."}
            )
        if self.delegator_id is None or self.delegate_id is None:
            return
        if self.delegator.person_id == self.delegate.person_id:
            raise ValidationError({"delegate": "On ne se délègue pas sa propre signature."})
        if self.delegator.institution_id not in {
            self.delegate.institution_id,
            self.delegate.institution.parent_id,
        }:
            raise ValidationError({"delegate": "Le délégataire relève d’une autre institution."})
        if self.act_date and self.starts_on and self.act_date > self.starts_on:
            raise ValidationError({"starts_on": "L’arrêté ne peut pas s’appliquer avant sa date."})
        self._check_inside_mandate()
        published = self.delegator.day_of(self.published_at) if self.published_at else None
        if published and self.starts_on and published > self.starts_on:
            raise ValidationError(
                {"starts_on": "Une délégation ne s’applique pas avant sa publication."}
            )

    def _check_inside_mandate(self) -> None:
        mandate = self.delegator
        late = mandate.ends_on is not None and (
            self.ends_on is None or self.ends_on > mandate.ends_on
        )
        if self.starts_on and (self.starts_on < mandate.starts_on or late):
            raise ValidationError(
                f"La délégation doit tenir dans le mandat du délégant, {mandate.period_words}.",
                code="outside_mandate",
            )


class Ground(models.TextChoices):
    PREVENTED = "prevented", "Empêchement"
    INTERIM = "interim", "Intérim"


class OwnPeopleQuerySet(PeriodQuerySet):
    """Why somebody is absent is known to their own institution and to the syndicate."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(
            own_people(actor, "replacement__person", "absent__institution")
            | own_people(actor, "absent__person", "absent__institution")
        )


class Substitution(Period):
    """Who acts for a holder who is prevented, or until the next one (CGCT, art. L. 2122-17).

    The fact and its dates are stated; ``order_reason`` says why those who come before in the
    order of nominations are themselves prevented.
    """

    Ground = Ground

    absent = models.ForeignKey(
        Mandate, verbose_name="titulaire", on_delete=models.PROTECT, related_name="absences"
    )
    replacement = models.ForeignKey(
        Mandate, verbose_name="remplaçant", on_delete=models.PROTECT, related_name="replacements"
    )
    ground = models.CharField("fondement", max_length=10, choices=Ground)
    reason = models.TextField("circonstance")
    order_reason = models.TextField("empêchement de ceux qui précèdent", blank=True)
    act_number = models.CharField("numéro de l’acte", max_length=60, blank=True)
    act_date = models.DateField("date de l’acte", null=True, blank=True)
    evidence = models.CharField(
        "pièce déposée", max_length=64, blank=True, validators=[validators.sha256]
    )

    objects, unscoped = managers(OwnPeopleQuerySet)

    class Meta(Period.Meta):
        verbose_name = "suppléance"
        ordering = ("absent", "starts_on", "pk")
        constraints = [
            ordered("substitution_period"),
            models.CheckConstraint(
                condition=~Q(absent=F("replacement")),
                name="substitution_other_person",
                violation_error_message="On ne se remplace pas soi-même.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="substitution_reason",
                violation_error_message="Indiquez la circonstance : elle figurera sur l’acte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.replacement.person} pour {self.absent.person}, {self.period_words}"

    def clean(self) -> None:
        if self.absent_id is None or self.replacement_id is None:
            return
        if self.absent.person_id == self.replacement.person_id:
            raise ValidationError({"replacement": "On ne se remplace pas soi-même."})
        if self.absent.institution_id != self.replacement.institution_id:
            raise ValidationError({"replacement": "Le remplaçant relève d’une autre institution."})
        self.refuse_overlap("Une suppléance est déjà enregistrée {other}.", absent=self.absent)


class SheetQuerySet(PeriodQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(own_people(actor, "mandate__person", "mandate__institution"))


class SignatorySheet(Period):
    """The page that a signatory signs by hand once per mandate: identity, addresses, consent.

    Without it no electronic signature is asked (CAA Nancy, 28 nov. 2023, n° 20NC00179).
    """

    mandate = models.ForeignKey(
        Mandate, verbose_name="mandat", on_delete=models.PROTECT, related_name="sheets"
    )
    scan = models.CharField(
        "numérisation signée à la main", max_length=64, validators=[validators.sha256]
    )
    signed_on = models.DateField("signée le", validators=[validators.not_future])
    email = models.EmailField("adresse personnelle pour signer", blank=True)
    mobile = models.CharField("mobile pour signer", max_length=20, blank=True)
    specimen = models.CharField(
        "spécimen de signature", max_length=64, blank=True, validators=[validators.sha256]
    )
    accepts_process = models.BooleanField("accepte le procédé", default=False)
    current = models.BooleanField("en vigueur", default=True)

    objects, unscoped = managers(SheetQuerySet)

    class Meta(Period.Meta):
        verbose_name = "fiche signataire"
        verbose_name_plural = "fiches signataires"
        ordering = ("mandate", "-signed_on", "-pk")
        constraints = [
            ordered("sheet_period"),
            models.UniqueConstraint(
                fields=["mandate"],
                condition=Q(current=True),
                name="sheet_current",
                violation_error_message="Ce mandat a déjà une fiche en vigueur.",
            ),
            models.CheckConstraint(condition=~Q(scan=""), name="sheet_scan"),
        ]

    def __str__(self) -> str:
        return f"fiche de {self.mandate.person}, {self.period_words}"


class ChannelKind(models.TextChoices):
    EMAIL = "email", "Adresse électronique"
    MOBILE = "mobile", "Téléphone mobile"
    POST = "post", "Adresse postale"


class ChannelScope(models.TextChoices):
    INSTITUTIONAL = "institutional", "De l’institution"
    PERSONAL = "personal", "Personnelle"
    SIGNING = "signing", "Pour signer"


class ChannelQuerySet(PeriodQuerySet):
    """Addresses of an institution are its public desk; the others are its own people's.

    An address given to sign for one body is not shown to another where the person also serves.
    """

    def scope(self, actor: Actor) -> Self:
        signing = own_people(actor, "person", "sheet__mandate__institution")
        personal = own_people(actor, "person", "person__mandates__institution")
        own = signing | (personal & ~Q(scope=ChannelScope.SIGNING))
        if actor.mandate_id is not None:
            own |= Q(scope=ChannelScope.INSTITUTIONAL)
        return self.filter(own).distinct()


class ContactChannel(Period):
    """An address or number, of an institution or of a person; the value is kept normalised.

    ``scope`` signing: the only kind that receives codes; see ``governance.channels``.
    ``checked_how``: the second check of a recent one; ``checked_by`` None: the system.
    """

    Kind = ChannelKind
    Scope = ChannelScope

    kind = models.CharField("nature", max_length=6, choices=ChannelKind)
    value = models.CharField("valeur", max_length=254)
    scope = models.CharField("usage", max_length=13, choices=ChannelScope)
    institution = models.ForeignKey(
        "governance.Institution",
        verbose_name="institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
    )
    person = models.ForeignKey(
        "governance.Person",
        verbose_name="personne",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
    )
    entered_by = models.ForeignKey(
        Mandate,
        verbose_name="saisie par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    sheet = models.ForeignKey(
        SignatorySheet,
        verbose_name="fiche signataire",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
    )
    evidence = models.CharField(
        "pièce à l’appui", max_length=64, blank=True, validators=[validators.sha256]
    )
    checked_at = models.DateTimeField("vérifiée de nouveau le", null=True, blank=True)
    checked_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_how = models.TextField("seconde vérification", blank=True)

    objects, unscoped = managers(ChannelQuerySet)

    class Meta(Period.Meta):
        verbose_name = "coordonnée"
        ordering = ("kind", "value", "pk")
        constraints = [
            ordered("channel_period"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False, person__isnull=True, scope="institutional")
                | Q(
                    institution__isnull=True,
                    person__isnull=False,
                    scope__in=["personal", "signing"],
                ),
                name="channel_owner",
                violation_error_message="Une coordonnée appartient à une institution ou à une "
                "personne, selon son usage.",
            ),
            models.CheckConstraint(
                condition=~Q(scope="signing") | ~Q(kind="post"),
                name="channel_signing_kind",
                violation_error_message="Un code ne part pas par la poste.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="channel_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} de {self.person or self.institution}"

    @property
    def masked(self) -> str:
        """The value as those who are not its own people read it."""
        return masked(self.kind, self.value)

    def clean(self) -> None:
        self.refuse_overlap(
            "Cette coordonnée est déjà enregistrée {other}.",
            kind=self.kind,
            value=self.value,
            scope=self.scope,
            institution=self.institution,
            person=self.person,
        )
