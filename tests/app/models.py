"""Audited models of the tests: a file with every kind of column, and a small lifecycle."""

import datetime as dt
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from viewflow import this

from audit.actor import Actor
from common.lifecycle import Lifecycle, Refusal, column, move
from common.models import Record
from common.scoping import ScopedQuerySet, managers


class Status(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    REVIEW = "review", "En relecture"
    CLOSED = "closed", "Close"


class DossierQuerySet(ScopedQuerySet["Dossier"]):
    def scope(self, actor: Actor) -> "DossierQuerySet":
        return self.filter(institution=actor.institution_id)


class Dossier(Record):
    """One column of each kind that an audited model may have."""

    title = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    institution = models.BigIntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    sibling = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    share = models.FloatField(default=0)
    open = models.BooleanField(default=True)
    due = models.DateField(null=True)
    hour = models.TimeField(null=True)
    span = models.DurationField(default=dt.timedelta)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    upload = models.FileField(blank=True)
    blob = models.BinaryField(default=b"")

    objects, unscoped = managers(DossierQuerySet)

    class Meta(Record.Meta):
        verbose_name = "dossier"

    def __str__(self) -> str:
        return self.title


class DossierLifecycle(Lifecycle[Dossier]):
    state = column(Status)
    label = "le dossier"

    @state.transition(
        Status.DRAFT,
        Status.REVIEW,
        permission=this.may_submit,
        custom=move("Envoyer", "a envoyé en relecture"),
    )
    def submit(self, **given: object) -> None: ...

    @state.transition(
        Status.REVIEW,
        Status.DRAFT,
        permission=this.may_submit,
        custom=move("Renvoyer", "a renvoyé", reason=True),
    )
    def send_back(self, **given: object) -> None: ...

    @state.transition(
        Status.REVIEW,
        Status.CLOSED,
        permission=this.may_close,
        custom=move("Clore", "a clos", system=True),
    )
    def close(self, **given: object) -> None: ...

    def may_submit(self, actor: Actor) -> bool:
        return actor.institution_id == self.record.institution

    def may_close(self, actor: Actor) -> bool:
        return actor.system

    def guard_submit(self, **given: object) -> list[Refusal]:
        if not self.record.title:
            return [Refusal("Donnez un titre au dossier.", "CGCT, art. L. 2131-1")]
        return []
