"""What can be wrong, in the words the person is told. Views show `str(error)`; nothing here knows HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

try:
    from django.utils.translation import gettext_lazy as _
except ModuleNotFoundError:  # the laptop of a scrutineer has no Django, and its program speaks English

    def _(message: str) -> str:  # type: ignore[misc]
        return message


class BallotError(Exception):
    """Base of every refusal of this app; its text is a sentence that says what to do next."""

    sentence: str | StrPromise = _("This cannot be done with this ballot.")

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


# --- drawing up and deciding


class NotYours(BallotError):
    sentence = "This ballot belongs to another branch: ask its officers or the ballot office."


class NotADraft(BallotError):
    sentence = "This ballot is fixed and can no longer be changed."


class FormIncomplete(BallotError):
    sentence = "The ballot needs a question with at least two choices, and closing after opening."


class DatesUnclear(BallotError):
    """`field` is the one of the form that the sentence belongs to."""

    sentence = "Opening and closing do not fit together: set a later closing time."

    def __init__(self, sentence: str = "", *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


class RulesUnclear(BallotError):
    sentence = "The rules on who may vote could not be read: check sectors, branches, status and dates."


class NobodyEligible(BallotError):
    sentence = "Nobody on the roll meets the rules of this ballot: widen the rules or correct the roll."


class WrongMoment(BallotError):
    sentence = "This step is not possible while the ballot is in its present state."


class AlreadyProposed(BallotError):
    sentence = "This has been proposed already: a second person now has to approve it."


class CalledOff(BallotError):
    sentence = "This was called off while it was carried out: nothing was changed."


class RollMoved(BallotError):
    sentence = (
        "The roll of members was brought up to date while it was being copied. Nothing has been fixed: it is "
        "copied again by itself within minutes."
    )


class NothingProposed(BallotError):
    sentence = "Nobody has proposed this yet: propose it first, and a second person then approves."


class SamePerson(BallotError):
    sentence = "Two people are needed: somebody other than the proposer has to approve this."


class ProposalStale(BallotError):
    sentence = "The ballot has been changed since it was proposed: read it again and propose it again."


class TooManyTestLetters(BallotError):
    sentence = "Ten test letters of this ballot went to you today: read one of them, or look at the preview."


class ReasonMissing(BallotError):
    sentence = "Write the reason in a sentence: members read it on the ballot’s page."


class ExtensionUnclear(BallotError):
    sentence = "Choose a closing time later than the present one."


# --- corrections to the roll


class TooLateToCorrect(BallotError):
    sentence = "The roll can be corrected from the day the ballot is fixed until 24 hours before it closes."


class NotEligible(BallotError):
    sentence = "No member with this number meets the rules that were fixed: check the number and the rules."


class NoPlaceToCount(BallotError):
    sentence = (
        "The branch of this member had nobody on the roll when it was fixed, so there is no place where this "
        "vote could be counted."
    )


class AlreadyOnRoll(BallotError):
    sentence = "This member is on the roll already."


class NotOnRoll(BallotError):
    sentence = "Nobody with this membership number is on the roll of this ballot."


class StrikeAsked(BallotError):
    sentence = "The strike of this member was recorded already."


class SameAddress(BallotError):
    sentence = "Letters about this ballot go to this address already."


# --- reminders


class BadReminderDays(BallotError):
    sentence = "Choose days that are still to come and on which the ballot is open, each day once."


# --- letters for the post


class NobodyToWriteTo(BallotError):
    sentence = "Every member on the roll can be reached by e-mail, so there is no letter to print."


class LettersGone(BallotError):
    sentence = "These letters are not there, or not any more: they are kept for a day. Ask for them again."


# --- voting


class LinkUnknown(BallotError):
    sentence = _(
        "This voting link is not valid: use the link in your letter, or ask for it to be sent again. A link "
        "is forgotten half a year after the result of its ballot."
    )


class CodeUnknown(BallotError):
    sentence = _("This code does not open the booth: check each character against your letter.")


class TooManyKnocks(BallotError):
    sentence = _(
        "Too many tries have come from your internet connection today. Scan the picture in your letter, use "
        "another connection such as your phone’s, or try again tomorrow."
    )


class LinkReplaced(BallotError):
    sentence = _(
        "This voting link has been replaced by a newer one: use the link in the latest letter to you."
    )


class Struck(BallotError):
    sentence = _("You are no longer on the roll of this ballot: ask your branch if you think this is wrong.")


class BallotNotOpen(BallotError):
    sentence = _("This ballot has not opened yet: your link will work from the opening time.")


class BallotPaused(BallotError):
    sentence = _("This ballot is paused: your link will work again when it continues.")


class BallotClosed(BallotError):
    sentence = _("This ballot has closed: no more votes can be taken.")


class BallotVoid(BallotError):
    sentence = _("This ballot was declared void: no votes are taken, and none will be counted.")


class AlreadyVoted(BallotError):
    sentence = _("Your vote is already recorded: each member votes once, and a vote is final.")


class MarkedByHand(AlreadyVoted):
    sentence = _(
        "Your branch has noted that you vote on paper or at a meeting, so this link takes no vote. If that "
        "is a mistake, ask your branch to take it back while the ballot is open."
    )


class BadAnswers(BallotError):
    sentence = _("Answer each question in the way it asks, or choose to abstain.")


class BadTracker(BallotError):
    sentence = _(
        "The tracker on this paper is not one of ours: go back to your choices and review them again."
    )


# --- keys and papers


class UnwrapKeyMissing(BallotError):
    sentence = "This process cannot open the box: only the worker has BALLOT_UNWRAP_KEY."


class BoxLocked(BallotError):
    sentence = "The key of this ballot cannot be unwrapped with the present BALLOT_UNWRAP_KEY."


class PaperMalformed(BallotError):
    sentence = "A paper could not be read."


# --- scrutineers


class ScrutinyRefused(BallotError):
    sentence = "This cannot be used for the scrutiny of this ballot."


class HeldByScrutineers(BallotError):
    sentence = "The key of this ballot is with its scrutineers: nothing on this server can open its box."
