"""The shapes that answers of the API are put together from, as JSON Schema has them."""

from collections.abc import Mapping
from datetime import datetime

from union.api.routes import Schema

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
ADDRESS: Schema = {"type": "string", "format": "uri"}
TIME: Schema = {"type": "string", "format": "date-time"}
TIME_OR_NOT: Schema = {"type": ["string", "null"], "format": "date-time"}


def time_of(at: datetime | None) -> str | None:
    """A moment as TIME and TIME_OR_NOT have it."""
    return at.isoformat(timespec="seconds") if at else None


def an_object(properties: Mapping[str, Schema]) -> Schema:
    """All of these and nothing else."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": dict(properties),
    }


def a_list(of: Schema) -> Schema:
    return {"type": "array", "items": of}
