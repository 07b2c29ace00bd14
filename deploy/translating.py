"""The Welsh catalogue: gathers the sentences marked for translation, and compiles the translated ones.

    make translations        bring site/config/locale/cy up to date, and say which sentences wait

The British one, in which sentences of Wagtail and allauth are said in our words, is written by hand and
compiled here.
Sentences are read from the templates, as Django compiles them, and from the Python sources.
"""

import ast
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "site" / "config" / "locale"
CATALOGUE = LOCALE / "cy" / "LC_MESSAGES" / "django.po"
OUR_WORDS = LOCALE / "en_GB" / "LC_MESSAGES" / "django.po"
SOURCES = ("site", "campaigns", "ballots", "petitions")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "cy",
    "Plural-Forms": "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;",
}


@dataclass(frozen=True)
class Sentence:
    one: str
    many: str = ""


def sentences() -> dict[Sentence, set[str]]:
    """Every marked sentence and the files it stands in."""
    found: dict[Sentence, set[str]] = {}
    for place, sentence in [*in_templates(), *in_python()]:
        found.setdefault(sentence, set()).add(place)
    return found


def in_templates() -> Iterator[tuple[str, Sentence]]:
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    engine = engines["django"].engine  # type: ignore[attr-defined]
    for file in sorted((ROOT / "templates").rglob("*.*")):
        name = str(file.relative_to(ROOT / "templates"))
        if file.suffix not in {".html", ".txt", ".svg"}:
            continue
        nodes = engine.from_string(file.read_text()).nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            literal = node.filter_expression.var
            yield f"templates/{name}", Sentence(str(getattr(literal, "literal", literal)))
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            one, _ = node.render_token_list(node.singular)
            many = node.render_token_list(node.plural)[0] if node.plural else ""
            yield f"templates/{name}", Sentence(one, many)


def in_python() -> Iterator[tuple[str, Sentence]]:
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text())):
                if isinstance(call, ast.Call) and name_of(call.func) in CALLS:
                    words = [part.value for part in call.args if isinstance(part, ast.Constant)]
                    if words and isinstance(words[0], str):
                        plural = name_of(call.func).startswith("n")
                        yield str(file.relative_to(ROOT)), Sentence(words[0], str(words[1]) if plural else "")


def name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE))
    return polib.POFile()


def bring_up_to_date() -> polib.POFile:
    """Add what is new, drop what is nowhere any more, keep what has been translated; by alphabet."""
    before = {(entry.msgid, entry.msgid_plural): entry for entry in catalogue()}
    now = polib.POFile(wrapwidth=110)
    now.metadata = HEADER
    for sentence, places in sorted(sentences().items(), key=lambda item: item[0].one):
        entry = before.get((sentence.one, sentence.many)) or polib.POEntry(
            msgid=sentence.one,
            msgid_plural=sentence.many,
            msgstr_plural=dict.fromkeys(range(4), "") if sentence.many else {},
        )
        entry.occurrences = [(place, "") for place in sorted(places)]
        entry.flags = ["python-format"] if "%(" in sentence.one else []
        now.append(entry)
    return now


def waiting(po: polib.POFile) -> list[polib.POEntry]:
    """Sentences without a translation."""
    return [entry for entry in po if not entry.translated()]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "true")
    django.setup()
    po = bring_up_to_date()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(CATALOGUE))
    po.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    polib.pofile(str(OUR_WORDS)).save_as_mofile(str(OUR_WORDS.with_suffix(".mo")))
    for entry in waiting(po):
        print(f"not translated: {entry.msgid}")
    print(f"{len(po)} sentences, {len(waiting(po))} of them not translated.")
    return 1 if waiting(po) else 0


if __name__ == "__main__":
    sys.exit(main())
