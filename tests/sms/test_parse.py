"""From a vendor's body to what we keep, and from that to a message."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms import number
from sms.form import form_of
from sms.parse import DROPPED, arrive, parse
from tipline.errors import BadPayload
from tipline.message import Channel, Inbound, Kind

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
steady = settings(deadline=None, print_blob=True)  # a failure prints how to repeat it; two cores have no deadline
AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
CASES = json.loads((Path(__file__).parent / "payloads" / "inbound.json").read_text(encoding="utf-8"))


def shape(inbound: Inbound) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": inbound.kind.value, "address": inbound.address.value, "vendor_id": inbound.vendor_id,
        "text": inbound.text,
    }
    if inbound.attachments:
        found["attachments"] = [[a.media.value, a.pointer, a.content_type] for a in inbound.attachments]
    if inbound.carrier:
        found["carrier"] = inbound.carrier.value
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_form_is_understood_as_the_table_says(case):
    arrival = arrive(urlencode(case["fields"], doseq=True).encode(), FORM)
    assert shape(parse(arrival.payload, AT)) == case["expect"]
    assert (arrival.vendor_id, arrival.address) == (case["expect"]["vendor_id"], case["expect"]["address"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_fields_as_json_mean_the_same(case):
    arrival = arrive(json.dumps(case["fields"]).encode(), JSON + "; charset=utf-8")
    assert shape(parse(arrival.payload, AT)) == case["expect"]


@pytest.mark.parametrize("content_type", [FORM, JSON])
def test_where_someone_lives_and_what_they_call_themselves_is_not_kept(content_type):
    fields = {name: "PLANTED" for name in DROPPED} | {"MessageSid": "SM1", "From": "+17735550142", "Body": "hi"}
    raw = json.dumps(fields) if content_type == JSON else urlencode(fields)
    kept = json.loads(arrive(raw.encode(), content_type).payload)
    assert set(kept) == {"MessageSid", "From", "Body"}
    assert len(DROPPED) == 9


def test_the_drop_list_reaches_into_nested_json():
    raw = json.dumps({"From": "+17735550142", "more": [{"ProfileName": "PLANTED", "x": 1}]}).encode()
    assert b"PLANTED" not in arrive(raw, JSON).payload


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"\xff\xfe", FORM), (b"Body=%FF", FORM), (b"Body=%ED%A0%80", FORM), (b"[1, 2]", JSON), (b"{", JSON),
        (b"\xff{}", JSON), (b"[" * 60_000, JSON), (b"&".join([b"a=1"] * 1001), FORM), (b'{"a": ' + b"9" * 5000 + b"}", JSON),
    ],
)
def test_a_body_that_cannot_be_read_is_kept_whole_and_names_nobody(raw, content_type):
    arrival = arrive(raw, content_type)
    assert (arrival.payload, arrival.vendor_id, arrival.address) == (raw, None, None)
    assert arrival.channel is Channel.SMS


@pytest.mark.parametrize("payload", [b"", b"\xff", b"null", b"[]", b'"x"', b"{}", b'{"From": ""}', b'{"From": 5}', b"[" * 60_000])
def test_a_payload_without_a_sender_is_parked(payload):
    with pytest.raises(BadPayload):
        parse(payload, AT)


def test_a_message_without_an_id_is_known_by_what_it_holds():
    one, same, other = (arrive(f"From=%2B17735550142&Body={b}".encode(), FORM) for b in ("a", "a", "b"))
    assert one.vendor_id is None
    ids = [parse(a.payload, AT).vendor_id for a in (one, same, other)]
    assert ids[0] == ids[1] != ids[2]


def test_half_a_letter_becomes_a_replacement_mark_and_a_pair_becomes_one_letter():
    arrival = arrive(rb'{"From": "+17735550142", "Body": "\ud83d\udea8 \ud83d"}', JSON)
    assert parse(arrival.payload, AT).text == "🚨 �"


def test_an_id_or_address_nobody_could_store_is_none():
    arrival = arrive(rb'{"From": "\ud83d", "MessageSid": "\ud83d"}', JSON)
    assert arrival.vendor_id is None
    assert arrival.address is not None
    arrival.address.encode()
    assert arrive(b"From=" + b"1" * 200 + b"&MessageSid=" + b"S" * 200, FORM).address is None


@steady
@given(st.binary(max_size=400), st.sampled_from([FORM, JSON, None, "text/plain", "é"]))
def test_no_body_makes_arrive_raise(raw, content_type):
    arrival = arrive(raw, content_type)
    for value in (arrival.vendor_id, arrival.address):
        assert value is None or value.encode()


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"))
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
names = st.sampled_from(["From", "Body", "MessageSid", "OptOutType", "NumMedia", "MediaUrl0", "MediaContentType0", "MessageStatus"])


@steady
@given(st.dictionaries(names, values))
def test_any_json_object_is_either_understood_or_parked(fields):
    inbound = understood(arrive(json.dumps(fields).encode(), JSON).payload)
    if inbound is not None:
        assert inbound.kind in (Kind.MESSAGE, Kind.CARRIER, Kind.NOTHING)
        inbound.text.encode()
        inbound.address.value.encode()


def understood(payload):
    try:
        return parse(payload, AT)
    except BadPayload:
        return None


@steady
@given(digits=st.text("0123456789", min_size=9, max_size=11), plus=st.sampled_from(["+1", "+", "1", "+44"]))
def test_a_number_that_is_spelt_right_already_is_left_as_the_library_would_write_it(digits: str, plus: str) -> None:
    text = plus + digits
    try:
        read = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.is_possible_number(read):
        assert number.normal(text) == phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def test_the_form_that_was_read_already_gives_the_same_arrival() -> None:
    for case in CASES:
        raw = urlencode(case["fields"]).encode() if "fields" in case else b""
        assert arrive(raw, FORM, form_of(raw, FORM)) == arrive(raw, FORM)
