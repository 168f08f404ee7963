"""Asking Twilio whether it took a message: by recipient, our sender, time and text, since its list shows no token.

Texts are compared by their letters and digits alone: Twilio may change spaces, quotation marks and the like, and a
trial account puts a sentence in front. What cannot be compared (a body the account has redacted) is told as inexact.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import httpx2

from sms import codes, segments
from sms.listing import Listed, Listing, TooMany, moment, word
from sms.rest import Refused, RestClient
from sms.settings import SmsSettings
from tipline.delivery import Delivery
from tipline.desk.ports import DeliveryNote, Inquiry, Trace
from tipline.errors import SendFailed
from tipline.message import Channel

_CLOCKS_APART = timedelta(minutes=10)  # how far our clock and Twilio's may differ
_PAGE, _PAGES = 50, 6
_TRIAL = "Sent from your Twilio trial account - "


class SmsInquirer:
    """The Inquirer of the SMS channel. `transport` stands in for the network in tests and in the demo."""

    def __init__(self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._http = RestClient(settings, transport)
        self._listing = Listing(settings, self._http)

    async def find(self, inquiry: Inquiry) -> tuple[Trace, ...]:
        """The messages that may be this one, oldest first. Raises SendFailed when there is no answer to rely on."""
        wanted = {"To": inquiry.address.value}
        if not self._settings.is_service:
            wanted["From"] = self._settings.sender
        try:
            # not by DateSent: a message that Twilio has taken and not yet sent has none
            listed = await self._listing.messages(wanted, size=_PAGE, pages=_PAGES)
            traces = [self._trace(inquiry, message) for message in listed]
        except Refused as refused:
            failed = SendFailed(refused.code or f"http_{refused.http_status}", retry_after=refused.retry_after)
        except TooMany:
            failed = SendFailed("too_many_to_look_through")
        except (httpx2.RequestError, ValueError, RecursionError):
            failed = SendFailed("no_answer")
        else:
            return tuple(trace for trace in reversed(traces) if trace is not None)
        raise failed

    async def aclose(self) -> None:
        await self._http.aclose()

    def _trace(self, inquiry: Inquiry, message: Listed) -> Trace | None:
        at = moment(message, "date_created")
        if not self._is_ours(message) or at is None or at < inquiry.since - _CLOCKS_APART:
            return None
        exact = _says(message, inquiry.text)
        sid, status = word(message, "sid"), codes.DELIVERY.get(word(message, "status").lower(), Delivery.ACCEPTED)
        if exact is False or not sid:
            return None
        code = word(message, "error_code")
        means = codes.meaning(code) if status is Delivery.FAILED else None
        said = DeliveryNote(
            Channel.SMS, None, sid, status.value, code if code.isdecimal() else None,
            opted_out=means is not None and means.opted_out, alarm=means is not None and means.alarm,
        )
        counted = word(message, "num_segments")
        size = int(counted) if counted.isdecimal() else 0
        return Trace(said, sid, at, size or segments.segments(inquiry.text), exact is True)

    def _is_ours(self, message: Listed) -> bool:
        name = "messaging_service_sid" if self._settings.is_service else "from"
        return word(message, "direction") == "outbound-api" and word(message, name) == self._settings.sender


def _says(message: Listed, text: str) -> bool | None:
    """Is this the text, or the last part of one that went in parts? None: it cannot be told."""
    *before, last = segments.split(text)
    found = _letters(word(message, "body"))
    if not found:
        return None
    if found in (_letters(last), _letters(_TRIAL + last)):
        return True
    earlier = {_letters(shape) for part in before for shape in (part, _TRIAL + part)}
    return None if found in earlier else False


def _letters(text: str) -> str:
    """Letters, digits and signs without spacing and punctuation; all of it where there is nothing else."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LNS")
    return kept or folded.strip()
