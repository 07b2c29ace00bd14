"""Every sentence that is marked for translation is there in Welsh, and the compiled catalogue is of today."""

import re
import string
from pathlib import Path

import allauth
import polib
import pytest
import wagtail

from deploy import translating

TEMPLATES = translating.ROOT / "templates"
# What staff read, and letters, of which many are for staff; those to readers have tests of their own.
NOT_PUBLIC = {"account", "allauth", "cms", "config", "desk", "email", "jobs", "mail", "mfa"}
NOT_PUBLIC |= {"wagtail_localize", "wagtailadmin", "wagtailcore"}
# Pages that are there in English alone.
ENGLISH = {"500.html", "503.html", "consultations/report.html", "pages/style.html", "petitions/pack.html"}
TRANSLATED = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.S)
CODE = re.compile(r"\{[%{#].*?[#}%]\}", re.S)
MARKUP = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]*>", re.S)
SENTENCE = re.compile(r"\b[A-Z][a-z’]+ [a-z’]+\b|\b[a-z’]+ [a-z’]+ [a-z’]+\b")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return translating.catalogue()


def test_every_marked_sentence_is_translated(catalogue: polib.POFile) -> None:
    marked = {(sentence.one, sentence.many) for sentence in translating.sentences()}
    translated = {(entry.msgid, entry.msgid_plural) for entry in catalogue if entry.translated()}
    assert sorted(marked - translated) == []
    assert sorted(translated - marked) == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: polib.POFile) -> None:
    compiled = translating.CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == catalogue.to_binary()


def test_what_is_filled_in_is_filled_in_in_welsh_too(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for welsh in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())
        if not places(welsh) <= places(entry.msgid) | places(entry.msgid_plural)
        or (entry.msgstr and places(welsh) != places(entry.msgid))
    ]
    assert wrong == []


def test_sentences_of_wagtail_and_allauth_in_our_words_are_sentences_of_theirs() -> None:
    """A new version may say something else: then ours would never be seen."""
    ours = polib.pofile(str(translating.OUR_WORDS))
    installed = Path(wagtail.__file__).parent
    theirs = {
        entry.msgid
        for app in (installed, installed / "admin", installed / "users", Path(allauth.__file__).parent)
        for entry in polib.pofile(str(app / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    }
    assert [entry.msgid for entry in ours if entry.msgid not in theirs] == []
    assert [entry.msgid for entry in ours if not places(entry.msgstr) <= places(entry.msgid)] == []
    assert translating.OUR_WORDS.with_suffix(".mo").read_bytes() == ours.to_binary()


def test_public_templates_have_no_words_that_are_not_marked() -> None:
    found = {}
    for file in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("blocks/*.txt")]):
        name = file.relative_to(TEMPLATES)
        if str(name) not in ENGLISH and not NOT_PUBLIC & set(name.parts):
            source = CODE.sub("¤", TRANSLATED.sub("¤", file.read_text()))
            if words := SENTENCE.findall(MARKUP.sub("¤", source)):
                found[str(name)] = words
    assert found == {}


def places(sentence: str) -> set[str]:
    """The names of what is filled in: %(count)s and {name}."""
    percent = {part.partition(")")[0] for part in sentence.split("%(")[1:]}
    braces = {name for _, name, _, _ in string.Formatter().parse(sentence.replace("%", "")) if name}
    return percent | braces
