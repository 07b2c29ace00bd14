"""The description of the API in OpenAPI 3.1, made from the routes themselves: it cannot fall behind. Pure."""

import re
from collections.abc import Sequence

from union.api.routes import Route

ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {"error": {"type": "string", "description": "a sentence for people"}},
}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def document(routes: Sequence[Route], *, server: str, prefix: str) -> dict[str, object]:
    """The whole description; every path is written from the root of the server."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tenpoint",
            "version": "1",
            "description": "What the public pages show, for other programs. Read-only, without a key.",
        },
        "servers": [{"url": server}],
        "paths": {prefix + _PARAMETER.sub(r"{\1}", route.path): _path(route) for route in routes},
        "components": {"schemas": {"Error": ERROR}},
    }


def _path(route: Route) -> dict[str, object]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    answers = {
        "200": _answer("The answer", route.schema),
        "405": _error("Anything but GET, HEAD and OPTIONS"),
    }
    if parameters:
        answers["404"] = _error("There is no such thing, or it is not public")
    return {
        "get": {
            "operationId": route.name,
            "summary": route.summary,
            "parameters": parameters,
            "responses": answers,
        }
    }


def _answer(description: str, schema: object) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _error(description: str) -> dict[str, object]:
    return _answer(description, {"$ref": "#/components/schemas/Error"})
