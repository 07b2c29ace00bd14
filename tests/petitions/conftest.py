"""A petition that has been open for two days."""

from datetime import datetime, timedelta

import pytest

from petitions.models import Petition
from tests.petitions.factories import open_petition


@pytest.fixture
def petition(at: datetime) -> Petition:
    return open_petition(at=at - timedelta(days=2))
