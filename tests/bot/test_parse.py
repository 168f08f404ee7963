"""From Telegram's update to what we keep, and from that to a message."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parse import arrive, parse, press_of
from tipline.errors import BadPayload
from tipline.message import Channel, Inbound, Kind

steady = settings(deadline=None, print_blob=True)  # a failure prints how to repeat it; two cores have no deadline
AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
CASES = json.loads((Path(__file__).parent / "payloads" / "inbound.json").read_text(encoding="utf-8"))


def shape(inbound: Inbound) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": inbound.kind.value, "address": inbound.address.value, "vendor_id": inbound.vendor_id,
        "text": inbound.text, "command": inbound.command, "choice": inbound.choice, "album": inbound.album,
        "language": inbound.language_hint, "moved_to": inbound.moved_to and inbound.moved_to.value,
        "attachments": [[a.media.value, a.pointer, a.content_type, a.size, a.too_large] for a in inbound.attachments],
        "pin": inbound.pin and [inbound.pin.lat, inbound.pin.lng, inbound.pin.live, inbound.pin.label],
    }
    return {name: value for name, value in found.items() if value not in (None, [], "") or name == "address"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_update_is_understood_as_the_table_says(case):
    arrival = arrive(json.dumps(case["update"]).encode())
    assert (arrival.channel, arrival.vendor_id) == (Channel.TELEGRAM, str(case["update"]["update_id"]))
    assert arrival.address == case["address"]
    inbound = parse(arrival.payload, AT)
    assert shape(inbound) == case["expect"]
    assert inbound.received_at == AT


def test_the_table_covers_every_kind_a_telegram_message_can_be():
    assert {case["expect"]["kind"] for case in CASES} == {kind.value for kind in Kind} - {"carrier"}


def test_a_body_that_cannot_be_read_is_kept_whole_and_parked():
    for raw in (b"", b"{", b"[1]", b"\xff\xfe", b'"text"', b"[" * 60_000, b'{"update_id": ' + b"9" * 5000 + b"}"):
        arrival = arrive(raw)
        assert (arrival.payload, arrival.vendor_id, arrival.address) == (raw, None, None)
        with pytest.raises(BadPayload):
            parse(arrival.payload, AT)


HERE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}


@pytest.mark.parametrize("part", [
    {}, [], "PLANTED", 3, None, {"message_id": 1},
    HERE | {"chat": {"id": "PLANTED", "type": "private"}, "text": "PLANTED"},
    HERE | {"text": 7},
    HERE | {"text": {"PLANTED": 1}},
    HERE | {"photo": [{"file_id": "PLANTED"}]},
    HERE | {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 2, "file_size": "PLANTED"}},
    HERE | {"location": {"latitude": 91, "longitude": 0}},
    HERE | {"location": {"latitude": float("nan"), "longitude": 0}},
    HERE | {"location": {"latitude": "PLANTED", "longitude": 0}},
    HERE | {"date": 10**30, "text": "PLANTED"},
])
def test_a_message_in_no_shape_of_telegrams_is_parked_without_quoting_it(part):
    arrival = arrive(json.dumps({"update_id": 3, "message": part}).encode())
    with pytest.raises(BadPayload) as parked:
        parse(arrival.payload, AT)
    assert "PLANTED" not in str(parked.value)
    assert parked.value.__context__ is None


def test_an_album_loses_none_of_its_pictures(fake):
    album = [fake.photo(1, b"%d" % n, caption="words" if n == 0 else "", album="13") for n in range(10)]
    heard = [parse(arrive(request.body).payload, AT) for request in album]
    assert {h.album for h in heard} == {"13"}
    assert len({h.vendor_id for h in heard}) == len({h.attachments[0].pointer for h in heard}) == 10


def test_an_edit_names_the_message_it_amends(fake):
    first = parse(arrive(fake.message(1, "26th and Kedzie").body).payload, AT)
    edit = fake.edit(1, "27th and Kedzie")
    assert parse(arrive(edit.body).payload, AT).vendor_id == first.vendor_id
    assert arrive(edit.body).vendor_id != arrive(fake.message(1, "x").body).vendor_id


def test_only_a_press_is_answered_as_one(fake):
    assert press_of(arrive(fake.message(1, "x").body).payload) is None
    assert press_of(b'{"update_id": 3, "callback_query": {"id": "331"}}') == "331"
    assert press_of(b"{") is None


# The drop-list

NAMES = ("first_name", "last_name", "username", "title", "sender_user_name", "author_signature", "phone_number", "vcard")
HOLDERS = ("from", "chat", "sender_chat", "via_bot", "contact", "user", "forward_origin", "sender_user", "new_chat_member",
           "chat_shared", "invite_link", "creator", "audio", "game", "reply_to_message", "pinned_message")
PLANT = "PLANTED"
leaf = st.one_of(st.integers(-(2**40), 2**40), st.booleans(), st.none(), st.text(max_size=5))
planted = st.dictionaries(st.sampled_from(NAMES), st.just(PLANT), min_size=1).map(lambda names: names | {"photo": {"big_file_id": PLANT}})
nested = st.recursive(
    planted,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(HOLDERS), inner, min_size=1, max_size=3),
        st.lists(inner, min_size=1, max_size=2).map(lambda them: {"entities": them}),
        st.tuples(inner, leaf).map(lambda pair: {"reply_to_message": pair[0], "text": pair[1]}),
    ),
    max_leaves=8,
)


@steady
@given(nested, st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "business_message"]))
def test_no_name_survives_at_any_depth(part, kind):
    arrival = arrive(json.dumps({"update_id": 3, kind: part}).encode())
    assert arrival.vendor_id == "3"
    assert PLANT.encode() not in arrival.payload


def test_a_name_deeper_than_telegram_nests_does_not_survive_either():
    part: dict[str, object] = {"first_name": PLANT}
    for _ in range(200):
        part = {"reply_to_message": part}
    assert PLANT.encode() not in arrive(json.dumps({"update_id": 3, "message": part}).encode()).payload


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_no_name_of_the_table_survives(case):
    kept = arrive(json.dumps(case["update"]).encode()).payload
    for name in (b"Test Person", b"Person", b"test_person", b"Test Group", b"Other Title", b"+17735550143", b"VCARD"):
        assert name not in kept


def test_what_a_witness_says_and_where_survives():
    venue = {"title": "Little Village Arch", "address": "3100 W 26th St", "location": {"latitude": 41.85, "longitude": -87.7}}
    part = {"from": {"id": 5, "language_code": "es"}, "text": "title", "venue": venue, "photo": [{"file_id": "x"}]}
    kept = json.loads(arrive(json.dumps({"update_id": 3, "message": part}).encode()).payload)
    assert kept == {"update_id": 3, "message": part}


any_json = st.recursive(
    st.one_of(leaf, st.floats()), lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=4), st.sampled_from(
            ["update_id", "message", "callback_query", "my_chat_member", "chat", "from", "id", "text", "photo", "location",
             "voice", "new_chat_member", "status", "type", "date", "message_id", "file_id", "latitude", "longitude"])), inner, max_size=4)),
    max_leaves=20,
)


@steady
@given(st.one_of(st.binary(max_size=200), any_json.map(lambda value: json.dumps(value).encode()),
                 any_json.map(lambda value: json.dumps({"update_id": 1, "message": value}).encode())))
def test_nothing_makes_the_arrival_raise_and_the_parser_only_parks(raw):
    arrival = arrive(raw)
    try:
        inbound = parse(arrival.payload, AT)
    except BadPayload:
        return
    assert inbound.address.channel is Channel.TELEGRAM
    inbound.text.encode("utf-8")


@pytest.mark.parametrize(("said", "kept", "large"), [(2**64, None, True), (-1, None, False), (0, 0, False), (2**33, 2**33, True)])
def test_a_file_of_a_size_that_no_database_holds_is_kept_without_it(said, kept, large):
    message = HERE | {"document": {"file_id": "x", "file_unique_id": "y", "file_size": said}}
    [attachment] = parse(json.dumps({"update_id": 1, "message": message}).encode(), AT).attachments
    assert (attachment.size, attachment.too_large) == (kept, large)
