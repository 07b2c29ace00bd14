"""How the audit trail puts what was done to a ballot into words."""

from __future__ import annotations

PROPOSED = {
    "freeze": "fixing the ballot",
    "early_close": "closing the ballot early",
    "publication": "publishing the result",
    "extension": "closing later",
    "pause": "pausing the voting",
    "resume": "going on with the voting",
    "void": "declaring the ballot void",
}
DONE = {
    "ballot.drawn_up": "drew up the ballot",
    "ballot.revised": "changed the draft",
    "ballot.moved": "gave the draft the address of its new name",
    "ballot.question_set": "wrote a question",
    "ballot.thresholds_set": "set the thresholds",
    "ballot.scrutineer_appointed": "appointed a scrutineer",
    "ballot.scrutineer_dismissed": "took a scrutineer's appointment back",
    "ballot.appointment_accepted": "accepted the appointment as scrutineer",
    "ballot.key_placed": "placed the scrutineers' key",
    "ballot.key_rehearsed": "answered for the rehearsal of the key",
    "ballot.freeze_refused": "could not be fixed, and went back to draft",
    "ballot.freeze_called_off": "called off the fixing of the ballot",
    "ballot.frozen": "was fixed with its roll",
    "ballot.scheduled": "was scheduled",
    "ballot.open": "opened",
    "ballot.member_added": "added a member to the roll",
    "ballot.member_struck": "asked for a member to be struck",
    "ballot.member_restored": "took a strike back",
    "ballot.member_address": "changed a member’s address for the ballot",
    "ballot.addendum": "had corrections to its roll published",
    "ballot.reminders_set": "set the days of reminders",
    "ballot.letters_asked": "asked for letters by post",
    "ballot.letters_made": "made letters by post",
    "ballot.letters_taken": "downloaded letters by post",
    "ballot.marked": "marked a member as voting on paper or at a meeting",
    "ballot.mark_refused": "asked for a mark of a member who had voted",
    "ballot.mark_taken_back": "took back a mark",
    "ballot.return_keyed": "keyed a return",
    "ballot.returns_chased": "asked branches for missing returns",
    "ballot.closed": "closed",
    "ballot.counted": "was counted",
    "ballot.certified": "was certified",
    "ballot.published": "was published",
    "ballot.given_up": "deleted the draft",
    "ballot.extended": "extended the voting",
    "ballot.pause": "paused the voting",
    "ballot.resume": "went on with the voting",
    "ballot.void": "declared the ballot void",
    "ballot.shredded": "had its papers and its key destroyed",
    "ballot.roll_destroyed": "had its roll destroyed",
}


def audit_words() -> dict[str, str]:
    """The words by the name of the act, those of each proposal among them."""
    proposals = {
        f"ballot.{act}_{step}": f"{step} {words}"
        for act, words in PROPOSED.items()
        for step in ("proposed", "approved", "withdrawn")
    }
    return proposals | DONE
