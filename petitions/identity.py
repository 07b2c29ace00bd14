"""Who is one person: canonical addresses, their keyed hash, likely typing errors. Pure: no settings, no ORM.

A petition keeps the version it opened with, so that a rule added later never makes two people of one.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Rule:
    """How a mail provider reads the part before the @."""

    domain: str  # the one name of all its domains that lead to one mailbox
    ignores: str = ""  # characters that make no difference
    tag: str = "+"  # what follows it makes no difference


_GMAIL = Rule("gmail.com", ignores=".")
_ICLOUD = Rule("icloud.com")
_PROTON = Rule("proton.me", ignores=".-_")
_PLUS_ONLY = (
    "outlook.com",
    "hotmail.com",
    "hotmail.co.uk",
    "live.com",
    "live.co.uk",
    "msn.com",
    "fastmail.com",
)

# Only what the provider documents: a rule too many would refuse a person, one too few counts an alias twice.
RULES: dict[int, dict[str, Rule]] = {
    1: {
        "gmail.com": _GMAIL,
        "googlemail.com": _GMAIL,
        "icloud.com": _ICLOUD,
        "me.com": _ICLOUD,
        "mac.com": _ICLOUD,
        "proton.me": _PROTON,
        "protonmail.com": _PROTON,
        "pm.me": _PROTON,
        **{domain: Rule(domain) for domain in _PLUS_ONLY},
    }
}

# The domains most people in the country write from; one letter away from them is probably an error.
COMMON_DOMAINS = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.co.uk",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "btinternet.com",
    "sky.com",
    "talktalk.net",
    "virginmedia.com",
    "ntlworld.com",
    "protonmail.com",
    "aol.com",
    "live.com",
    "msn.com",
)
# A phone writes O’Neill where a computer writes O'Neill: one apostrophe, and one hyphen.
_ONE_SPELLING = str.maketrans(dict.fromkeys("’‘‛ʼʹ′`´", "'") | dict.fromkeys("‐‑‒–—−", "-"))
# Real providers whose names happen to lie close to a common one.
NOT_TYPING_ERRORS = frozenset({"ymail.com", "mail.com", "email.com", "gmx.com", "me.com", "hotmail.fr"})


def canonical_address(address: str, *, version: int) -> str:
    """The one spelling of a mailbox: NFKC, lower case, IDNA domain, the provider's rules of that version."""
    local, _, domain = unicodedata.normalize("NFKC", address).strip().lower().rpartition("@")
    domain = ascii_domain(domain)
    rule = RULES[version].get(domain)
    if rule is None:
        return f"{local}@{domain}"
    local = local.split(rule.tag)[0]
    return f"{''.join(c for c in local if c not in rule.ignores)}@{rule.domain}"


def ascii_domain(domain: str) -> str:
    """The domain as the name service knows it; one that IDNA refuses stays as it is."""
    try:
        return domain.strip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def email_hash(address: str, *, petition: int, pepper: str, version: int) -> str:
    """64 hex digits that tell whether one mailbox signs one petition twice, and nothing across petitions."""
    words = f"{petition}:{canonical_address(address, version=version)}"
    return hmac.new(pepper.encode(), words.encode(), hashlib.sha256).hexdigest()


def person_hash(name: str, postcode: str, *, petition: int, pepper: str) -> str:
    """64 hex digits that tell whether a name and postcode stand twice under a petition, on paper too."""
    words = f"person:{petition}:{_plain(name)}:{postcode}"
    return hmac.new(pepper.encode(), words.encode(), hashlib.sha256).hexdigest()


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case, accents, spacing and kind of apostrophe or hyphen."""
    return _plain(one) == _plain(other)


def likely_address(address: str) -> str | None:
    """The address that was probably meant, when the domain looks like a typing error; else None."""
    local, _, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if not local or domain in COMMON_DOMAINS or domain in NOT_TYPING_ERRORS:
        return None
    close = get_close_matches(domain, COMMON_DOMAINS, n=1, cutoff=0.88)
    return f"{local}@{close[0]}" if close else None


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.translate(_ONE_SPELLING))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).casefold().split())
