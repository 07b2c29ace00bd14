"""Welsh or English: what is being drawn, and what somebody wrote, told by its small words."""

import re

from django.utils.translation import get_language

WELSH_WORDS = """
mae maen nid yn yr ac na ddim dim bod fod wedi gan gyda ar gyfer fel ond pan roedd rwy rwyf rydym rydyn dw
dwi mwy llai gwaith plant teulu teuluoedd angen arnom ni nhw hefyd eu ein eich oes chi fy dros
drwy rhwng cyn ym mewn hyn hynny pob bob iawn neb nac efallai ddylai byddai does allwn gallwn mae'r o'r
i'r a'r sy'n sydd yw
"""
ENGLISH_WORDS = """
the and of to is are was were we you they it in that this for with not have has had my our be on at by from
there their more less need would should
"""
WELSH, ENGLISH = frozenset(WELSH_WORDS.split()), frozenset(ENGLISH_WORDS.split())
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def page_is_welsh() -> bool:
    """Whether the page or letter that is being drawn is in Welsh."""
    return (get_language() or "").startswith("cy")


def language_here() -> str:
    """The language of that page as people's rows name it: `cy` or `en`."""
    return "cy" if page_is_welsh() else "en"


def language_of_text(text: str) -> str:
    """`cy` where more small words are Welsh than English, else `en`."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    welsh, english = (sum(word in known for word in words) for known in (WELSH, ENGLISH))
    return "cy" if welsh > english else "en"
