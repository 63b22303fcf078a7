"""The same columns three times: plain, with the stock history, audited."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from common import clock
from common.models import Record


class Columns(models.Model):
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, default="draft")
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    effective_on = models.DateField(null=True)
    institution = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


class Plain(Columns):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    recorded_at = models.DateTimeField(default=clock.now)


class Stock(Columns):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=lambda historical: None,
        history_user_setter=lambda historical, user: None,
    )


class Audited(Columns, Record):
    class Meta(Record.Meta):
        pass
