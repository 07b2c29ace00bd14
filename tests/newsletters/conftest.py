"""A newsletter on offer."""

import pytest
from django.core.cache import cache

from campaigns.newsletters import drawing
from campaigns.newsletters.models import Newsletter
from tests.newsletters.factories import newsletter


@pytest.fixture
def news(db: None) -> Newsletter:
    return newsletter()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    drawing.forget_drawn()
    cache.clear()
