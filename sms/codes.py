"""One table of what Twilio's error codes mean for us, and one of its delivery words.

Source: Twilio's error dictionary (twilio.com/docs/api/errors) and the Message resource's list of statuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tipline.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Meaning:
    """`sentence` is for the desk. `permanent`: this message will never go; `back_off`: wait at least so long;
    `opted_out`: the carrier blocks us at this person's wish; `alarm`: the operator has to mend something.
    """

    sentence: str
    permanent: bool = False
    opted_out: bool = False
    alarm: bool = False
    back_off: timedelta | None = None


_SHORT, _LONG = timedelta(seconds=10), timedelta(minutes=10)


def _never(sentence: str, *, alarm: bool = False) -> Meaning:
    return Meaning(sentence, permanent=True, alarm=alarm)


def _mend(sentence: str) -> Meaning:
    """Our own set-up is wrong: the message waits until somebody has mended it."""
    return Meaning(sentence, alarm=True, back_off=_LONG)


TABLE: dict[str, Meaning] = {
    "20003": _mend("Twilio refused our account or token; the operator has to check the credentials."),
    "20005": _mend("The Twilio account is not active; the operator has to reopen it."),
    "20006": _mend("Twilio denies this account the use of messages; the operator has to ask Twilio."),
    "20404": _mend("Twilio knows no such account; the operator has to check the account's id."),
    "20429": Meaning("Twilio asked us to slow down; the message waits.", back_off=_SHORT),
    "20500": Meaning("Twilio had a fault of its own; the message waits.", back_off=_SHORT),
    "20503": Meaning("Twilio is out of service for the moment; the message waits.", back_off=_SHORT),
    "21211": _never("This is not a number that can be texted."),
    "21212": _mend("The line's own number is wrong; the operator has to correct TIPLINE_TWILIO_FROM."),
    "21408": _never("The line does not text to this country."),
    "21601": _mend("The line's own number cannot send texts; the operator has to choose another."),
    "21602": _never("The message was empty."),
    "21603": _mend("The line's own number is missing; the operator has to set TIPLINE_TWILIO_FROM."),
    "21606": _mend("The line's own number does not belong to the account; the operator has to correct it."),
    "21609": _mend("Twilio cannot call the line's public address; the operator has to check TIPLINE_PUBLIC_URL."),
    "21610": Meaning("This person sent STOP: the carrier lets nothing through.", permanent=True, opted_out=True),
    "21611": Meaning("Too many texts are waiting at Twilio; the message waits.", alarm=True, back_off=_LONG),
    "21612": _never("Twilio has no way from the line's number to this one."),
    "21614": _never("This number cannot receive texts."),
    "21617": _never("The message is longer than 1,600 characters."),
    "21635": _never("This number is a landline."),
    "21703": _mend("The Messaging Service has no numbers; the operator has to add one."),
    "21704": _mend("The Messaging Service has no numbers; the operator has to add one."),
    "21705": _mend("Twilio knows no such Messaging Service; the operator has to correct TIPLINE_TWILIO_FROM."),
    "30001": Meaning("Twilio's queue was full; the message was not delivered.", back_off=_LONG),
    "30002": _mend("The Twilio account is suspended; the operator has to settle it with Twilio."),
    "30003": _never("The phone was switched off or out of reach."),
    "30004": _never("The phone or its carrier blocks this line."),
    "30005": _never("The number does not exist or is no longer in use."),
    "30006": _never("This number is a landline, or its carrier cannot be reached."),
    "30007": _never("The carrier filtered the message as unwanted.", alarm=True),
    "30008": _never("The carrier did not deliver the message and gave no reason."),
    "30022": Meaning("The carrier's rate limit was reached; the message waits.", back_off=_LONG),
    "30023": Meaning("The carrier's daily limit was reached.", alarm=True, back_off=timedelta(hours=1)),
    "30032": _never("The line's toll-free number is not verified; the operator has to verify it.", alarm=True),
    "30034": _never("The carriers do not know the line's number; the operator has to register it.", alarm=True),
    "63038": Meaning("The account's daily limit was reached.", alarm=True, back_off=timedelta(hours=1)),
}

_BY_STATUS = {
    401: "20003", 403: "20006", 404: "20404", 429: "20429", 500: "20500", 503: "20503",
}
_UNKNOWN = _never("Twilio did not take the message and gave a reason we do not know.")
_FAULT = Meaning("Twilio could not be reached; the message waits.", back_off=_SHORT)
_OUR_FAULTS = range(400, 500)
_REQUEST_TIMEOUT = 408


def meaning(code: str | None, http_status: int | None = None) -> Meaning:
    """What a code means; one we do not know is judged by the HTTP status it came with."""
    known = TABLE.get(code or "") or TABLE.get(_BY_STATUS.get(http_status or 0, ""))
    if known is not None:
        return known
    ours = http_status is None or (http_status in _OUR_FAULTS and http_status != _REQUEST_TIMEOUT)
    return _UNKNOWN if ours else _FAULT


# What we say ourselves where Twilio said nothing.
_OURS = {
    "no_answer": "Twilio did not say whether it took the message; it is being asked.",
    "unreachable": "Twilio could not be reached; the message waits.",
    "ran_out_of_time": "There was no time left to send the message; it goes with the next.",
    "sender_fault": "The line had a fault of its own while sending; Twilio is being asked whether it took the message.",
    "unconfirmed": "It never became known whether Twilio took the message; it is not sent again.",
    "expired": "It was too late for this message; it was not sent.",
}


def sentence(code: str | None) -> str:
    """Why a message did not arrive, for the desk."""
    return _OURS.get(code or "") or meaning(code).sentence


# Twilio's words for how far a message came -> ours. A word that is missing says nothing about a message we sent.
DELIVERY: dict[str, Delivery] = {
    "accepted": Delivery.ACCEPTED,
    "scheduled": Delivery.ACCEPTED,
    "queued": Delivery.ACCEPTED,
    "sending": Delivery.ACCEPTED,
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.FAILED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}
