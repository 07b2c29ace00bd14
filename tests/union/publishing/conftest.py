"""Who writes and who approves."""

import pytest

from union.accounts.models import User
from union.accounts.welcoming import welcome


@pytest.fixture
def rosa(db: None) -> User:
    """Rosa Lind edits, and may approve what others wrote."""
    return welcome("rosa@example.org", name="Rosa Lind", groups=("Editors", "Moderators"))


def sana_mirza() -> User:
    """Sana Mirza looks after what is published, and approves what others wrote."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


@pytest.fixture
def sana(db: None) -> User:
    return sana_mirza()


@pytest.fixture
def ada(db: None) -> User:
    return welcome("ada@example.org", name="Ada Quill", superuser=True)
