"""Whether HTML is well made, by a parser that follows the standard, and what a form on it carries."""

import re
from typing import Any

from tinyhtml5.parser import HTMLParser

IDS = re.compile(r'\sid="([^"]+)"')


def faults_in(html: str) -> list[str]:
    """The parse errors of a whole page and ids that stand twice; an empty list for a good one."""
    parser = HTMLParser(namespace_html_elements=False)
    parser.parse(html)
    mended = [f"{position}: {code} {details}" for position, code, details in parser.errors]
    ids = IDS.findall(html)
    return mended + [f"id twice: {name}" for name in sorted(set(ids)) if ids.count(name) > 1]


def seen(page: Any) -> str:
    """What a form carries of the values it showed."""
    return str(page.content.decode().partition('name="seen" value="')[2].partition('"')[0])
