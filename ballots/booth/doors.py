"""What every page of the booth has in common: the cookie that lets a member in, and how the booth says no.

Nothing here writes to a session or a log: the path of the first page holds a voting link.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import get_resolver
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ballots import errors
from ballots.booth.slips import SlipExpired, SlipUnreadable
from ballots.linking import Credential
from ballots.models import Ballot
from ballots.pausing import why_paused
from union.languages import page_is_welsh

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# One for each language: a cookie of /vote/ is not sent to /cy/vote/.
COOKIE, WELSH_COOKIE = "booth", "booth-cy"
PATHS = {COOKIE: "/vote/", WELSH_COOKIE: "/cy/vote/"}
MINUTES = 30
LARGEST_FORM = 16_384  # bytes; an honest paper is under one kilobyte
SALT = "ballots.booth"
# What Django raises at a form that is no form: thousands of fields, a hundred files, parts without end.
MALFORMED = (SuspiciousOperation, MultiPartParserError)

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]

# Status, heading and what to do now, of every refusal a voter can meet.
REFUSALS: dict[type[Exception], tuple[int, StrPromise]] = {
    errors.LinkUnknown: (404, _("This link does not open the booth")),
    errors.TooManyKnocks: (429, _("Too many tries for today")),
    errors.LinkReplaced: (410, _("A newer link has replaced this one")),
    errors.Struck: (403, _("You are not on the roll of this ballot")),
    errors.BallotNotOpen: (409, _("Voting has not started yet")),
    errors.BallotPaused: (409, _("This ballot is paused")),
    errors.BallotClosed: (409, _("This ballot has closed")),
    errors.BallotVoid: (409, _("This ballot is void")),
    errors.AlreadyVoted: (409, _("Your vote is already recorded")),
    errors.MarkedByHand: (409, _("You vote on paper or at a meeting")),
    errors.BadAnswers: (422, _("Choose an answer to each question")),
    errors.BadTracker: (400, _("This page could not be read")),
}


class FormTooLarge(errors.BallotError):
    sentence = _("What was sent is too large to be a ballot paper. Nothing was recorded: choose again.")


class WrongMethod(errors.BallotError):
    sentence = _(
        "This address does not take what was sent. Nothing was recorded: open the link in your letter."
    )


class BoothLeft(errors.BallotError):
    """No cookie, or one that is older than half an hour or not ours."""

    sentence = _(
        "For your safety the booth closes half an hour after you open your link. Nothing was recorded: "
        "open the link in your letter again, and choose again."
    )


REFUSALS |= {
    FormTooLarge: (413, _("That form is too large")),
    WrongMethod: (405, _("The booth cannot do that")),
    BoothLeft: (403, _("Open your link again to vote")),
    SlipExpired: (409, _("Half an hour has passed")),
    SlipUnreadable: (400, _("This page could not be read")),
}


def in_the_booth(*methods: str) -> Callable[[View], View]:
    """Guard a page of the booth: its methods, a size limit, CSRF, no caching, and no line in any log."""

    def guard(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt  # the check happens inside, once the size is known
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                _refuse_misuse(request, methods)
                answer = protected(request, *args, **kwargs)
            except errors.BallotError as error:
                answer = refusal(request, error, ballot=_ballot_behind(request))
            except MALFORMED:
                # Or the next to look at the form raises again.
                request._mark_post_parse_error()  # type: ignore[attr-defined]
                answer = refusal(request, SlipUnreadable(), ballot=_ballot_behind(request))
            except Exception as fault:  # Django's own report names the path, and the path can hold a link
                logger.error("booth: %s failed: %s", view.__name__, type(fault).__name__)
                answer = get_resolver().resolve_error_handler(500)(request)
            return _unlogged(answer, methods)

        return guarded

    return guard


def _refuse_misuse(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise WrongMethod
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        raise FormTooLarge


def _unlogged(answer: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    if answer.status_code == 405:
        answer["Allow"] = ", ".join(methods)
    answer["Cache-Control"] = "no-store, no-transform"  # compressed, its length would tell of a choice again
    answer["X-Robots-Tag"] = "noindex"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's request log names the path
    return answer


def let_in(answer: HttpResponse, credential: Credential) -> None:
    """Put the cookies of the booth on `answer`: half an hour, only in the booth, out of reach of scripts."""
    for name, path in PATHS.items():
        answer.set_signed_cookie(
            name,
            credential.pack(),
            salt=SALT,
            max_age=MINUTES * 60,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",  # Strict would be withheld on the redirect from a link in a mail
        )


def has_entered(request: HttpRequest) -> bool:
    """Whether this browser brings a cookie of the booth, good or not."""
    return _cookie() in request.COOKIES


def credential_in(request: HttpRequest) -> Credential:
    """The credential in the cookie. Raises BoothLeft."""
    packed = request.get_signed_cookie(_cookie(), default="", salt=SALT, max_age=MINUTES * 60)
    if not packed:
        raise BoothLeft
    return Credential.unpack(packed)


def _cookie() -> str:
    return WELSH_COOKIE if page_is_welsh() else COOKIE


def _ballot_behind(request: HttpRequest) -> Ballot | None:
    """The ballot of the link in the cookie, where there is one: for the words of a refusal only."""
    try:
        return Ballot.objects.filter(pk=credential_in(request).ballot_id).first()
    except errors.BallotError:
        return None


def _why(error: errors.BallotError, ballot: Ballot | None) -> str:
    """The reason of the two people who paused the ballot or declared it void, as members read it."""
    if ballot is None:
        return ""
    if isinstance(error, errors.BallotVoid):
        return ballot.void_reason
    return why_paused(ballot) if isinstance(error, errors.BallotPaused) else ""


def refusal(
    request: HttpRequest, error: errors.BallotError, *, ballot: Ballot | None = None, tracker: str = ""
) -> HttpResponse:
    """The page that says why not, with the status that fits, and what to do now.

    `tracker` is that of the review page in the voter's hands: a second press of the button must not lose it.
    """
    status, heading = REFUSALS.get(type(error), (409, _("This vote was not recorded")))
    context = {
        "heading": heading,
        "sentence": str(error),
        "reason": type(error).__name__,
        "ballot": ballot,
        "why": _why(error, ballot),
        "tracker": tracker,
        "acting": request.method == "POST",
    }
    return render(request, "ballots/booth_refused.html", context, status=status)
