"""The words that one act has and its model does not."""

from typing import Any

from django.db import models

from common.models import Record

from .acts import Convention


class OwnWording(Record):
    """One change of wording in one act: its « texte propre ».

    ``operation`` is what ``documents.redline.wording`` applies to the filled model; those of one
    ``batch`` were decided together, on the text that the batches before it made. ``old`` and
    ``new`` are the words as people read them.
    """

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="own_words")
    batch = models.PositiveIntegerField("lot")
    operation: Any = models.JSONField("modification", default=dict)
    article = models.CharField("article", max_length=250, blank=True)
    old = models.TextField("texte du modèle", blank=True)
    new = models.TextField("texte de l’acte", blank=True)
    origin = models.CharField("origine", max_length=250)
    reason = models.TextField("motif", blank=True)

    class Meta(Record.Meta):
        ordering = ("batch", "pk")
        verbose_name = "texte propre"
        verbose_name_plural = "textes propres"

    def __str__(self) -> str:
        return f"{self.article} : {self.new or self.old}"[:120]
