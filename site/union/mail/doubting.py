"""Whose fault a refusal is: a server that refuses everybody is wrong about each of them.

A relay that no longer takes our letters, or an allowance that is used up, is often said of each letter alone,
in the very words that are said of a mailbox that does not exist. Believed, it would end every letter of a
mailing and keep the whole membership from ever being written to. docs/decisions/0227.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import QuerySet

from union.mail.bouncing import Judgement, Verdict, forgive
from union.mail.models import Channel, Message, State

IN_A_ROW = 10
LOOKED_AT = 100
SAID_OF_ALL = f", {IN_A_ROW} letters in a row"
LATER = re.compile(r"45[01](?! 4\.3\.)")  # greylisted, or a mailbox that is busy: said of one recipient
PAUSE = timedelta(minutes=1)
GREYLISTED = 3  # tries, over twenty minutes
ENDED = [State.SENT, State.DEAD]
Found = tuple[Message, Judgement]


def is_doubtful(found: Judgement, *, tries: int) -> bool:
    """Whether it may be said of all letters.

    Not of a letter whose answer never came, which may have been taken; nor what a greylist says, as long as
    one may last.
    """
    if found.verdict is not Verdict.RETRY:
        return True
    return not found.line_lost and (tries > GREYLISTED or not LATER.match(found.reason))


def is_the_servers(refused: Sequence[Found]) -> bool:
    """Whether these, of a batch of which nothing was taken, are its fault and not that of each letter.

    What was said of ten holds until a letter is taken. Where few leave, a batch is one letter: then those
    count that were given up just before.
    """
    final = sum(found.verdict in {Verdict.BOUNCE, Verdict.DEAD} for _, found in refused)
    if Channel.objects.filter(reason__endswith=SAID_OF_ALL).exists():
        return True
    return final > 0 and final + len(given_up_just_before()) >= IN_A_ROW


def given_up_just_before() -> list[Message]:
    """The latest letters, where none of them was taken."""
    latest = Message.objects.filter(state__in=ENDED).order_by("-pk")[:LOOKED_AT]
    return list(takewhile(lambda one: one.state == State.DEAD and one.reason.startswith("5"), latest))


def taken_since(at: datetime) -> bool:
    """Whether the server took any letter since then. Asked only where one is about to be given up."""
    return Message.objects.filter(sent_at__gte=at).exists()


def take_back(*, at: datetime) -> int:
    """What was given up just before is tried again, and those addresses are written to again; how many."""
    dead = given_up_just_before()
    for message in dead:
        forgive([message.recipient_hash], since=message.queued_at)
    return send_again(Message.objects.filter(pk__in=[message.pk for message in dead]), at=at + PAUSE)


def send_again(messages: QuerySet[Message], *, at: datetime) -> int:
    """Those that were given up or kept back, and whose address is still known, are due then; how many."""
    given_up = messages.filter(state__in=[State.DEAD, State.SUPPRESSED]).exclude(recipient="")
    return given_up.update(state=State.RETRY, attempts=0, next_at=at)
