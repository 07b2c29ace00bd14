"""What to do where no mail leaves, by the reason that is noted: a sentence for whoever runs the site."""

import re

NOTHING_LOST = "Nothing is lost: letters wait, and leave by themselves."
ADVICE = (
    (
        r"53[0458]",
        "It does not take our name and password: put the right ones into EMAIL_URL and start anew.",
    ),
    (
        r"sender 5",
        "It does not let us write as DEFAULT_FROM_EMAIL: set an address there that this account may use.",
    ),
    (
        r".* in a row",
        "It refused so many letters one after the other that the fault must be its own: ask whoever runs it"
        " whether it relays for this site, and whether an allowance is used up.",
    ),
    (r"sender 4|4\d\d", "It is full or busy: ask whoever runs it, if that lasts."),
    (
        r"SMTPNotSupportedError",
        "It offers no STARTTLS or no login: EMAIL_URL begins with submission:// for STARTTLS (587), with"
        " smtps:// for TLS (465), and with smtp:// and no password for neither.",
    ),
    (
        r"SSL",
        "There is no TLS with it: EMAIL_URL begins with submission:// for STARTTLS (587) and with smtps://"
        " for TLS (465), and names the host as its certificate does.",
    ),
    (r"gaierror", "There is no such host: look at the name in EMAIL_URL."),
    (
        r"connection lost|no answer|SMTPServerDisconnected|SMTPConnectError",
        "It hangs up, or is slower than we wait: ask whoever runs it.",
    ),
    (
        r"\w*Error",
        "It is not reached: look at host and port in EMAIL_URL, and whether this machine may speak to them.",
    ),
)


def advice(reason: str) -> str:
    """What this reason most likely means, and what to do."""
    found = next((words for pattern, words in ADVICE if re.match(pattern, reason)), "")
    return f"{found} {NOTHING_LOST}".strip()
