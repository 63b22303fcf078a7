"""One person with an account, and the site's counters at zero."""

import pytest
from django.core.cache import cache

from accounts.models import User

PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def no_counters(settings):
    settings.LOGIN_REDIRECT_URL = "ui:source"
    cache.clear()


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("claire.vasseur@exemple.fr", PASSWORD)
