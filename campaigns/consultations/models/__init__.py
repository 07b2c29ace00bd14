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
from campaigns.consultations.models.publishing import (
    Figure,
    PublishedQuote,
    Quote,
    Redaction,
    ReleasedFigure,
    SafeguardingMark,
)
from campaigns.consultations.models.replying import Answer, Consent, Participation, Reply
from campaigns.consultations.models.tables import ReleasedTable, Table

__all__ = [
    "Answer",
    "Consent",
    "Consultation",
    "Export",
    "ExportPiece",
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
    "ReleasedTable",
    "Reply",
    "SafeguardingMark",
    "Section",
    "Table",
]
