"""What a caller hears: texts only, 911 in danger. Nothing is asked and nothing is recorded."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

_SAID = (
    (
        "en-US",
        "This is {line}. This number takes text messages only. If anyone is hurt or in danger, hang up and call "
        "9 1 1. This call is not recorded.",
    ),
    (
        "es-MX",
        "Esta es la línea {line}. Este número solo recibe mensajes de texto. Si alguien está herido o en peligro, "
        "cuelgue y llame al 9 1 1. Esta llamada no se graba.",
    ),
)


def twiml(line_name: str) -> bytes:
    """TwiML: the line's fixed words in English and Spanish, then the call ends."""
    response = VoiceResponse()
    for language, words in _SAID:
        response.say(words.format(line=line_name), language=language)
    response.hangup()
    return str(response).encode("utf-8")
