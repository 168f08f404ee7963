"""The doors of the line as OpenAPI, as they are for somebody who has not signed in and holds no vendor's key.

The application shows a schema of its public health only; this one is drawn from its routes, so that no door is left out.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import Route

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_VENDORS = ("/sms/", "/bot/")
_REFUSED = ("400", "401", "403", "404", "405", "413", "422", "429", "431")
_OPEN = ("/console/signin", "/console/link/", "/healthz", "/readyz")


def described(app: FastAPI) -> dict[str, Any]:
    """Every door with what may be asked of it and what it may answer a stranger."""
    routes = [route for route in _flat(app.routes) if isinstance(route, APIRoute)]
    for route in routes:
        route.include_in_schema = True
    schema = get_openapi(title="Every door", version="1", routes=routes)
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            operation["responses"] = _responses(path)
    for route in _flat(app.routes):
        if isinstance(route, Route) and not isinstance(route, APIRoute) and route.path.startswith(_VENDORS):
            kinds = ("application/x-www-form-urlencoded", "application/json", "text/plain")
            body = {"content": {kind: _BINARY for kind in kinds}}
            schema["paths"][route.path] = {"post": {"requestBody": body, "responses": _responses(route.path)}}
    return schema


def _responses(path: str) -> dict[str, Any]:
    answers = ["303", *_REFUSED]
    if path.startswith(_OPEN) or path == "/":
        answers.append("200")
    if path.startswith(_VENDORS):
        answers = ["403", "413", "400"]
    return {code: {"description": ""} for code in answers}


def _flat(routes: Any) -> list[Any]:
    """Included routers opened; ours have no prefix."""
    found = []
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        found += _flat(inner) if inner else [route]
    return found
