"""The mailbox of the demonstration: what would have left, readable on a page of the site."""

from django.db import models

from common import clock


class SentMail(models.Model):
    """A mail as its addressee would read it. It holds links and codes: demonstration only."""

    to = models.CharField("à", max_length=254)
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte")
    html = models.TextField("HTML", blank=True)
    at = models.DateTimeField("le", default=clock.now)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "courriel de démonstration"
        verbose_name_plural = "courriels de démonstration"

    def __str__(self) -> str:
        return f"{self.to} : {self.subject}"
