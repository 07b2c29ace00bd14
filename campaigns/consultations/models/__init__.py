"""The records of members' views: what is asked, what is answered, what is published."""

from campaigns.consultations.models.asking import (
    Consultation,
    Line,
    Option,
    Question,
    QuestionnaireVersion,
    Section,
)
from campaigns.consultations.models.publishing import (
    Figure,
    PublishedQuote,
    Quote,
    Redaction,
    ReleasedFigure,
    SafeguardingMark,
)
from campaigns.consultations.models.replying import Answer, Consent, Participation, Reply
from campaigns.consultations.models.telling import Interested, NoReports
from campaigns.consultations.models.theming import AnsweredTheme, Coding, Outcome, Report, Theme

__all__ = [
    "Answer",
    "AnsweredTheme",
    "Coding",
    "Consent",
    "Consultation",
    "Figure",
    "Interested",
    "Line",
    "NoReports",
    "Option",
    "Outcome",
    "Participation",
    "PublishedQuote",
    "Question",
    "QuestionnaireVersion",
    "Quote",
    "Redaction",
    "ReleasedFigure",
    "Reply",
    "Report",
    "SafeguardingMark",
    "Section",
    "Theme",
]
