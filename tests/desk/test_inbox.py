"""Accept: one sealed row a delivery, committed before the vendor hears 200; nothing about its content can stop it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from api.stand_ins import arrival
from bot.arrival import arrive as arrive_telegram
from sms.parse import arrive as arrive_sms
from tests.desk.line import SAW, Line, open_line
from tipline.desk import inbox
from tipline.desk.ports import Arrival
from tipline.message import Channel

FORM = "application/x-www-form-urlencoded"
TYPES = (FORM, "application/json", "text/plain", "", None, "application/json; charset=\xff")
ANYTHING = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("inbox")) as made:
        yield made


def accept(line: Line, arrived: Arrival) -> bool:
    return inbox.accept(line.wiring.store, line.wiring.seals, arrived, line.now)


def newest(line: Line) -> tuple[bytes, bytes]:
    """(lookup, sealed payload) of the row stored last."""
    [row] = line.query("SELECT lookup, payload FROM inbox ORDER BY id DESC LIMIT 1")
    return row


@pytest.mark.parametrize("channel", list(Channel))
def test_the_same_delivery_twice_is_one_row(line: Line, channel: Channel) -> None:
    request = line.vendors.text(line.phone(channel).address, SAW)
    before = line.count("inbox")
    assert [line.takes(request) for _ in range(3)] == [True, False, False]
    assert line.count("inbox") == before + 1


def test_a_delivery_is_remembered_after_its_row_is_gone(line: Line) -> None:
    request = line.vendors.text(line.phone().address, SAW)
    assert line.takes(request)
    line.query("DELETE FROM inbox")
    assert not line.takes(request)
    assert line.count("inbox") == 0


@pytest.mark.parametrize("channel", list(Channel))
def test_a_delivery_without_an_id_is_known_by_its_body(line: Line, channel: Channel) -> None:
    bodies = [b"Body=hello&From=%2B17735550171", b"Body=hello&From=%2B17735550172"]
    if channel is Channel.SMS:
        first, second = (arrive_sms(body, FORM) for body in bodies)
    else:
        first, second = (arrive_telegram(body) for body in bodies)
    assert first.vendor_id is None
    assert [accept(line, a) for a in (first, first, second, second)] == [True, False, True, False]


def test_the_two_vendors_may_use_the_same_id(line: Line) -> None:
    assert accept(line, Arrival(Channel.SMS, "7001", "+17735550173", b"{}"))
    assert accept(line, Arrival(Channel.TELEGRAM, "7001", "7735550173", b"{}"))


def test_deliveries_that_name_no_address_stand_in_lines_of_their_own(line: Line) -> None:
    lookups = set()
    for number in range(3):
        assert accept(line, Arrival(Channel.SMS, None, None, b"unreadable %d" % number))
        lookups.add(newest(line)[0])
    assert len(lookups) == 3


def test_the_row_holds_the_delivery_sealed(line: Line) -> None:
    arrived = arrival(line.vendors.text(line.phone().address, SAW))
    assert accept(line, arrived)
    lookup, payload = newest(line)
    assert line.wiring.seals.open_inbox(payload) == arrived.payload
    for plain in (b"ICE", b"Kedzie", (arrived.address or "").encode(), (arrived.vendor_id or "").encode()):
        assert plain not in payload
        assert plain not in lookup


@ANYTHING
@given(raw=st.binary(max_size=400), content_type=st.sampled_from(TYPES), channel=st.sampled_from(Channel))
def test_no_bytes_can_fail_to_be_accepted(line: Line, raw: bytes, content_type: str | None, channel: Channel) -> None:
    arrived = arrive_sms(raw, content_type) if channel is Channel.SMS else arrive_telegram(raw)
    accept(line, arrived)
    assert not accept(line, arrived)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    ["From", "Body", "MessageSid", "SmsSid", "NumMedia", "MediaUrl0", "update_id", "message", "chat", "id", "text"]
)


@ANYTHING
@given(body=st.dictionaries(_NAMES, _JSON, max_size=6), channel=st.sampled_from(Channel))
def test_no_json_of_the_vendors_names_can_fail_to_be_accepted(
    line: Line, body: dict[str, object], channel: Channel
) -> None:
    raw = json.dumps(body).encode()
    arrived = arrive_sms(raw, "application/json") if channel is Channel.SMS else arrive_telegram(raw)
    accept(line, arrived)
    assert not accept(line, arrived)


_HOSTILE = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["\ud800", "+1\udfff", "\x00", " ", "٣"])


@ANYTHING
@given(sender=_HOSTILE, sid=_HOSTILE, words=_HOSTILE)
def test_no_text_in_any_field_can_fail_to_be_accepted(line: Line, sender: str, sid: str, words: str) -> None:
    raw = json.dumps({"From": sender, "MessageSid": sid, "Body": words}).encode()
    arrived = arrive_sms(raw, "application/json")
    accept(line, arrived)
    assert not accept(line, arrived)


def test_an_endlessly_nested_body_is_accepted_whole(line: Line) -> None:
    raw = b'{"From":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    for arrived in (arrive_sms(raw, "application/json"), arrive_telegram(raw)):
        assert accept(line, arrived)
        assert line.wiring.seals.open_inbox(newest(line)[1]) == raw


def test_a_store_that_is_down_raises_and_remembers_nothing(line: Line) -> None:
    request = line.vendors.text(line.phone().address, SAW)
    line.query("ALTER TABLE inbox RENAME TO elsewhere")
    try:
        with pytest.raises(OperationalError) as told:
            line.takes(request)
        assert "Kedzie" not in str(told.value)
    finally:
        line.query("ALTER TABLE elsewhere RENAME TO inbox")
    assert line.takes(request)
