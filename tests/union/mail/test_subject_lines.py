"""What a boss reads over a shoulder: a subject says what there is to do, and not what it is about.

The rule and its reasons: docs/decisions/0215-a-subject-line-names-nothing.md.
"""

import re
from pathlib import Path

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


def test_no_subject_line_names_what_somebody_signs_votes_on_or_answers() -> None:
    shown = {
        str(path.relative_to(TEMPLATES)): values_in(path.read_text())
        for path in TEMPLATES.glob("*/email/*_subject.txt")
    }
    assert len(shown) > 30
    assert {path: values for path, values in shown.items() if values} == MORE


def values_in(template: str) -> list[str]:
    """What it writes out, by the name the letter gives it and not by that of a translated sentence."""
    bound = dict(re.findall(r"(\w+)=([^\s%]+)", template))
    return [bound.get(value, value) for value in re.findall(r"{{ (.+?) }}", template)]
