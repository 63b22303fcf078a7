"""The clauses of each Word model: why each is there, and the variants that the jurist approved."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from audit.actor import Actor
from common.models import Record
from common.scoping import ScopedQuerySet, managers

from ..visibility import STAFF

FIRST_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""From when the first version of a clause serves: whatever act was begun before it was loaded."""


class LibraryQuerySet(ScopedQuerySet[Any]):
    """The library is the syndicate's."""

    def scope(self, actor: Actor) -> "LibraryQuerySet":
        return self.all() if actor.office in STAFF else self.none()

    def at(self, instant: dt.datetime) -> "LibraryQuerySet":
        """Of each clause, the version that an act begun at that instant rests on."""
        later = self.model.unscoped.filter(
            model_code=OuterRef("model_code"),
            key=OuterRef("key"),
            version__gt=OuterRef("version"),
            in_use_from__lte=instant,
        )
        return self.filter(in_use_from__lte=instant).exclude(Exists(later))


class LibraryClause(Record):
    """A clause of a model, known by the key of its heading, with its legal reason.

    ``source``: texts, articles, decisions, or the rule of the programme on which it rests. A
    wording that changes is a new ``version``: acts begun before it rest on the one before.
    """

    model_code = models.CharField("modèle", max_length=60)
    key = models.SlugField("clé", max_length=80)
    order = models.PositiveSmallIntegerField("rang", default=0)
    title = models.CharField("intitulé", max_length=200)
    reason = models.TextField("raison d’être")
    source = models.CharField("source", max_length=250, blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    in_use_from = models.DateTimeField("en usage depuis", default=FIRST_DAY)

    objects, unscoped = managers(LibraryQuerySet)

    class Meta(Record.Meta):
        ordering = ("model_code", "order", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["model_code", "key", "version"], name="library_clause_version"
            )
        ]
        verbose_name = "clause de la bibliothèque"
        verbose_name_plural = "clauses de la bibliothèque"

    def __str__(self) -> str:
        return self.title


class ClauseVariant(Record):
    """Another wording of a clause, that may enter an act once the jurist approved it.

    ``text``: one paragraph a line.
    """

    class Effect(models.TextChoices):
        ADD = "add", "S’ajoute à la fin de la clause"
        REPLACE = "replace", "Remplace le texte de la clause"

    class Status(models.TextChoices):
        PROPOSED = "variant_proposed", "Proposée"
        APPROVED = "variant_approved", "Approuvée"
        RETIRED = "variant_retired", "Retirée"

    clause = models.ForeignKey(LibraryClause, on_delete=models.PROTECT, related_name="variants")
    title = models.CharField("intitulé", max_length=150)
    effect = models.CharField("effet", max_length=10, choices=Effect, default=Effect.ADD)
    text = models.TextField("texte")
    reason = models.TextField("raison juridique")
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PROPOSED)
    proposed_by = models.CharField("proposée par", max_length=250)
    decided_by = models.CharField("décidée par", max_length=250, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    objects, unscoped = managers(LibraryQuerySet)

    class Meta(Record.Meta):
        ordering = ("clause", "title")
        verbose_name = "variante de clause"
        verbose_name_plural = "variantes de clause"

    def __str__(self) -> str:
        return self.title
