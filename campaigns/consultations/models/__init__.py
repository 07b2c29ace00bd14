"""The records of members' views: what is asked, what is answered, what is published."""

from campaigns.consultations.models.asking import (
    Consultation,
    Line,
    Option,
    Question,
    QuestionnaireVersion,
    Section,
)
from campaigns.consultations.models.inviting import Audience, Reminder
from campaigns.consultations.models.publishing import (
    Figure,
    PublishedQuote,
    Quote,
    Redaction,
    ReleasedFigure,
    SafeguardingMark,
)
from campaigns.consultations.models.replying import Answer, Consent, Participation, Reply

__all__ = [
    "Answer",
    "Audience",
    "Consent",
    "Consultation",
    "Figure",
    "Line",
    "Option",
    "Participation",
    "PublishedQuote",
    "Question",
    "QuestionnaireVersion",
    "Quote",
    "Redaction",
    "ReleasedFigure",
    "Reminder",
    "Reply",
    "SafeguardingMark",
    "Section",
]
