"""The demo's officers hold their roles as an administrator gives them, and once."""

from datetime import datetime

import pytest

from tests.ballots.factories import a_branch
from union.accounts.demo import demo_people
from union.accounts.models import Role
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_each_role_of_the_demo_stands_in_the_audit_log_once(noon: datetime) -> None:
    a_branch("NW-001", members=1)
    for _ in range(2):
        demo_people(at=noon)
    given = Entry.objects.filter(action="role.given")
    assert (given.count(), Role.objects.count()) == (7, 7)
