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
from campaigns.consultations.models.paper import KeyedReply, PaperBatch
from campaigns.consultations.models.publishing import (
    Figure,
    PublishedQuote,
    Quote,
    Redaction,
    ReleasedFigure,
    SafeguardingMark,
)
from campaigns.consultations.models.replying import Answer, Consent, Participation, Reply
from campaigns.consultations.models.safeguarding import SafeguardingAdvice

__all__ = [
    "Answer",
    "Audience",
    "Consent",
    "Consultation",
    "Figure",
    "KeyedReply",
    "Line",
    "Option",
    "PaperBatch",
    "Participation",
    "PublishedQuote",
    "Question",
    "QuestionnaireVersion",
    "Quote",
    "Redaction",
    "ReleasedFigure",
    "Reminder",
    "Reply",
    "SafeguardingAdvice",
    "SafeguardingMark",
    "Section",
]
