"""How an instance meets, votes and keeps minutes: typed, dated, with the articles that say so.

A version is never changed: a meeting keeps the one under which it was convened, a new version
starts on a day (règlement intérieur, art. 15.2). ``governance.committees.rules`` gives the pure
rules that count; ``governance.committees.sentences`` prints them.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from common.french import list_fr
from common.scoping import managers
from governance import validators
from governance.models.periods import Period, ordered
from governance.offices import SYNDICATE_OFFICES, Office

from ..quorum import Base, Share
from ..votes import MajorityOf, Tie
from .committees import Committee, CommitteeKind
from .scopes import RulesQuerySet

SHARES = {
    Share.MAJORITY: "Plus de la moitié",
    Share.HALF: "La moitié au moins",
    Share.THIRD: "Le tiers au moins",
    Share.NONE: "Aucun quorum",
}
BASES = {
    Base.IN_OFFICE: "des membres en exercice",
    Base.VOTING_MEMBERS: "des membres à voix délibérative",
    Base.PER_COLLEGE: "des membres en exercice de chaque collège",
}
MAJORITIES = {MajorityOf.CAST: "des suffrages exprimés", MajorityOf.PRESENT: "des votants"}
TIES = {Tie.REJECTED: "La proposition n’est pas adoptée", Tie.CHAIR: "La voix du président compte"}


class SecretThreshold(models.TextChoices):
    """What part of the members present may ask for a secret ballot."""

    NONE = "none", "Personne"
    ONE = "one", "Un membre présent"
    THIRD = "third", "Le tiers des membres présents"
    HALF = "half", "La moitié des membres présents"


class CommitteeRules(Period):
    """One version of the rules, of an instance or, as a start for new ones, of a kind.

    Days are calendar days, jours francs when ``clear_days``. An empty number means that the thing
    is not admitted (urgency, second session, written approval), not bounded (asking for an item)
    or not asked (publication). ``citations``: key of an explanation → articles of ``text``, or
    « other text, art. X ».
    ``parameters``: for a kind, field → key of the legal parameter that a new instance reads.
    """

    kind = models.ForeignKey(
        CommitteeKind, on_delete=models.PROTECT, null=True, blank=True, related_name="rules"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True, related_name="rules"
    )
    text = models.CharField("texte qui les fixe", max_length=200)
    reason = models.TextField("motif de cette version")
    citations = models.JSONField("articles", default=dict, blank=True)
    parameters = models.JSONField(default=dict, blank=True, editable=False)

    colleges = models.JSONField(
        "collèges", default=list, blank=True, validators=[validators.list_of_text]
    )
    chairs = models.JSONField("présidence", validators=[validators.list_of_text])
    chairs_alternate = models.BooleanField("président à tour de rôle", default=False)
    conveners = models.JSONField("qui convoque", validators=[validators.list_of_text])

    meetings_per_year = models.PositiveSmallIntegerField("séances par an, au moins", default=0)
    notice_days = models.PositiveSmallIntegerField("délai de convocation (jours)")
    clear_days = models.BooleanField("jours francs", default=True)
    urgent_days = models.PositiveSmallIntegerField(
        "délai en cas d’urgence (jours)", null=True, blank=True
    )
    item_request_days = models.PositiveSmallIntegerField(
        "délai pour demander un point (jours)", null=True, blank=True
    )
    public = models.BooleanField("séances publiques", default=False)

    quorum_share = models.CharField("quorum", max_length=8, choices=list(SHARES.items()))
    quorum_base = models.CharField(
        "compté sur", max_length=14, choices=list(BASES.items()), default=Base.IN_OFFICE
    )
    remote_counts = models.BooleanField("la visioconférence compte", default=False)
    substitutes_count = models.BooleanField("les suppléants comptent", default=True)
    proxies_count = models.BooleanField("les pouvoirs comptent dans le quorum", default=False)
    interested_in_base = models.BooleanField(
        "un membre intéressé reste dans le nombre des membres en exercice", default=True
    )
    second_session_days = models.PositiveSmallIntegerField(
        "intervalle avant une seconde séance sans quorum (jours)", null=True, blank=True
    )

    consensus_first = models.BooleanField("consensus recherché d’abord", default=False)
    majority_of = models.CharField(
        "majorité", max_length=7, choices=list(MAJORITIES.items()), default=MajorityOf.CAST
    )
    tie = models.CharField(
        "partage égal des voix", max_length=8, choices=list(TIES.items()), default=Tie.REJECTED
    )
    proxies_per_holder = models.PositiveSmallIntegerField("pouvoirs par mandataire", default=0)
    secret_nominations = models.BooleanField("nominations au scrutin secret", default=False)
    secret_threshold = models.CharField(
        "qui peut demander le scrutin secret",
        max_length=5,
        choices=SecretThreshold,
        default=SecretThreshold.NONE,
    )

    minutes_days = models.PositiveSmallIntegerField("délai du procès-verbal projet (jours)")
    written_approval_days = models.PositiveSmallIntegerField(
        "délai de l’approbation écrite (jours)", null=True, blank=True
    )
    list_days = models.PositiveSmallIntegerField(
        "publication de la liste des délibérations (jours après la séance)", null=True, blank=True
    )
    publication_days = models.PositiveSmallIntegerField(
        "publication du procès-verbal (jours après la séance qui l’approuve)", null=True, blank=True
    )

    objects, unscoped = managers(RulesQuerySet)

    class Meta(Period.Meta):
        verbose_name = "règles d’une instance"
        verbose_name_plural = "règles des instances"
        ordering = ("-starts_on", "-pk")
        constraints = [
            ordered("committee_rules_period"),
            models.CheckConstraint(
                condition=Q(kind__isnull=True) ^ Q(committee__isnull=True),
                name="committee_rules_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"règles de {self.owner}, {self.period_words}"

    @property
    def owner(self) -> "Committee | CommitteeKind":
        return self.committee or self.kind  # type: ignore[return-value]

    def clean(self) -> None:
        self._check_colleges()
        self._check_offices()
        self._check_tie()
        self.refuse_overlap(
            "D’autres règles sont déjà enregistrées {other}. Donnez un jour hors de cette période.",
            kind=self.kind,
            committee=self.committee,
        )

    def _check_colleges(self) -> None:
        if len(set(self.colleges)) != len(self.colleges) or len(self.colleges) == 1:
            raise ValidationError(
                {"colleges": "Donnez deux collèges au moins, de noms différents, ou aucun."}
            )
        if self.quorum_base == Base.PER_COLLEGE and not self.colleges:
            raise ValidationError(
                {"quorum_base": "Le quorum se compte par collège : nommez les collèges."}
            )

    def _check_offices(self) -> None:
        for name in ("chairs", "conveners"):
            unknown = set(getattr(self, name)) - set(Office.values)
            if unknown or not getattr(self, name):
                raise ValidationError({name: "Choisissez une fonction au moins."})
        if self.chairs_alternate and len(self.chairs) < 2:
            raise ValidationError(
                {"chairs_alternate": "Présider à tour de rôle suppose deux fonctions au moins."}
            )

    def _check_tie(self) -> None:
        """The operator is neutral: it settles no tie between its partners (M62)."""
        if self.tie != Tie.CHAIR:
            return
        neutral = [office for office in self.chairs if office in SYNDICATE_OFFICES]
        if neutral or (self.committee is not None and self.committee.host.operator):
            who = list_fr([Office(office).label for office in neutral]) or "le syndicat"
            raise ValidationError(
                {"tie": "Le syndicat est un opérateur neutre : il n’a jamais de voix "
                 f"prépondérante ({who}). À égalité, la proposition n’est pas adoptée."}
            )  # fmt: skip
