"""Times as members read them."""

from datetime import UTC, datetime

import pytest

from ballots.templatetags.ballot_words import when


@pytest.mark.parametrize(("moment", "words"), [
    (datetime(2022, 3, 25, 17, 0, tzinfo=UTC), "Friday 25 March 2022 at 5:00pm"),
    (datetime(2022, 6, 1, 11, 5, tzinfo=UTC), "Wednesday 1 June 2022 at 12:05pm"),
    (datetime(2022, 6, 1, 23, 30, tzinfo=UTC), "Thursday 2 June 2022 at 12:30am"),
])  # fmt: skip
def test_a_time_is_said_by_the_clock_on_the_wall(moment: datetime, words: str) -> None:
    assert f">{words}</time>" in when(moment)
