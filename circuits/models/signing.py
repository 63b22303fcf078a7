"""Ways to sign: personal links, lists signed together, one-time codes. Hashes only are kept."""

from typing import Any

from django.db import models
from django.db.models import Q

from common.models import Record
from governance.models import Mandate, Person

from .steps import Step


class SigningLink(Record):
    """A personal way to one signature: bound to a step, a person and the bytes to sign.

    Only the hash of its token is kept. It lives to the due date of its step and is consumed by
    signing or refusing, never by being opened (mail scanners open links). ``witness``: the agent
    on whose device the person signs, with the identity that they stated in ``presence``; such a
    way has no token that anybody knows, and opens in the session of the agent alone.
    """

    class Status(models.TextChoices):
        LIVE = "live", "Valable"
        EXPIRED = "link_expired", "Expiré"
        CONSUMED = "consumed", "Utilisé"
        REVOKED = "revoked", "Révoqué"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="links")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="signing_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signing_links")
    token_hash = models.CharField(max_length=64, unique=True)
    envelope_id = models.BigIntegerField()
    text_hash = models.CharField("empreinte du texte", max_length=64)
    status = models.CharField("état", max_length=15, choices=Status, default=Status.LIVE)
    expires_at = models.DateTimeField("valable jusqu'au")
    sent_to = models.CharField("adresse masquée", max_length=100, blank=True)
    witness = models.ForeignKey(
        Mandate,
        verbose_name="agent présent",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    presence: Any = models.JSONField("identité constatée", default=dict, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    closed_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = "lien de signature"
        verbose_name_plural = "liens de signature"

    def __str__(self) -> str:
        return f"Lien {self.pk} ({self.get_status_display()})"


class SigningBatch(Record):
    """Acts that one person signs together, with one code for the list shown (P9).

    ``list_hash`` is the SHA-256 of the references and issued files, in the order shown. ``words``
    are the sentences consented to, ``facts`` those of the request that confirmed the list.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="signing_batches")
    list_hash = models.CharField("empreinte de la liste", max_length=64)
    opened_at = models.DateTimeField("composée le")
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    words: Any = models.JSONField("consentement", default=list, blank=True)
    facts: Any = models.JSONField("faits", default=dict, blank=True)
    job = models.UUIDField("travail", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "liste d’actes à signer"
        verbose_name_plural = "listes d’actes à signer"

    def __str__(self) -> str:
        return f"Liste {self.pk}, {self.opened_at:%d/%m/%Y}"


class SigningBatchItem(Record):
    """One act of the list: the step, its link, and the file as it was when the list was made."""

    batch = models.ForeignKey(SigningBatch, on_delete=models.PROTECT, related_name="items")
    link = models.ForeignKey(SigningLink, on_delete=models.PROTECT, related_name="batch_items")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("acte", max_length=250)
    document_sha256 = models.CharField("empreinte du document", max_length=64)
    facts: Any = models.JSONField("faits", default=dict, blank=True)

    class Meta(Record.Meta):
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "link"], name="batch_link"),
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position"),
        ]
        verbose_name = "acte d’une liste à signer"
        verbose_name_plural = "actes d’une liste à signer"

    def __str__(self) -> str:
        return self.label


class SigningCode(Record):
    """A one-time code for one act or one list: ten minutes, five tries, compared in constant time.

    ``document_sha256``: what it is bound to, the issued file or the list.
    """

    class Status(models.TextChoices):
        SENT = "sent", "Envoyé"
        USED = "code_used", "Utilisé"
        EXPIRED = "code_expired", "Expiré"
        LOCKED = "locked_code", "Bloqué"

    link = models.ForeignKey(
        SigningLink, on_delete=models.PROTECT, related_name="codes", null=True, blank=True
    )
    batch = models.ForeignKey(
        SigningBatch, on_delete=models.PROTECT, related_name="codes", null=True, blank=True
    )
    code_hash = models.CharField(max_length=64, blank=True)
    document_sha256 = models.CharField("empreinte du document", max_length=64)
    channel = models.CharField("canal", max_length=10)
    sent_to = models.CharField("adresse masquée", max_length=100)
    status = models.CharField("état", max_length=15, choices=Status, default=Status.SENT)
    asked_at = models.DateTimeField("demandé le")
    expires_at = models.DateTimeField("expire le")
    tries = models.PositiveSmallIntegerField("essais inexacts", default=0)
    facts: Any = models.JSONField("faits", default=dict, blank=True)

    class Meta(Record.Meta):
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(link=None) ^ Q(batch=None), name="code_of_a_link_or_of_a_list"
            )
        ]
        verbose_name = "code de signature"
        verbose_name_plural = "codes de signature"

    def __str__(self) -> str:
        return f"Code {self.pk} ({self.get_status_display()})"

    @property
    def owner(self) -> "SigningLink | SigningBatch":
        """What the code was asked for."""
        found = self.link or self.batch
        if found is None:
            raise ValueError("a code of nothing")
        return found
