"""Accounts: an e-mail address and a password. Rights come from mandates, never from here."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from common import clock


class UserManager(BaseUserManager["User"]):
    """Creates accounts; there is no superuser: an administrator is a mandate."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person's way in. Deactivated when they leave, never deleted: the journal names it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    is_active = models.BooleanField("actif", default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]
        verbose_name = "compte"
        verbose_name_plural = "comptes"

    def __str__(self) -> str:
        return self.email

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: viewflow's tasks fall with their owner, and the journal needs the account."""
        raise models.ProtectedError("Un compte se désactive, il ne se supprime pas.", {self})

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Rights are predicates on mandates; nothing is granted through the account."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
