"""Is this request Twilio's? Its signature over a configured address of ours, checked by Twilio's own library."""

from __future__ import annotations

from twilio.request_validator import RequestValidator

from sms.form import Fields, is_form, is_json, read_form, read_query
from sms.settings import SmsSettings

HEADER = "X-Twilio-Signature"
_BODY_HASH = "bodySHA256"


def is_twilios(
    settings: SmsSettings, path: str, query: str, raw: bytes, content_type: str | None, signature: str | None,
    form: Fields | None = None,
) -> bool:
    """True when the account's token signed this body for this path and query of an address of ours. Never raises.

    `path` begins with a slash; `query` is undecoded, without "?". The validator raises on a missing header, a lone
    surrogate and an odd port; for a stranger's request all of that means one thing. `form`: the body's fields, when
    `form_of` has read them already.
    """
    if not signature:
        return False
    below = path + (f"?{query}" if query else "")
    try:
        params = _signed_params(query, raw, content_type) if form is None else form
        validator = RequestValidator(settings.auth_token)
        return any(validator.validate(url + below, params, signature) for url in settings.addresses)
    except Exception:
        return False


def _signed_params(query: str, raw: bytes, content_type: str | None) -> Fields | str:
    """What the signature covers besides the URL. Raises ValueError where the body would be covered by nothing."""
    if is_form(content_type):
        return read_form(raw)
    if is_json(content_type):
        if _BODY_HASH not in read_query(query):
            raise ValueError("A JSON body is only signed through its hash in the query.")
        return raw.decode("utf-8")
    if raw:
        raise ValueError("Only form and JSON bodies are signed.")
    return Fields()
