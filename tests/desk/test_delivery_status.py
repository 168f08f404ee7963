"""What a vendor says later only moves forward: late, twice, out of order and before the sender has heard anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.desk.line import SAW, Line, Phone, open_line
from tests.desk.test_outbox import put
from tipline.desk import delivery_status
from tipline.desk.ports import DeliveryNote
from tipline.errors import SendFailed
from tipline.message import Channel, Sent

SID = "SM" + "7" * 32
SAID = ("accepted", "sent", "delivered", "failed")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("status")) as made:
        yield made


@pytest.fixture
async def phone(line: Line) -> Phone:
    made = line.phone()
    await made.says(SAW)
    return made


def being_sent(line: Line, phone: Phone) -> tuple[int, str]:
    """A row a worker has just taken, and its token."""
    number = put(line, phone)
    assert line.claims() == [number]
    token = line.row(number).token
    assert token
    return number, token


def note(line: Line, token: str | None, status: str, **more: object) -> bool:
    said = DeliveryNote(Channel.SMS, token, more.pop("vendor_id", None), status, **more)  # type: ignore[arg-type]
    return delivery_status.note(line.means, said, line.now)


def furthest(held: str | None, said: str) -> str:
    """The word that stands: delivered beats failed, failed beats what is on the way."""
    return max((w for w in (held, said) if w is not None), key=("accepted", "sent", "failed", "delivered").index)


@pytest.mark.parametrize("settled", ["first", "between", "last", "last and unclear"])
async def test_in_every_order_and_twice_the_status_only_moves_forward(line: Line, phone: Phone, settled: str) -> None:
    moment = {"first": 0, "between": 3}.get(settled, 8)
    result = SendFailed("no_answer", ambiguous=True) if "unclear" in settled else Sent(SID)
    for words in itertools.permutations(SAID):
        number, token = being_sent(line, phone)
        for step, word in enumerate([*words, *words, None]):
            if step == moment:
                line.settles(number, result)
            if word is None:
                break
            held = line.row(number).delivery
            assert note(line, token, word)
            assert line.row(number).delivery == furthest(held, word), words
        row = line.row(number)
        assert (row.state, row.delivery, row.lease_until) == ("delivered", "delivered", None), words
        assert line.claims() == [], "it is not sent again"


@pytest.mark.parametrize(
    ("word", "state"), [("accepted", "accepted"), ("sent", "accepted"), ("delivered", "delivered"), ("failed", "failed")]
)
async def test_a_callback_before_the_answer_settles_the_row(line: Line, phone: Phone, word: str, state: str) -> None:
    number, token = being_sent(line, phone)
    note(line, token, word, code="30005" if word == "failed" else None)
    assert (line.row(number).state, line.row(number).lease_until) == (state, None)
    line.settles(number, Sent(SID, 2))
    row = line.row(number)
    assert (row.state, row.delivery, row.segments) == (state, word, 2)
    assert row.code == ("30005" if word == "failed" else None), "the desk still sees why"


@pytest.mark.parametrize(
    ("word", "state"), [("accepted", "accepted"), ("sent", "accepted"), ("delivered", "delivered"), ("failed", "failed")]
)
async def test_a_callback_tells_what_became_of_an_unclear_one(line: Line, phone: Phone, word: str, state: str) -> None:
    number, token = being_sent(line, phone)
    line.settles(number, SendFailed("no_answer", ambiguous=True))
    assert line.row(number).state == "unknown"
    note(line, token, word)
    assert line.row(number).state == state


async def test_the_reason_of_a_failure_is_kept_for_the_desk(line: Line, phone: Phone) -> None:
    number, token = being_sent(line, phone)
    line.settles(number, Sent(SID))
    note(line, token, "failed", code="30003")
    note(line, token, "sent")
    assert (line.row(number).state, line.row(number).code) == ("failed", "30003")


async def test_the_vendors_id_names_a_row_where_there_is_no_token(line: Line, phone: Phone) -> None:
    number, _ = being_sent(line, phone)
    sid = "SM" + "8" * 32
    line.settles(number, Sent(sid))
    assert note(line, None, "delivered", vendor_id=sid)
    assert line.row(number).delivery == "delivered"


@pytest.mark.parametrize(
    ("token", "vendor_id"), [("of nobody", None), (None, "SM" + "9" * 32), (None, None), ("", ""), ("\ud800", None)]
)
def test_a_status_of_no_message_of_ours_changes_nothing(line: Line, token: str | None, vendor_id: str | None) -> None:
    before = line.query("SELECT id, state, delivery FROM outbox")
    assert not note(line, token, "delivered", vendor_id=vendor_id)
    assert line.query("SELECT id, state, delivery FROM outbox") == before


async def test_a_word_we_do_not_know_changes_nothing(line: Line, phone: Phone) -> None:
    number, token = being_sent(line, phone)
    assert not note(line, token, "teleported")
    assert line.row(number).state == "sending"


async def test_a_carrier_that_says_only_now_that_the_person_opted_out_is_believed(line: Line, phone: Phone) -> None:
    number, token = being_sent(line, phone)
    line.settles(number, Sent(SID))
    note(line, token, "failed", code="21610", opted_out=True)
    assert phone.contact.opted_out == "carrier"


async def test_what_the_operator_has_to_mend_raises_a_banner(line: Line, phone: Phone) -> None:
    _, token = being_sent(line, phone)
    note(line, token, "failed", code="30034", alarm=True)
    assert "sms_30034" in line.banners()


async def test_words_that_come_together_are_written_in_their_order_and_one_that_fails_is_undone_alone(
    line: Line, phone: Phone
) -> None:
    number, token = being_sent(line, phone)
    words = [DeliveryNote(Channel.SMS, token, None, word) for word in ("sent", "delivered", "sent")]
    broken = DeliveryNote(Channel.SMS, 7, None, "sent")  # type: ignore[arg-type]
    nobodys = DeliveryNote(Channel.SMS, "nobody's", None, "sent")
    told = delivery_status.note_all(line.means, [words[0], broken, words[1], nobodys, words[2]], line.now)
    assert [told[0], *told[2:]] == [True, True, False, True]
    assert isinstance(told[1], AttributeError)
    assert (line.row(number).state, line.row(number).delivery) == ("delivered", "delivered")
