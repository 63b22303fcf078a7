"""What was received of a page that keeps its entries while the network is away."""

from django.db import models

from common import clock

from .meetings import Meeting


class ReceivedEntry(models.Model):
    """An entry of the page of a meeting, done once: the same ``key`` sent again does nothing.

    Stored with what it did, in one transaction. It holds nothing of the entry itself, so that it
    tells nothing of a vote. ``at``: the hour of the entry; ``sender``: number of the mandate.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name="séance", on_delete=models.PROTECT, related_name="received_entries"
    )
    key = models.UUIDField("numéro donné par la page")
    sender = models.BigIntegerField("mandat de qui l’a saisie", null=True)
    at = models.DateTimeField("saisie à")
    received_at = models.DateTimeField("reçue à", default=clock.now)

    class Meta:
        verbose_name = "saisie reçue"
        verbose_name_plural = "saisies reçues"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="received_entry_once")
        ]

    def __str__(self) -> str:
        return f"saisie {self.key}"
