"""Whether HTML is well made: a parser that follows the standard and keeps what it had to mend."""

import re

from tinyhtml5.parser import HTMLParser

IDS = re.compile(r'\sid="([^"]+)"')


def faults_in(html: str) -> list[str]:
    """The parse errors of a whole page and ids that stand twice; an empty list for a good one."""
    parser = HTMLParser(namespace_html_elements=False)
    parser.parse(html)
    mended = [f"{position}: {code} {details}" for position, code, details in parser.errors]
    ids = IDS.findall(html)
    return mended + [f"id twice: {name}" for name in sorted(set(ids)) if ids.count(name) > 1]
