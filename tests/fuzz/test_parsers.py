"""Whatever is delivered: a message the desk can keep, or BadPayload; never another fault, and no word of it in the fault."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.parse
import sms.parse
from api.stand_ins import StandIns, arrival
from tests.fuzz.nonsense import Nonsense
from tipline.errors import BadPayload
from tipline.message import Address, Channel, Inbound

steady = settings(deadline=None, print_blob=True, max_examples=150)
AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
PLANTED = "773-555-0161"
PARSERS = {Channel.SMS: sms.parse.parse, Channel.TELEGRAM: bot.parse.parse}


class Clock:
    def now(self) -> datetime:
        return AT


texts = st.text(max_size=60) | st.sampled_from(["\x00", "\ud800", "\U0001f6a8", "\u202e\u2066", "STOP", "/start x", PLANTED])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from([2**63, -(2**63) - 1, 10**400, "whatsapp:+1"])
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8)
names = st.sampled_from([
    "From", "Body", "MessageSid", "SmsSid", "NumMedia", "MediaUrl0", "MediaContentType0", "OptOutType", "MessageStatus", "ProfileName",
])  # fmt: skip


def understood(channel: Channel, payload: bytes) -> Inbound | None:
    """The message, if it is one. Its words can be sealed, stored and shown on both databases."""
    try:
        inbound = PARSERS[channel](payload, AT)
    except BadPayload as fault:
        for each in _chain(fault):
            assert PLANTED not in f"{each!s} {each!r} {each.args}"
        return None
    for value in _words(inbound):
        assert "\x00" not in value
        value.encode("utf-8")
    assert isinstance(inbound.address.value, str)
    assert all(0 <= (each.size or 0) < 2**63 for each in inbound.attachments)
    return inbound


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _words(inbound: Inbound) -> Iterator[str]:
    label = inbound.pin.label if inbound.pin else None
    held = (inbound.text, inbound.choice, inbound.command, inbound.album, inbound.language_hint, inbound.vendor_id, inbound.address.value, label)
    yield from (value for value in held if value is not None)
    for each in inbound.attachments:
        yield from (each.pointer, each.content_type or "")


@steady
@given(st.sampled_from(list(Channel)), st.binary(max_size=300) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_message_or_a_bad_payload(channel: Channel, payload: bytes) -> None:
    understood(channel, payload)


@steady
@given(st.dictionaries(names, anything | texts), st.sampled_from(["+17735550166", " ", "\x00", "x" * 400]))
def test_any_fields_of_a_text_message_are_a_message_or_a_bad_payload(fields: dict[str, Any], sender: str) -> None:
    understood(Channel.SMS, json.dumps({"From": sender, **fields}).encode())


@steady
@given(st.integers(0, 2**32), texts)
def test_an_update_with_parts_spoiled_is_a_message_or_a_bad_payload(seed: int, words: str) -> None:
    vendors, dice = StandIns(Clock()), random.Random(seed)
    made = Nonsense(vendors.sms, vendors.bot, dice, vendors.twilio, vendors.telegram)
    update = json.loads(made._true_update().body)
    for _ in range(dice.randint(1, 4)):
        made._spoil(update)
    update |= {"planted": words, "note": PLANTED}
    came = bot.parse.arrive(json.dumps(update).encode())
    understood(Channel.TELEGRAM, came.payload)


spoken = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=200)


@steady
@given(spoken.filter(lambda words: not words.startswith("/")))
@pytest.mark.parametrize("address", [Address(Channel.SMS, "+17735550142"), Address(Channel.TELEGRAM, "7735550142")])
def test_what_a_phone_says_arrives_word_for_word(address: Address, words: str) -> None:
    came = arrival(StandIns(Clock()).text(address, words))
    inbound = understood(address.channel, came.payload)
    assert inbound is not None
    assert inbound.address == address
    assert inbound.text == words
    assert came.address == address.value
