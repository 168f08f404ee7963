"""Reports of one event come together; what a person holds stays theirs; everything can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.phone import pictures
from storage import queries
from tests.desk.line import SAW, Line, Phone, open_line
from tipline import custody, incident
from tipline.case import Status
from tipline.desk import casework, gathering, merging
from tipline.desk.records import Actor, CaseRow
from tipline.errors import Conflict, Invalid, NotFound, Refused
from tipline.message import Channel

AGAIN = "4 ICE agents taking a man away, 26th and Kedzie, two white vans, just now"
ELSEWHERE = "ICE at 47th and Ashland, they took a woman, 3 agents, just now"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


@pytest.fixture
def dana(line: Line) -> Actor:
    return staff(line, "dana")


def staff(line: Line, name: str, role: str = "dispatcher") -> Actor:
    with line.write() as tx:
        return Actor(tx.staff.add(name, role, "no password", None, line.now), name, role)


def case_of(line: Line, phone: Phone) -> CaseRow:
    with line.read() as tx:
        return tx.cases.get(phone.reports[0].case_id)


def look(line: Line, case_id: int) -> CaseRow:
    with line.read() as tx:
        return tx.cases.get(case_id)


async def told(line: Line, text: str, channel: Channel = Channel.SMS) -> Phone:
    phone = line.phone(channel)
    await phone.says(text)
    return phone


async def test_three_people_who_tell_of_one_event_are_one_case_and_three_people(line: Line) -> None:
    one = await told(line, SAW)
    two = await told(line, AGAIN, Channel.TELEGRAM)
    three = await told(line, "la migra detuvo a un señor en la 26 y Kedzie, 4 agentes de ICE, ahorita")
    assert case_of(line, one).id == case_of(line, two).id == case_of(line, three).id
    with line.read() as tx:
        open_cases = queries.queue_page(tx.conn).rows
        assert [row.case.id for row in open_cases] == [case_of(line, one).id]
        assert incident.people(tx.incidents.accounts([case_of(line, one).id])).count == 3
        why = [e.note for e in tx.cases.events(case_of(line, one).id) if e.action == "joined"]
        assert len(why) == 2
        assert "same" in (why[0] or "")
        assert custody.verify(tx.custody.entries()) == []


async def test_another_corner_is_another_case(line: Line) -> None:
    assert case_of(line, await told(line, SAW)).id != case_of(line, await told(line, ELSEWHERE)).id


async def test_the_same_corner_hours_later_is_another_case(line: Line) -> None:
    one = await told(line, SAW)
    await line.passes(hours=4)
    assert case_of(line, await told(line, AGAIN)).id != case_of(line, one).id


async def test_a_place_told_later_brings_the_report_to_its_event(line: Line) -> None:
    one = await told(line, SAW)
    two = await told(line, "ICE is taking a man away, 4 agents")
    assert case_of(line, two).id != case_of(line, one).id
    await two.says("26th and Kedzie")
    assert case_of(line, two).id == case_of(line, one).id


async def test_a_near_duplicate_picture_finds_the_event_without_any_place(line: Line) -> None:
    one = line.phone()
    await one.sends_photo(pictures.jpeg("vans"), text="ICE at 26th and Kedzie, took a man")
    two = line.phone(Channel.TELEGRAM)
    await two.sends_photo(pictures.jpeg("vans"), text="they are taking someone")
    await line.passes(seconds=30)
    assert case_of(line, two).id == case_of(line, one).id
    with line.read() as tx:
        counted = incident.people(tx.incidents.accounts([case_of(line, one).id]))
    assert (counted.count, counted.passed_on) == (1, 1)  # the very same bytes were passed on, not seen twice


async def test_what_a_person_works_on_does_not_move_by_itself(line: Line, dana: Actor) -> None:
    one = await told(line, SAW)
    two = await told(line, "ICE is taking a man away, 4 agents")
    casework.acknowledge(line.means, dana, case_of(line, two).id, line.now)
    await two.says("26th and Kedzie")
    assert case_of(line, two).id != case_of(line, one).id
    with line.read() as tx:
        offered = gathering.offers(tx, case_of(line, two).id, line.now)
    assert [offer.case_id for offer in offered] == [case_of(line, one).id]
    assert "same spot" in offered[0].likeness.reasons


async def test_merging_tells_nobody_and_notices_go_on_counting(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, ELSEWHERE)
    into, other = case_of(line, one), case_of(line, two)
    before = len(one.heard), len(two.heard)
    merged = merging.merge(line.means, dana, into.id, into.version, other.id, line.now)
    await line.passes(seconds=5)
    assert (len(one.heard), len(two.heard)) == before
    assert case_of(line, two).id == merged.id
    assert (look(line, other.id).status, look(line, other.id).resolution) == ("closed", "duplicate")
    casework.move(line.means, dana, merged.id, look(line, merged.id).version, Status.DOCUMENTING, line.now)
    await line.passes(seconds=5)
    assert any("Notice 2" in text for text in one.heard)
    assert any("Notice 2" in text for text in two.heard)


async def test_a_merge_is_undone_whole(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, ELSEWHERE)
    into, other = case_of(line, one), case_of(line, two)
    merged = merging.merge(line.means, dana, into.id, into.version, other.id, line.now)
    with line.read() as tx:
        batch = tx.incidents.history(merged.id)[-1].batch
    merging.undo(line.means, dana, merged.id, merged.version, batch or 0, line.now)
    assert case_of(line, two).id == other.id
    assert (look(line, other.id).status, look(line, other.id).resolution) == (other.status, None)
    assert look(line, other.id).urgency == other.urgency
    with pytest.raises(Conflict, match="undone"):
        merging.undo(line.means, dana, merged.id, look(line, merged.id).version, batch or 0, line.now)
    with line.read() as tx:
        assert [m.act for m in tx.incidents.history(other.id)] == ["merged", "undone"]


async def test_a_join_of_the_line_s_own_is_undone_by_hand_and_not_made_again(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, AGAIN)
    held = case_of(line, one)
    with line.read() as tx:
        batch = tx.incidents.history(held.id)[-1].batch
    merging.undo(line.means, dana, held.id, held.version, batch or 0, line.now)
    merging.keep_apart(line.means, dana, held.id, case_of(line, two).id, line.now)
    await two.says("there were 5 agents")
    assert case_of(line, two).id != held.id
    with line.read() as tx:
        assert gathering.offers(tx, held.id, line.now) == []


async def test_a_report_is_split_off_and_brought_back(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, AGAIN)
    held = case_of(line, one)
    new = merging.split(line.means, dana, held.id, held.version, [two.reports[0].id], line.now)
    assert case_of(line, two).id == new.id != held.id
    with line.read() as tx:
        batch = next(m.batch for m in tx.incidents.history(new.id) if m.act == "split")
    merging.undo(line.means, dana, new.id, look(line, new.id).version, batch or 0, line.now)
    assert case_of(line, two).id == held.id
    assert look(line, new.id).status == "closed"


async def test_what_cannot_be_done_is_a_sentence(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, ELSEWHERE)
    into, other = case_of(line, one), case_of(line, two)
    with pytest.raises(Conflict):
        merging.merge(line.means, dana, into.id, into.version - 1, other.id, line.now)
    with pytest.raises(Invalid, match="itself"):
        merging.merge(line.means, dana, into.id, into.version, into.id, line.now)
    with pytest.raises(Invalid, match="At least one report stays"):
        merging.split(line.means, dana, into.id, into.version, [one.reports[0].id], line.now)
    with pytest.raises(NotFound):
        merging.split(line.means, dana, into.id, into.version, [two.reports[0].id], line.now)
    with pytest.raises(NotFound):
        merging.undo(line.means, dana, into.id, into.version, 99, line.now)
    with pytest.raises(Refused):
        merging.merge(line.means, staff(line, "ada", "admin"), into.id, into.version, other.id, line.now)


async def test_status_says_opened_only_when_somebody_looked_since_the_report_was_there(line: Line, dana: Actor) -> None:
    one = await told(line, SAW)
    casework.open_case(line.means, dana, case_of(line, one).id, line.now)
    await line.passes(minutes=1)
    two = await told(line, AGAIN)
    assert case_of(line, two).id == case_of(line, one).id
    assert "not yet opened" in (await two.says("STATUS"))[-1].text
    await line.passes(minutes=1)
    casework.open_case(line.means, dana, case_of(line, one).id, line.now)
    assert "not yet opened" not in (await two.says("STATUS"))[-1].text


async def test_the_case_says_how_many_people_tell_it_and_what_to_look_at_twice(line: Line) -> None:
    one = await told(line, SAW)
    assert (case_of(line, one).people, case_of(line, one).flags) == (1, ())
    await told(line, AGAIN)
    await told(line, "Kedzie and 26th: my cousin told me ICE took a man, 4 agents", Channel.TELEGRAM)
    held = case_of(line, one)
    assert held.people == 3
    assert "3 independent people" in held.reasons
    vague = await told(line, "ICE vans driving around, someone told me")
    assert {"vague place", "second-hand"} <= set(case_of(line, vague).flags)


async def test_who_writes_more_than_thirty_messages_an_hour_stands_in_the_bulk_lane_and_is_not_lost(line: Line) -> None:
    phone = await told(line, "ICE van at 26th and Kedzie")
    for number in range(31):
        phone.types(f"still {number} vans here")
    while line.understands():  # a batch holds only so many of one address
        line.pass_time(timedelta(seconds=1))
    assert case_of(line, phone).lane == "bulk"
    assert len(phone.messages) == 32


async def test_a_report_that_knows_more_brings_small_cases_of_its_event_along(line: Line) -> None:
    one = await told(line, "ICE, 4 agents, stopped a car at 26th and Kedzie just now")
    two = await told(line, "12 CBP agents took a woman away at 26th and Kedzie just now")
    assert case_of(line, one).id != case_of(line, two).id
    three = await told(line, "they stopped a car and took a woman away, agents at 26th and Kedzie right now")
    assert case_of(line, one).id == case_of(line, two).id == case_of(line, three).id


async def test_what_was_taken_apart_by_hand_is_not_joined_by_the_line_again(line: Line, dana: Actor) -> None:
    one, two = await told(line, SAW), await told(line, AGAIN)
    held = case_of(line, one)
    with line.read() as tx:
        batch = tx.incidents.history(held.id)[-1].batch
    merging.undo(line.means, dana, held.id, held.version, batch or 0, line.now)
    await told(line, "ICE took a man at 26th and Kedzie right now, 4 agents, vans")
    await two.says("it was 5 agents")
    assert case_of(line, two).id != case_of(line, one).id


async def test_who_passes_on_a_text_without_a_place_stands_with_who_wrote_it(line: Line) -> None:
    text = "my neighbor was taken away by masked agents a minute ago, everybody be careful and stay inside today"
    one, two = await told(line, text), await told(line, text)
    assert case_of(line, one).id == case_of(line, two).id
    assert (case_of(line, one).people, case_of(line, one).passed_on) == (1, 1)
