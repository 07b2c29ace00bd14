"""A newsletter on offer."""

import pytest

from campaigns.newsletters.models import Newsletter
from tests.newsletters.factories import newsletter


@pytest.fixture
def news(db: None) -> Newsletter:
    return newsletter()
