"""The mailbox of the demonstration, and how far its data were brought."""

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


class Chapter(models.Model):
    """A part of the demonstration's data that is there: a second start leaves it alone."""

    name = models.CharField("nom", max_length=40, unique=True)
    done_at = models.DateTimeField("fait le", default=clock.now)

    class Meta:
        ordering = ("pk",)
        verbose_name = "chapitre de la démonstration"
        verbose_name_plural = "chapitres de la démonstration"

    def __str__(self) -> str:
        return self.name
