"""What a boss reads over a shoulder: subject and preview say what there is to do, and not what it is about.

The rule and its reasons: docs/decisions/0215-a-subject-line-names-nothing.md, and for previews
docs/decisions/0255-a-preview-names-nothing.md.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from union.pages.templatetags.look import QUIET

TEMPLATES = Path(__file__).parents[3] / "templates"
# What says more, and why it may.
MORE = {
    "account/email/added_subject.txt": ["base_url"],  # the site of an account of one's own
    "account/email/changed_subject.txt": ["base_url"],
    "mail/email/trial_subject.txt": ["base_url"],  # to whoever sets the mail server up
    "newsletters/email/issue_subject.txt": ["mailing.shown_subject"],  # headlines that were subscribed to
    "petitions/email/news_subject.txt": ["entry.shown_title|safe", "petition_title|safe"],
    "ballots/email/approval_asked_subject.txt": ["approval.get_act_display|lower"],  # the act, of no ballot
    "ballots/email/awaited_subject.txt": ["awaited.todo"],
    "publishing/email/approved_subject.txt": ["state.revision.as_object.title"],  # pages, to their editors
    "publishing/email/comments_subject.txt": ["page.title"],
    "publishing/email/sent_back_subject.txt": ["state.revision.as_object.title"],
    "publishing/email/to_approve_subject.txt": ["state.revision.as_object.title"],
}

# Whose preview may show their words: what was subscribed to, as in the subject.
SAY_WHAT_THEY_ARE = {"newsletters/email/issue_message.html", "petitions/email/news_message.html"}


def test_no_subject_line_names_what_somebody_signs_votes_on_or_answers() -> None:
    shown = {
        str(path.relative_to(TEMPLATES)): values_in(path.read_text())
        for path in TEMPLATES.glob("*/email/*_subject.txt")
    }
    assert len(shown) > 30
    assert {path: values for path, values in shown.items() if values} == MORE


@pytest.mark.django_db
def test_no_preview_names_it_either() -> None:
    """Mail programs show the first words of a letter beside its subject, on a locked screen too."""
    letters = {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*_message.html")
    }
    assert all('{% extends "mail/base.html" %}' in letter for letter in letters.values())
    shown = {path: values_in(_block("preheader", letter)) for path, letter in letters.items()}
    assert {path: values for path, values in shown.items() if values} == {
        "newsletters/email/issue_message.html": ["mailing.shown_preheader"],
        "petitions/email/confirm_message.html": ["code"],
    }
    assert {path for path in letters if "block after_preheader" in letters[path]} == SAY_WHAT_THEY_ARE
    words = unescape(strip_tags(render_to_string("mail/base.html").partition("<body>")[2])).strip()
    said, _, rest = words.partition(QUIET)
    assert said == "This letter is for you: open it to read what it is about."
    assert [rest.strip() != "", len(re.findall("[\u00a0\u2007]", QUIET))] == [True, 240]


def _block(name: str, template: str) -> str:
    return template.partition(f"{{% block {name} %}}")[2].partition("{% endblock %}")[0]


def values_in(template: str) -> list[str]:
    """What it writes out, by the name the letter gives it and not by that of a translated sentence."""
    bound = dict(re.findall(r"(\w+)=([^\s%]+)", template))
    return [bound.get(value, value) for value in re.findall(r"{{ (.+?) }}", template)]
