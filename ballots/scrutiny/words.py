"""A private key as sheets of words, after SLIP-39: any k of n put it together, fewer tell nothing.

https://github.com/satoshilabs/slips/blob/master/slip-0039.md
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from ballots.errors import ScrutinyRefused
from ballots.scrutiny.public import PublicKey

WORDS = 33  # for a key of 32 bytes
NUMBERED = re.compile(r"\b(\d{1,2})[.)]\s*([A-Za-z]+)")
BEGIN, END = "---- the words of this sheet ----", "---- end of the words ----"
BY_FOUR_LETTERS = {word[:4]: word for word in WORDLIST}


@dataclass(frozen=True)
class Sheet:
    """The words of one sheet, checked; `name` is what its holder calls it."""

    name: str
    words: str
    share: Share

    @property
    def number(self) -> int:
        """Its number among the n, as printed on it."""
        return self.share.index + 1


def split(private: X25519PrivateKey, *, k: int, n: int) -> list[list[str]]:
    """The words of n sheets, in the order of their numbers."""
    [shares] = generate_mnemonics(1, [(k, n)], private.private_bytes_raw())
    return [share.split() for share in shares]


def read_sheet(text: str, *, name: str) -> Sheet:
    """A sheet from what was typed, or from the text of a printed one: numbered words, or just words.

    Case, spaces and line ends do not matter, and the first four letters of a word are enough. Raises
    ScrutinyRefused naming the sheet, and the place of a word that is none.
    """
    words = tidy_words(text, name=name)
    if len(words) != WORDS:
        raise ScrutinyRefused(f"{name} has {len(words)} words, and a sheet has {WORDS}: type all of them.")
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise ScrutinyRefused(
            f"{name} has a wrong word, or two in the wrong order: compare it with the paper, word by word."
        ) from None
    return Sheet(name, " ".join(words), share)


def tidy_words(text: str, *, name: str, first: int = 1) -> list[str]:
    """The words of the list that were meant, in order; `first` is the place of the first of them."""
    text = text.rpartition(BEGIN)[2].partition(END)[0]
    numbered = {int(number): word for number, word in NUMBERED.findall(text)}
    typed = [word for _, word in sorted(numbered.items())] or re.findall(r"[^\W\d_]+", text)
    return [_meant(word, place, name=name) for place, word in enumerate(typed, start=first)]


def join(sheets: Sequence[Sheet], public: PublicKey) -> X25519PrivateKey:
    """The private key of `public` from the first k of the sheets.

    Raises ScrutinyRefused for too few sheets, the same one twice, and sheets of another key.
    """
    refuse_strangers(sheets, public)
    chosen = sheets[: public.k]
    try:
        secret = combine_mnemonics([sheet.words for sheet in chosen])
        private = X25519PrivateKey.from_private_bytes(secret)
    except (MnemonicError, ValueError):
        raise _other_key(chosen) from None
    if private.public_key().public_bytes_raw() != public.key:
        raise _other_key(chosen)
    return private


def ways_to_join(sheets: Sequence[Sheet], public: PublicKey) -> list[tuple[Sheet, ...]]:
    """Every choice of k among the sheets; raises as `join` does."""
    refuse_strangers(sheets, public)
    return list(combinations(sheets, public.k))


def refuse_strangers(sheets: Sequence[Sheet], public: PublicKey) -> None:
    """Raises ScrutinyRefused unless these are at least k different sheets of one set of k."""
    if len(sheets) < public.k:
        raise ScrutinyRefused(
            f"{public.k} sheets are needed to open this box, and {len(sheets)} "
            f"{'was' if len(sheets) == 1 else 'were'} given: fetch another scrutineer."
        )
    first = sheets[0]
    for other in sheets[1:]:
        if other.share.group_parameters() != first.share.group_parameters():
            raise ScrutinyRefused(
                f"{first.name} and {other.name} are of different keys: use sheets with the same fingerprint."
            )
    if len({sheet.number for sheet in sheets}) < len(sheets):
        raise ScrutinyRefused("The same sheet was given twice: each scrutineer brings a sheet of their own.")


def _meant(typed: str, place: int, *, name: str) -> str:
    word = BY_FOUR_LETTERS.get(typed.lower()[:4], "")
    if not word or not word.startswith(typed.lower()):
        hint = f" Did you mean “{word}”?" if word else ""
        raise ScrutinyRefused(f"{name}: word {place}, “{typed}”, is not a word of these sheets.{hint}")
    return word


def _other_key(sheets: Sequence[Sheet]) -> ScrutinyRefused:
    names = " and ".join(sheet.name for sheet in sheets)
    return ScrutinyRefused(
        f"{names} do not make the key of this ballot: compare the fingerprint on each with the ballot's."
    )
