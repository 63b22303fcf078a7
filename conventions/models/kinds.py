"""Kinds of act, as rows: who is party, who signs and votes, by which circuits, on which text.

A kind has versions: an act keeps the one it began with, whatever is published afterwards.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from common import articles
from common.models import Record
from common.scoping import ScopedQuerySet, managers
from governance.offices import SIGNED_KINDS

TRIPARTITE, ACADEMIE, CANOPE = "tripartite", "academie", "canope"
"""Codes of the kinds that come with the software."""

AUTHORITY, STATE, SYNDICATE = "authority", "state", "syndicate"
"""Parts in an act that rules of law name: who pays, who binds the State, who runs the programme."""


class Way(models.TextChoices):
    """How the acts of a kind change an act in force (practice P7)."""

    AMENDMENT = "amendment", "Avenant"
    ENTRY_SLIP = "entry_slip", "Bulletin d’entrée d’école"


class Called(models.TextChoices):
    """What an act is called inside a sentence: « Signer le bulletin d’entrée »."""

    CONVENTION = "convention", "Convention"
    AMENDMENT = "amendment", "Avenant"
    ENTRY_SLIP = "entry_slip", "Bulletin d’entrée"
    CHARTER = "charter", "Charte"
    CONTRACT = "contract", "Contrat"
    AGREEMENT = "agreement", "Accord"
    PROTOCOL = "protocol", "Protocole"
    COMMITMENT = "commitment", "Engagement"
    ACT = "act", "Acte"


FEMININE = frozenset({Called.CONVENTION, Called.CHARTER})


class ActKindQuerySet(ScopedQuerySet["ActKind"]):
    """Kinds are read by whoever acts under a mandate."""

    def scope(self, actor: Actor) -> "ActKindQuerySet":
        return self.all() if actor.mandate_id is not None else self.none()

    def in_use(self) -> "ActKindQuerySet":
        return self.filter(status=ActKind.Status.IN_USE)

    def begun_alone(self) -> "ActKindQuerySet":
        """Kinds whose acts change no other: the others begin on the page of an act in force."""
        return self.filter(way="")


class ActKind(Record):
    """One version of a kind of act.

    ``model_code`` names the Word model. ``review_circuit`` and ``sign_circuit`` are codes of
    circuit templates; when the kind ``chooses_state_mode``, each has a variant by the mode in
    which the State is bound (P9).
    ``called`` is the noun of its acts. ``series`` begins their references. ``way`` and
    ``modifies`` (the code of another kind) say that its acts change an act of that kind.
    ``trial`` is what the last trial showed, and ``tried_of`` the fingerprint of the description
    that it tried.
    """

    class Status(models.TextChoices):
        DRAFT = "kind_draft", "En préparation"
        TRIED = "kind_tried", "Essayée"
        IN_USE = "kind_in_use", "En usage"
        RETIRED = "kind_retired", "Retirée"

    code = models.SlugField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version", default=1)
    label = models.CharField("libellé", max_length=150)
    called = models.CharField(
        "nom dans une phrase", max_length=12, choices=Called, default=Called.CONVENTION
    )
    status = models.CharField("état", max_length=15, choices=Status, default=Status.DRAFT)
    model_code = models.CharField("modèle Word", max_length=60, blank=True)
    review_circuit = models.CharField("circuit de relecture", max_length=60)
    sign_circuit = models.CharField("circuit de signature", max_length=60)
    chooses_state_mode = models.BooleanField("le mode de l’État se choisit", default=False)
    with_schools = models.BooleanField("énumère des écoles", default=False)
    needs_framework = models.BooleanField("applique la convention-cadre", default=False)
    duration_months = models.PositiveSmallIntegerField("durée proposée (mois)", default=36)
    series = models.CharField("série de numéros", max_length=8, default="CONV")
    way = models.CharField("façon de modifier", max_length=12, choices=Way, blank=True)
    modifies = models.SlugField("nature de l’acte modifié", max_length=40, blank=True)
    trial: Any = models.JSONField("dernier essai", default=dict, blank=True)
    tried_of = models.CharField("empreinte essayée", max_length=64, blank=True)

    objects, unscoped = managers(ActKindQuerySet)

    seen = ""
    """Fingerprint of the description that its editor has before their eyes; empty: not asked."""

    class Meta(Record.Meta):
        ordering = ("label", "-version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="kind_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="kind_in_use"), name="kind_in_use_once"
            ),
        ]
        verbose_name = "nature d’acte"
        verbose_name_plural = "natures d’acte"

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("conventions:kind", args=[self.public_id])

    @property
    def noun(self) -> articles.Noun:
        """« la convention », « l’avenant »: its acts inside a sentence."""
        return articles.Noun(Called(self.called).label.lower(), self.called in FEMININE)

    @property
    def version_words(self) -> str:
        return f"Version {self.version}"

    @property
    def editable(self) -> bool:
        """Nobody has begun an act with it: a published version never changes."""
        return self.status in (self.Status.DRAFT, self.Status.TRIED)

    def part(self, role: str) -> "KindParty | None":
        """The part of that role, or None."""
        return next((part for part in self.parts.all() if part.role == role), None)


class KindParty(Record):
    """A part in the acts of a kind, played by one institution.

    ``bodies``: kinds of institution that may play it. ``signatories``: offices that bind it, the
    one awaited first. ``authority``: the object that the mandate or the delegation of whoever
    signs must cover (N7). ``readers``: offices that receive the signed copy. ``votes``: an
    assembly authorises the signature.
    """

    kind = models.ForeignKey(ActKind, on_delete=models.PROTECT, related_name="parts")
    role = models.SlugField("rôle", max_length=30)
    label = models.CharField("libellé", max_length=100)
    order = models.PositiveSmallIntegerField("ordre de signature")
    bodies = models.JSONField("institutions admises", default=list)
    signatories = models.JSONField("fonctions qui signent", default=list)
    authority = models.CharField(
        "habilitation de qui signe",
        max_length=30,
        choices=list(SIGNED_KINDS.items()),
        default="convention",
    )
    readers = models.JSONField("fonctions destinataires", default=list)
    votes = models.BooleanField("une assemblée délibère", default=False)

    class Meta(Record.Meta):
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["kind", "role"], name="kind_role")]
        verbose_name = "partie type"
        verbose_name_plural = "parties types"

    def __str__(self) -> str:
        return self.label


class KindField(Record):
    """A value that the text of a kind asks for and that the software does not know.

    ``name`` is what the Word model writes between braces; ``label`` and ``help`` are read by
    whoever prepares an act.
    """

    class Type(models.TextChoices):
        TEXT = "text", "Texte"
        DATE = "date", "Date"
        AMOUNT = "amount", "Montant en euros"
        NUMBER = "number", "Nombre entier"
        YES_NO = "yes_no", "Oui ou non"

    kind = models.ForeignKey(ActKind, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField("nom dans le modèle Word", max_length=60)
    label = models.CharField("libellé", max_length=100)
    type = models.CharField("type", max_length=10, choices=Type, default=Type.TEXT)
    help = models.CharField("aide", max_length=200, blank=True)
    required = models.BooleanField("nécessaire", default=True)
    order = models.PositiveSmallIntegerField("ordre")

    class Meta(Record.Meta):
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="kind_field_name")]
        verbose_name = "champ d’une nature d’acte"
        verbose_name_plural = "champs d’une nature d’acte"

    def __str__(self) -> str:
        return self.label


class KindMail(Record):
    """The words of one mail of the acts of a kind; what is not written here is the site's own."""

    class Moment(models.TextChoices):
        READ = "read", "Demande de relecture, de visa ou d’avis"
        SIGN = "sign", "Demande de signature"
        SIGNED = "signed", "Envoi de l’exemplaire signé"

    kind = models.ForeignKey(ActKind, on_delete=models.PROTECT, related_name="mails")
    moment = models.CharField("moment", max_length=10, choices=Moment)
    subject = models.CharField("objet", max_length=150)
    body = models.TextField("texte", max_length=2000)

    class Meta(Record.Meta):
        ordering = ("moment",)
        constraints = [models.UniqueConstraint(fields=["kind", "moment"], name="kind_mail")]
        verbose_name = "courriel d’une nature d’acte"
        verbose_name_plural = "courriels d’une nature d’acte"

    def __str__(self) -> str:
        return self.get_moment_display()
