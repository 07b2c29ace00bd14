"""Who finds which page of the ballots' desk: everybody else gets 404, as if the ballot did not exist.

The table holds every address of ballots/desk/urls.py, looked at and sent to, of a branch's ballot and of a
national one. An address that is not in it fails the first test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from ballots import marking
from ballots.approving import propose
from ballots.closing import close_ballot
from ballots.desk.urls import urlpatterns
from ballots.models import Act, Appointment, Approval, Ballot, Method, RollEntry, Unit
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.conftest import SignIn
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.models import Message
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db

# Ines draws up Northside's ballot; Orla is of Harbour in the same region; Rhea has the regional office, Sol
# that of another region; Nell has the national office. Three are scrutineers: Joss of nothing, Tam of another
# ballot, Ada of this one. Rowan is a member, no more.
PEOPLE = ("anonymous", "Rowan", "Ines", "Orla", "Rhea", "Sol", "Nell", "Joss", "Tam", "Ada")
SCRUTINEERS = ("Joss", "Tam", "Ada")

# Each line: the address, the act where it has one, the state of the ballot; then for GET and for POST what
# each of the people gets, in the order of PEOPLE.
#   302 to the login for anonymous, elsewhere done; 403 found and refused; 404 not there; 405 not that way;
#   409 found, and not possible now; 410 gone; 422 found, and something is missing in what was sent.
BRANCH = """
                               anon Row Ine Orl Rhe Sol Nel Jos Tam Ada
list                 draft   get  302 404 200 200 200 200 200 200 200 200
list                 draft   post 302 405 405 405 405 405 405 405 405 405
new                  draft   get  302 404 200 200 200 200 200 404 404 404
new                  draft   post 302 404 302 302 422 302 422 404 404 404
ballot               draft   get  302 404 200 404 200 404 200 404 404 404
ballot               draft   post 302 405 405 405 405 405 405 405 405 405
words                draft   get  302 404 200 404 200 404 200 404 404 404
words                draft   post 302 404 422 404 422 404 422 404 404 404
voters               draft   get  302 404 200 404 200 404 200 404 404 404
voters               draft   post 302 404 302 404 422 404 422 404 404 404
dates                draft   get  302 404 200 404 200 404 200 404 404 404
dates                draft   post 302 404 422 404 422 404 422 404 404 404
thresholds           draft   get  302 404 200 404 200 404 200 404 404 404
thresholds           draft   post 302 404 302 404 302 404 302 404 404 404
check                draft   get  302 404 200 404 200 404 200 404 404 404
check                draft   post 302 405 405 405 405 405 405 405 405 405
unreachable          draft   get  302 404 200 404 200 404 200 404 404 404
unreachable          draft   post 302 405 405 405 405 405 405 405 405 405
preview              draft   get  302 404 200 404 200 404 200 404 404 404
preview              draft   post 302 404 422 404 422 404 422 404 404 404
test_mail            draft   get  302 405 405 405 405 405 405 405 405 405
test_mail            draft   post 302 404 302 404 302 404 302 404 404 404
give_up              draft   get  302 404 200 404 200 404 200 404 404 404
give_up              draft   post 302 404 302 404 302 404 302 404 404 404
again                draft   get  302 405 405 405 405 405 405 405 405 405
again                draft   post 302 404 302 404 302 404 302 404 404 404
propose:freeze       draft   get  302 404 200 404 200 404 200 404 404 404
propose:freeze       draft   post 302 404 302 404 302 404 302 404 404 404
approve:freeze       draft   get  302 404 302 404 302 404 302 404 404 404
approve:freeze       draft   post 302 404 409 404 409 404 409 404 404 404
withdraw:freeze      draft   get  302 405 405 405 405 405 405 405 405 405
withdraw:freeze      draft   post 302 404 409 404 409 404 409 404 404 404
call_off             draft   get  302 405 405 405 405 405 405 405 405 405
call_off             draft   post 302 404 409 404 409 404 409 404 404 404
scrutiny             draft   get  302 404 404 404 404 404 404 404 404 404
scrutiny             draft   post 302 405 405 405 405 405 405 405 405 405
scrutiny_appoint     draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_appoint     draft   post 302 404 404 404 404 404 404 404 404 404
scrutiny_dismiss     draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_dismiss     draft   post 302 404 404 404 404 404 404 404 404 404
scrutiny_accept      draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_accept      draft   post 302 404 404 404 404 404 404 404 404 404
scrutiny_key         draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_key         draft   post 302 404 404 404 404 404 404 404 404 404
scrutiny_trial       draft   get  302 404 404 404 404 404 404 404 404 404
scrutiny_trial       draft   post 302 405 405 405 405 405 405 405 405 405
scrutiny_rehearsal   draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_rehearsal   draft   post 302 404 404 404 404 404 404 404 404 404
ballot               open    get  302 404 200 404 200 404 200 404 404 404
ballot               open    post 302 405 405 405 405 405 405 405 405 405
turnout              open    get  302 404 200 404 200 404 200 404 404 404
turnout              open    post 302 405 405 405 405 405 405 405 405 405
corrections          open    get  302 404 200 404 200 404 200 404 404 404
corrections          open    post 302 404 302 404 302 404 302 404 404 404
reminders            open    get  302 404 200 404 200 404 200 404 404 404
reminders            open    post 302 404 302 404 302 404 302 404 404 404
letters              open    get  302 404 200 404 200 404 200 404 404 404
letters              open    post 302 404 302 404 302 404 302 404 404 404
letters_file         open    get  302 405 405 405 405 405 405 405 405 405
letters_file         open    post 302 404 404 404 404 404 404 404 404 404
marks                open    get  302 404 200 404 200 404 200 404 404 404
marks                open    post 302 404 200 404 200 404 200 404 404 404
unmark               open    get  302 405 405 405 405 405 405 405 405 405
unmark               open    post 302 404 302 404 302 404 302 404 404 404
returns              open    get  302 404 200 404 200 404 200 404 404 404
returns              open    post 302 405 405 405 405 405 405 405 405 405
propose:extension    open    get  302 404 200 404 200 404 200 404 404 404
propose:extension    open    post 302 404 302 404 302 404 302 404 404 404
propose:pause        open    get  302 404 200 404 200 404 200 404 404 404
propose:pause        open    post 302 404 302 404 302 404 302 404 404 404
propose:early_close  open    get  302 404 200 404 200 404 200 404 404 404
propose:early_close  open    post 302 404 302 404 302 404 302 404 404 404
propose:void         open    get  302 404 200 404 200 404 200 404 404 404
propose:void         open    post 302 404 302 404 302 404 302 404 404 404
approve:void         open    get  302 404 302 404 302 404 302 404 404 404
approve:void         open    post 302 404 409 404 409 404 409 404 404 404
withdraw:void        open    get  302 405 405 405 405 405 405 405 405 405
withdraw:void        open    post 302 404 409 404 409 404 409 404 404 404
words                open    get  302 404 404 404 404 404 404 404 404 404
words                open    post 302 404 404 404 404 404 404 404 404 404
again                open    get  302 405 405 405 405 405 405 405 405 405
again                open    post 302 404 302 404 302 404 302 404 404 404
approve:pause        asked   get  302 404 200 404 200 404 200 404 404 404
approve:pause        asked   post 302 404 409 404 302 404 403 404 404 404
withdraw:pause       asked   get  302 405 405 405 405 405 405 405 405 405
withdraw:pause       asked   post 302 404 302 404 302 404 302 404 404 404
ballot               closed  get  302 404 200 404 200 404 200 404 404 404
ballot               closed  post 302 405 405 405 405 405 405 405 405 405
turnout              closed  get  302 404 200 404 200 404 200 404 404 404
turnout              closed  post 302 405 405 405 405 405 405 405 405 405
marks                closed  get  302 404 200 404 200 404 200 404 404 404
marks                closed  post 302 404 422 404 422 404 422 404 404 404
unmark               closed  get  302 405 405 405 405 405 405 405 405 405
unmark               closed  post 302 404 409 404 409 404 409 404 404 404
returns              closed  get  302 404 200 404 200 404 200 404 404 404
returns              closed  post 302 405 405 405 405 405 405 405 405 405
chase                closed  get  302 405 405 405 405 405 405 405 405 405
chase                closed  post 302 404 403 404 302 404 302 404 404 404
return               closed  get  302 404 200 404 200 404 200 404 404 404
return               closed  post 302 404 302 404 302 404 302 404 404 404
letters              closed  get  302 404 200 404 200 404 200 404 404 404
letters              closed  post 302 404 409 404 409 404 409 404 404 404
reminders            closed  get  302 404 200 404 200 404 200 404 404 404
reminders            closed  post 302 404 409 404 409 404 409 404 404 404
corrections          closed  get  302 404 200 404 200 404 200 404 404 404
corrections          closed  post 302 404 409 404 409 404 409 404 404 404
propose:void         closed  get  302 404 200 404 200 404 200 404 404 404
propose:void         closed  post 302 404 302 404 302 404 302 404 404 404
propose:publication  closed  get  302 404 409 404 409 404 409 404 404 404
propose:publication  closed  post 302 404 409 404 409 404 409 404 404 404
scrutiny             closed  get  302 404 404 404 404 404 404 404 404 404
scrutiny             closed  post 302 405 405 405 405 405 405 405 405 405
scrutiny_export      closed  get  302 404 404 404 404 404 404 404 404 404
scrutiny_export      closed  post 302 405 405 405 405 405 405 405 405 405
scrutiny_count       closed  get  302 405 405 405 405 405 405 405 405 405
scrutiny_count       closed  post 302 404 404 404 404 404 404 404 404 404
scrutiny_stop        closed  get  302 405 405 405 405 405 405 405 405 405
scrutiny_stop        closed  post 302 404 404 404 404 404 404 404 404 404
"""
NATIONAL = """
                               anon Row Ine Orl Rhe Sol Nel Jos Tam Ada
list                 draft   get  302 404 200 200 200 200 200 200 200 200
list                 draft   post 302 405 405 405 405 405 405 405 405 405
new                  draft   get  302 404 200 200 200 200 200 404 404 404
new                  draft   post 302 404 302 302 422 302 422 404 404 404
ballot               draft   get  302 404 404 404 404 404 200 200 200 200
ballot               draft   post 302 405 405 405 405 405 405 405 405 405
words                draft   get  302 404 404 404 404 404 200 404 404 404
words                draft   post 302 404 404 404 404 404 422 404 404 404
voters               draft   get  302 404 404 404 404 404 200 404 404 404
voters               draft   post 302 404 404 404 404 404 302 404 404 404
dates                draft   get  302 404 404 404 404 404 200 404 404 404
dates                draft   post 302 404 404 404 404 404 422 404 404 404
thresholds           draft   get  302 404 404 404 404 404 200 404 404 404
thresholds           draft   post 302 404 404 404 404 404 302 404 404 404
check                draft   get  302 404 404 404 404 404 200 404 404 404
check                draft   post 302 405 405 405 405 405 405 405 405 405
unreachable          draft   get  302 404 404 404 404 404 200 404 404 404
unreachable          draft   post 302 405 405 405 405 405 405 405 405 405
preview              draft   get  302 404 404 404 404 404 200 200 200 200
preview              draft   post 302 404 404 404 404 404 422 422 422 422
test_mail            draft   get  302 405 405 405 405 405 405 405 405 405
test_mail            draft   post 302 404 404 404 404 404 302 404 404 404
give_up              draft   get  302 404 404 404 404 404 200 404 404 404
give_up              draft   post 302 404 404 404 404 404 302 404 404 404
again                draft   get  302 405 405 405 405 405 405 405 405 405
again                draft   post 302 404 404 404 404 404 302 404 404 404
propose:freeze       draft   get  302 404 404 404 404 404 200 403 403 403
propose:freeze       draft   post 302 404 404 404 404 404 409 403 403 403
call_off             draft   get  302 405 405 405 405 405 405 405 405 405
call_off             draft   post 302 404 404 404 404 404 409 403 403 403
approve:freeze       draft   get  302 404 404 404 404 404 302 302 302 302
approve:freeze       draft   post 302 404 404 404 404 404 409 409 409 409
withdraw:freeze      draft   get  302 405 405 405 405 405 405 405 405 405
withdraw:freeze      draft   post 302 404 404 404 404 404 409 409 409 409
scrutiny             draft   get  302 404 404 404 404 404 200 200 200 200
scrutiny             draft   post 302 405 405 405 405 405 405 405 405 405
scrutiny_appoint     draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_appoint     draft   post 302 404 404 404 404 404 302 403 403 403
scrutiny_dismiss     draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_dismiss     draft   post 302 404 404 404 404 404 302 403 403 403
scrutiny_accept      draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_accept      draft   post 302 404 404 404 404 404 422 422 422 422
scrutiny_key         draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_key         draft   post 302 404 404 404 404 404 422 422 422 422
scrutiny_trial       draft   get  302 404 404 404 404 404 404 404 404 404
scrutiny_trial       draft   post 302 405 405 405 405 405 405 405 405 405
scrutiny_rehearsal   draft   get  302 405 405 405 405 405 405 405 405 405
scrutiny_rehearsal   draft   post 302 404 404 404 404 404 422 422 422 422
ballot               open    get  302 404 404 404 404 404 200 200 200 200
ballot               open    post 302 405 405 405 405 405 405 405 405 405
turnout              open    get  302 404 200 200 200 404 200 200 200 200
turnout              open    post 302 405 405 405 405 405 405 405 405 405
corrections          open    get  302 404 404 404 404 404 200 200 200 200
corrections          open    post 302 404 404 404 404 404 302 403 403 403
reminders            open    get  302 404 404 404 404 404 200 200 200 200
reminders            open    post 302 404 404 404 404 404 302 403 403 403
letters              open    get  302 404 404 404 404 404 200 200 200 200
letters              open    post 302 404 404 404 404 404 302 403 403 403
letters_file         open    get  302 405 405 405 405 405 405 405 405 405
letters_file         open    post 302 404 404 404 404 404 404 404 404 404
marks                open    get  302 404 200 200 200 404 200 404 404 404
marks                open    post 302 404 200 422 200 404 200 404 404 404
unmark               open    get  302 405 405 405 405 405 405 405 405 405
unmark               open    post 302 404 302 403 302 404 302 404 404 404
returns              open    get  302 404 200 200 200 404 200 404 404 404
returns              open    post 302 405 405 405 405 405 405 405 405 405
propose:extension    open    get  302 404 404 404 404 404 200 403 403 403
propose:extension    open    post 302 404 404 404 404 404 302 403 403 403
propose:pause        open    get  302 404 404 404 404 404 200 403 403 403
propose:pause        open    post 302 404 404 404 404 404 302 403 403 403
propose:early_close  open    get  302 404 404 404 404 404 200 403 403 403
propose:early_close  open    post 302 404 404 404 404 404 302 403 403 403
propose:void         open    get  302 404 404 404 404 404 200 403 403 403
propose:void         open    post 302 404 404 404 404 404 302 403 403 403
approve:void         open    get  302 404 404 404 404 404 302 302 302 302
approve:void         open    post 302 404 404 404 404 404 409 409 409 409
withdraw:void        open    get  302 405 405 405 405 405 405 405 405 405
withdraw:void        open    post 302 404 404 404 404 404 409 409 409 409
words                open    get  302 404 404 404 404 404 404 404 404 404
words                open    post 302 404 404 404 404 404 404 404 404 404
again                open    get  302 405 405 405 405 405 405 405 405 405
again                open    post 302 404 404 404 404 404 302 404 404 404
approve:pause        asked   get  302 404 404 404 404 404 200 200 200 200
approve:pause        asked   post 302 404 404 404 404 404 403 403 403 302
withdraw:pause       asked   get  302 405 405 405 405 405 405 405 405 405
withdraw:pause       asked   post 302 404 404 404 404 404 302 403 403 302
ballot               closed  get  302 404 404 404 404 404 200 200 200 200
ballot               closed  post 302 405 405 405 405 405 405 405 405 405
turnout              closed  get  302 404 200 200 200 404 200 200 200 200
turnout              closed  post 302 405 405 405 405 405 405 405 405 405
marks                closed  get  302 404 200 200 200 404 200 404 404 404
marks                closed  post 302 404 422 422 422 404 422 404 404 404
unmark               closed  get  302 405 405 405 405 405 405 405 405 405
unmark               closed  post 302 404 409 409 409 404 409 404 404 404
returns              closed  get  302 404 200 200 200 404 200 404 404 404
returns              closed  post 302 405 405 405 405 405 405 405 405 405
chase                closed  get  302 405 405 405 405 405 405 405 405 405
chase                closed  post 302 404 403 403 403 404 302 404 404 404
return               closed  get  302 404 200 404 200 404 200 404 404 404
return               closed  post 302 404 302 404 302 404 302 404 404 404
letters              closed  get  302 404 404 404 404 404 200 200 200 200
letters              closed  post 302 404 404 404 404 404 409 403 403 403
reminders            closed  get  302 404 404 404 404 404 200 200 200 200
reminders            closed  post 302 404 404 404 404 404 409 403 403 403
corrections          closed  get  302 404 404 404 404 404 200 200 200 200
corrections          closed  post 302 404 404 404 404 404 409 403 403 403
propose:void         closed  get  302 404 404 404 404 404 200 403 403 403
propose:void         closed  post 302 404 404 404 404 404 302 403 403 403
propose:publication  closed  get  302 404 404 404 404 404 409 403 403 403
propose:publication  closed  post 302 404 404 404 404 404 409 403 403 403
scrutiny             closed  get  302 404 404 404 404 404 200 200 200 200
scrutiny             closed  post 302 405 405 405 405 405 405 405 405 405
scrutiny_export      closed  get  302 404 404 404 404 404 409 404 404 409
scrutiny_export      closed  post 302 405 405 405 405 405 405 405 405 405
scrutiny_count       closed  get  302 405 405 405 405 405 405 405 405 405
scrutiny_count       closed  post 302 404 404 404 404 404 422 422 422 422
scrutiny_stop        closed  get  302 405 405 405 405 405 405 405 405 405
scrutiny_stop        closed  post 302 404 404 404 404 404 302 403 403 302
ballot               returns get  302 404 404 404 404 404 200 200 200 200
ballot               returns post 302 405 405 405 405 405 405 405 405 405
turnout              returns get  302 404 404 404 404 404 404 404 404 404
turnout              returns post 302 405 405 405 405 405 405 405 405 405
corrections          returns get  302 404 404 404 404 404 404 404 404 404
corrections          returns post 302 404 404 404 404 404 404 404 404 404
reminders            returns get  302 404 404 404 404 404 404 404 404 404
reminders            returns post 302 404 404 404 404 404 404 404 404 404
letters              returns get  302 404 404 404 404 404 404 404 404 404
letters              returns post 302 404 404 404 404 404 404 404 404 404
marks                returns get  302 404 404 404 404 404 404 404 404 404
marks                returns post 302 404 404 404 404 404 404 404 404 404
unmark               returns get  302 405 405 405 405 405 405 405 405 405
unmark               returns post 302 404 404 404 404 404 404 404 404 404
returns              returns get  302 404 200 200 200 404 200 404 404 404
returns              returns post 302 405 405 405 405 405 405 405 405 405
return               returns get  302 404 200 404 200 404 200 404 404 404
return               returns post 302 404 302 404 302 404 302 404 404 404
chase                returns get  302 405 405 405 405 405 405 405 405 405
chase                returns post 302 404 403 403 403 404 302 404 404 404
propose:void         returns get  302 404 404 404 404 404 200 403 403 403
propose:void         returns post 302 404 404 404 404 404 302 403 403 403
propose:pause        returns get  302 404 404 404 404 404 200 403 403 403
propose:pause        returns post 302 404 404 404 404 404 302 403 403 403
"""

TOMORROW = f"{timezone.localdate() + timedelta(days=10):%Y-%m-%d}"
WHY = {"reason": "The post was late in two towns."}
# What is sent to an address; nothing to the others.
SENT: dict[str, dict[str, str]] = {
    "new": {"pattern": "offer"},
    "extension": {**WHY, "closes_on": TOMORROW, "closes_time": "17:00"},
    "pause": WHY,
    "void": WHY,
    "corrections": {"act": "struck", "struck-number": "NW-001-0005", "struck-reason": "left_union"},
    "letters": {"language": "en"},
    "marks": {"number": "NW-001-0006", "method": "paper"},
    "unmark": {"number": "NW-001-0003"},
    "return": {"option_1": "1", "option_2": "0", "option_3": "0", "spoilt": "0"},
}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    act: str
    stage: str
    method: str
    statuses: tuple[int, ...]

    @cached_property
    def address(self) -> str:
        pattern = next(str(entry.pattern) for entry in urlpatterns if entry.name == self.name)
        adas = Appointment.objects.get(user__name="Ada").pk
        parts = {
            "<slug:slug>": "njc-pay-claim-2022",
            "<slug:act>": self.act,
            "<slug:method>": "branch" if self.stage == "returns" else "paper",
            "<int:pk>": str(adas),
        }
        for part, value in parts.items():
            pattern = pattern.replace(part, value)
        return "/desk/ballots/" + re.sub(r"<int:\w+>", "1", pattern)

    def ask(self, client: Client) -> int:
        if self.method == "get":
            return client.get(self.address).status_code
        sent = SENT.get(self.act if self.name == "propose" else self.name, {})
        asked = Approval.objects.order_by("pk").values_list("pk", flat=True).last() or ""
        return client.post(self.address, {**sent, "approval": str(asked)}).status_code


def lines(table: str) -> Iterator[Line]:
    for text in table.strip().splitlines()[1:]:
        called, stage, method, *statuses = text.split()
        name, _, act = called.partition(":")
        yield Line(name, act, stage, method, tuple(map(int, statuses)))


def user_with(name: str, **role: object) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    if role:
        Role.objects.create(user=user, **role)
    return user


def scrutineer_of(ballot: Ballot, user: User, *, by: User) -> None:
    at = timezone.now()
    Appointment.objects.create(
        ballot=ballot,
        user=user,
        appointed_by=by,
        appointed_at=at,
        accepted_at=at,
        signing_key=f"{user.pk:044}",
    )


def scene_of(stage: str, *, national: bool) -> Scene:
    """Northside's ballot, or the same one as the nation's, in which Harbour takes part too."""
    at = timezone.now()
    if stage == "draft":
        scene = scenes.drafted(at, members=12)
    else:
        scene = scenes.opened(at, members=12)
        marking.mark(scene.ballot, number="NW-001-0003", method=Method.PAPER, by=scene.ines, at=at)
    if stage == "closed":
        assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    if stage == "returns":
        scene.ballot.roll.all().delete()
        Ballot.objects.update(by_returns=True, public_key=None, wrapped_private_key=None)
    if national:
        Ballot.objects.update(branch=None, custody="scrutineers", wrapped_private_key=None)
        if stage != "draft":
            unit = Unit.objects.create(ballot=scene.ballot, number=2, name="Harbour Health", electorate=40)
            unit.branches.add(Branch.objects.get(name="Harbour Health"))
    return scene


def browsers(scene: Scene, sign_in: SignIn, *, stage: str) -> dict[str, Client]:
    """A browser for each of the people; where a pause was asked for, the first of two has done that."""
    elsewhere = Region.objects.create(code="SW", name="South West")
    Branch.objects.create(code="SW-001", name="Moor Schools", region=elsewhere)
    users = {"Ines": scene.ines, "Orla": scene.orla, "Rowan": user_with("Rowan")}
    users["Rhea"] = user_with("Rhea", kind=Role.Kind.REGIONAL_OFFICE, region=scene.branch.region)
    users["Sol"] = user_with("Sol", kind=Role.Kind.REGIONAL_OFFICE, region=elsewhere)
    users["Nell"] = user_with("Nell", kind=Role.Kind.NATIONAL_OFFICE)
    users |= {name: user_with(name, kind=Role.Kind.SCRUTINEER) for name in SCRUTINEERS}
    other = Ballot.objects.create(
        title="Another", slug="another", branch=None, custody="scrutineers", created_by=users["Nell"],
        opens_at=scene.at + timedelta(days=1), closes_at=scene.at + timedelta(days=9),
    )  # fmt: skip
    scrutineer_of(other, users["Tam"], by=users["Nell"])
    scrutineer_of(scene.ballot, users["Ada"], by=users["Nell"])
    scene.ballot.refresh_from_db()
    if stage == "asked":
        first = scene.ines if scene.ballot.branch else users["Nell"]
        propose(scene.ballot, Act.PAUSE, by=first, at=scene.at, **WHY)
    SENT["scrutiny_appoint"] = {"user": str(users["Joss"].pk)}
    return {"anonymous": Client(), **{name: sign_in(users[name]) for name in PEOPLE[1:]}}


def written() -> tuple[object, ...]:
    """All that an act leaves behind: the log, letters, marks, and the ballots themselves."""
    marked = RollEntry.objects.filter(has_voted=True).count()
    return (
        Entry.objects.count(),
        Message.objects.count(),
        marked,
        list(Ballot.objects.order_by("pk").values()),
    )


def rows_written() -> int:
    """How many so far, undone or not: SQLite counts along."""
    return int(connection.connection.total_changes)


def test_the_tables_hold_every_address_looked_at_and_sent_to() -> None:
    wanted = {(str(entry.name), method) for entry in urlpatterns for method in ("get", "post")}
    for table in (BRANCH, NATIONAL):
        assert {(line.name, line.method) for line in lines(table)} == wanted


@pytest.mark.parametrize("stage", ["draft", "open", "asked", "closed", "returns"])
@pytest.mark.parametrize("scope", ["branch", "national"])
def test_who_finds_what_and_who_is_refused_changes_nothing(sign_in: SignIn, scope: str, stage: str) -> None:
    people = browsers(scene_of(stage, national=scope == "national"), sign_in, stage=stage)
    table = {"branch": BRANCH, "national": NATIONAL}[scope]
    before = written()
    for line in lines(table):
        if line.stage != stage:
            continue
        found = {}
        for name, client in people.items():
            with transaction.atomic():
                so_far = rows_written()
                found[name] = line.ask(client)
                if found[name] >= 400 or line.method == "get" or name == "anonymous":
                    assert rows_written() == so_far or written() == before, (line, name)
                transaction.set_rollback(True)
        assert found == dict(zip(PEOPLE, line.statuses, strict=True)), line


@pytest.mark.parametrize("stage", ["draft", "open"])
def test_other_methods_are_refused(sign_in: SignIn, stage: str) -> None:
    nell = browsers(scene_of(stage, national=False), sign_in, stage=stage)["Nell"]
    for line in lines(BRANCH):
        if line.stage == stage and not line.name.startswith("scrutiny"):
            assert nell.put(line.address).status_code == 405, line.address
