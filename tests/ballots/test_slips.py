"""What a member chose travels in their own page, and only this server can read it there."""

from datetime import datetime, timedelta

import pytest

from ballots.booth.slips import LIFETIME, Slip, SlipExpired, SlipUnreadable, read_slip, write_slip

RPI = Slip({1: (1,)}, "7K2M9QX4TD")
FLAT = Slip({1: (12,)}, "0Z9Y8X7W6V")
LONGEST = Slip(
    {**{number: tuple(range(100, 112)) for number in range(1, 13)}, 20: tuple(range(100, 122))}, "0Z9Y8X7W6V"
)


def test_a_slip_comes_back_as_it_was_written(noon: datetime) -> None:
    field = write_slip(RPI, credential="rowan", ballot=7, at=noon)
    assert read_slip(field, credential="rowan", ballot=7, at=noon + timedelta(minutes=29)) == RPI


def test_a_slip_shows_neither_choice_nor_tracker_nor_their_length(noon: datetime) -> None:
    one = write_slip(RPI, credential="rowan", ballot=7, at=noon)
    other = write_slip(FLAT, credential="rowan", ballot=7, at=noon)
    longest = write_slip(LONGEST, credential="rowan", ballot=7, at=noon)
    assert {len(one), len(other), len(longest)} == {1404}
    assert one != write_slip(RPI, credential="rowan", ballot=7, at=noon)


@pytest.mark.parametrize(("credential", "ballot"), [("jo", 7), ("rowan", 8)])
def test_a_slip_of_another_link_or_ballot_is_unreadable(noon: datetime, credential: str, ballot: int) -> None:
    field = write_slip(RPI, credential="rowan", ballot=7, at=noon)
    with pytest.raises(SlipUnreadable):
        read_slip(field, credential=credential, ballot=ballot, at=noon)


def test_a_slip_expires_after_thirty_minutes(noon: datetime) -> None:
    field = write_slip(RPI, credential="rowan", ballot=7, at=noon)
    with pytest.raises(SlipExpired):
        read_slip(field, credential="rowan", ballot=7, at=noon + LIFETIME)


def test_an_altered_slip_is_unreadable(subtests: pytest.Subtests, noon: datetime) -> None:
    field = write_slip(RPI, credential="rowan", ballot=7, at=noon)
    for position in range(0, 300, 23):
        with subtests.test(position=position):
            changed = "A" if field[position] != "A" else "B"
            with pytest.raises(SlipUnreadable):
                read_slip(
                    field[:position] + changed + field[position + 1 :], credential="rowan", ballot=7, at=noon
                )


def test_nonsense_is_unreadable(subtests: pytest.Subtests, noon: datetime) -> None:
    for nonsense in ["", "x", "ü", "AAAA", "A" * 4000, "é" * 10]:
        with subtests.test(nonsense=nonsense), pytest.raises(SlipUnreadable):
            read_slip(nonsense, credential="rowan", ballot=7, at=noon)
