"""What staff do with newsletters, in the words of the audit log: who sent what, and never to whom."""

ACTS: dict[str, str] = {
    "newsletters.offer_changed": "put a newsletter on offer or changed it",
    "newsletters.mailing_made": "prepared a mailing",
    "newsletters.mailing_changed": "changed the draft of a mailing",
    "newsletters.mailing_discarded": "deleted the draft of a mailing",
    "newsletters.mailing_approved": "approved a mailing as the second person",
    "newsletters.mailing_begun": "began to send a mailing",
    "newsletters.mailing_sent": "finished sending a mailing",
    "newsletters.mailing_called_off": "called a mailing off",
}


def audit_actions() -> dict[str, str]:
    return ACTS
