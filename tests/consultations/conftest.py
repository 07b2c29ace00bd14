"""Who and what most stories of members' views begin with. The rest stands in the file that tells it."""

from datetime import datetime

import pytest
from django.utils import timezone

from campaigns.consultations.models import Consultation
from tests.consultations.factories import moderator, opened
from tests.consultations.theme_scenes import coder
from tests.once import told_once
from union.accounts.models import User


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


@told_once
def consultation(now: datetime) -> Consultation:
    return opened(now)


@told_once
def sana() -> User:
    return moderator("sana")


@told_once
def kit() -> User:
    return moderator("kit")


@told_once
def cleo() -> User:
    return coder()
