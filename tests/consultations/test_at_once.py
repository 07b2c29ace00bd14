"""Many at one moment: one link gives one reply, and an edit and the mixing never lose a word."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import connections, transaction

from campaigns.consultations.answering import save_answer
from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.finding import find_reply, lock_reply
from campaigns.consultations.mixing import mix, settle
from campaigns.consultations.models import Answer, Consultation, Participation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reading import given_in
from campaigns.consultations.taking_part import take_part
from tests.ballots.test_casting_at_once import AT_ONCE, all_at_once
from tests.consultations.members import a_branch, answered, place_of, put_to_members
from tests.waiting import wait_until_somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def beginning(place: Participation, *, at: datetime) -> Callable[[], str]:
    def begin() -> str:
        try:
            return f"code {take_part(place, code=new_code(), at=at)}"
        except ConsultationError as refused:
            return type(refused).__name__

    return begin


def test_one_anonymous_link_200_times_gives_one_reply(noon: datetime) -> None:
    rowan = place_of(put_to_members(noon, branch=a_branch(members=20)))
    results = all_at_once([beginning(rowan, at=noon)] * 200, workers=AT_ONCE)
    assert results.pop("LinkUsed") == 199
    [(code, times)] = results.items()
    assert (times, Reply.objects.get().code_hash) == (1, hash_of(code.removeprefix("code ")))


def test_one_confidential_link_200_times_opens_one_reply(noon: datetime) -> None:
    rowan = place_of(put_to_members(noon, mode="confidential", branch=a_branch(members=20)))
    results = all_at_once([beginning(rowan, at=noon)] * 200, workers=AT_ONCE)
    [(_code, times)] = results.items()
    assert (times, Reply.objects.get().participation) == (200, rowan)


def with_forty_five(at: datetime) -> tuple[Consultation, list[str]]:
    consultation = put_to_members(at, branch=a_branch(members=60))
    return consultation, [answered(place_of(consultation, n), at=at, change="First") for n in range(1, 46)]


def test_edits_while_replies_are_mixed_are_all_kept(noon: datetime) -> None:
    consultation, codes = with_forty_five(noon)

    def edit(code: str) -> Callable[[], str]:
        def change() -> str:
            save_answer(code, question="change", value=f"Second {code}", at=noon)
            return "changed"

        return change

    def mixing() -> str:
        return f"mixed {mix(consultation, at=noon)}"

    works = [edit(code) for code in codes]
    works.insert(10, mixing)
    results = all_at_once(works, workers=len(works) // 2)
    assert results == Counter({"changed": 45, "mixed 25": 1})
    assert {given_in(find_reply(consultation, code=code))["change"] for code in codes} == {
        f"Second {code}" for code in codes
    }
    assert (Reply.objects.count(), Answer.objects.count()) == (45, 90)


def test_an_edit_that_waits_for_the_mixing_finds_the_reply_again(noon: datetime) -> None:
    consultation, codes = with_forty_five(noon)
    mixed, go = Event(), Event()

    def mixing() -> None:
        try:
            with transaction.atomic():
                mix(consultation, at=noon)
                mixed.set()
                go.wait(60)
        finally:
            connections.close_all()

    def editing() -> None:
        try:
            for code in codes:
                save_answer(code, question="change", value="Second", at=noon)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(mixing)
        assert mixed.wait(20)
        second = pool.submit(editing)
        wait_until_somebody_waits()
        go.set()
        first.result(30)
        second.result(30)
    assert set(Answer.objects.filter(question="change").values_list("value", flat=True)) == {"Second"}


def test_the_mixing_waits_for_an_edit_under_way(noon: datetime) -> None:
    consultation, codes = with_forty_five(noon)
    close_consultation(consultation, by=None, at=noon)
    editing, go = Event(), Event()

    def edit() -> None:
        try:
            with transaction.atomic():
                reply = lock_reply(codes[0])
                editing.set()
                go.wait(60)
                reply.answers.filter(question="change").update(value="Second")
        finally:
            connections.close_all()

    def settling() -> bool:
        try:
            return settle(consultation, at=noon + timedelta(minutes=2))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(edit)
        assert editing.wait(20)
        second = pool.submit(settling)
        wait_until_somebody_waits()
        go.set()
        first.result(30)
        assert second.result(30) is True
    assert given_in(find_reply(consultation, code=codes[0]))["change"] == "Second"
    assert Reply.objects.counted().count() == 45
