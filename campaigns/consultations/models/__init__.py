"""The records of members' views: what is asked, what is answered, what is published."""

from campaigns.consultations.models.asking import (
    Consultation,
    Line,
    Option,
    Question,
    QuestionnaireVersion,
    Section,
)
from campaigns.consultations.models.exports import Export, ExportPiece
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
from campaigns.consultations.models.tables import ReleasedTable, Table
from campaigns.consultations.models.telling import Interested, NoReports
from campaigns.consultations.models.theming import AnsweredTheme, Coding, Outcome, PastOutcome, Report, Theme

__all__ = [
    "Answer",
    "AnsweredTheme",
    "Audience",
    "Coding",
    "Consent",
    "Consultation",
    "Export",
    "ExportPiece",
    "Figure",
    "Interested",
    "KeyedReply",
    "Line",
    "NoReports",
    "Option",
    "Outcome",
    "PaperBatch",
    "Participation",
    "PastOutcome",
    "PublishedQuote",
    "Question",
    "QuestionnaireVersion",
    "Quote",
    "Redaction",
    "ReleasedFigure",
    "ReleasedTable",
    "Reminder",
    "Reply",
    "Report",
    "SafeguardingAdvice",
    "SafeguardingMark",
    "Section",
    "Table",
    "Theme",
]
