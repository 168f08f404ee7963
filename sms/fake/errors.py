"""Twilio's refusals, as its API writes them."""

from __future__ import annotations

from starlette.responses import JSONResponse


def error(code: int, message: str, status: int = 400) -> JSONResponse:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status)


def not_found() -> JSONResponse:
    return error(20404, "The requested resource was not found", 404)
