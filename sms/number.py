"""One spelling for a sender, so that the same person is found again."""

from __future__ import annotations

import re

import phonenumbers

_SHORT_CODE = re.compile(r"\d{3,8}")
_PLAIN = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}", re.ASCII)  # as Twilio writes nearly all of ours: nothing to change
_HOME_REGION = "US"
LONGEST = 64


def normal(raw: str) -> str:
    """E.164 where the words are a phone number; short codes and alphanumeric senders as they are. Never raises."""
    text = raw.strip()
    if _PLAIN.fullmatch(text):
        return text
    if _SHORT_CODE.fullmatch(text) or any(c.isalpha() for c in text) or len(text) > LONGEST:
        return text
    try:
        number = phonenumbers.parse(text, _HOME_REGION)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
