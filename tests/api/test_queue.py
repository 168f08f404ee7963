"""Promises of the queue's page: filters, search, and what changed since a person last looked."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.console import live
from api.console.keys import KEYS
from tests.api import seed
from tests.api.test_console import Browser, rows_of
from tipline.desk.records import CaseEvent
from tipline.desk.rights import Reach

STATIC = Path(__file__).parents[2] / "api" / "static"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = seed.desk(tmp_path)
    seed.stories(made)
    yield made
    made.close()


@pytest.fixture
def dana(desk: seed.Desk) -> Browser:
    return Browser(desk, "dana")


def test_filters_narrow_together_and_each_can_be_taken_off(dana: Browser) -> None:
    assert rows_of(dana.get("/console?activity=detention").text) == [1, 2, 4]
    page = dana.get("/console?activity=detention&lang=es").text
    assert rows_of(page) == [2]
    assert "1 case, worst first" in page
    assert re.findall(r'data-chip href="([^"]+)"', page) == ["/console?lane=all&amp;activity=detention", "/console?lane=all&amp;lang=es"]
    assert 'hx-get="/console/list?lane=all&amp;lang=es&amp;activity=detention"' in page
    assert rows_of(dana.get("/console?since=1h&status=new&lane=no_place").text) == [4, 8]


def test_what_no_page_of_ours_puts_into_the_address_is_left_out(dana: Browser) -> None:
    page = dana.get("/console?district=&beat=1%27--&since=4000y&nonsense=1").text
    assert len(rows_of(page)) == 8
    assert "data-chip" not in page


def test_an_empty_filter_says_so_and_shows_the_way_back(dana: Browser) -> None:
    page = dana.get("/console?beat=9999").text
    assert "No case fits these filters." in page
    assert 'href="/console?lane=all">Show all open without them' in page


def test_words_are_sought_in_a_body_or_a_header_and_never_stand_in_an_address(dana: Browser) -> None:
    found = dana.post("/console/search?lang=en", whole=True, q="bleeding head").text
    assert rows_of(found) == [1]
    assert "1 report with these words" in found
    addresses = re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', found)
    assert addresses
    assert not any("bleeding" in address for address in addresses)
    header = base64.b64encode(b"camioneta").decode()
    assert rows_of(dana.get("/console/list", **{"HX-Request": "true", "X-Sought": header}).text) == [2]
    assert rows_of(dana.get("/console/list", **{"HX-Request": "true", "X-Sought": "%%%"}).text) == [1, 2, 4, 5, 3, 8, 6, 7]


def test_a_search_without_a_find_says_so(dana: Browser) -> None:
    assert "No report that you may see has these words." in dana.post("/console/search", q="zeppelin").text
    assert "with these filters" in dana.post("/console/search?lang=pl", q="bleeding").text


def test_a_dispatcher_finds_no_words_of_a_closed_case_and_a_supervisor_does(desk: seed.Desk, dana: Browser) -> None:
    with desk.store.write() as tx:
        tx.cases.save(replace(tx.cases.get(2), status="closed"), None)
    assert rows_of(dana.post("/console/search", q="camioneta").text) == []
    assert rows_of(Browser(desk, "sol").post("/console/search", q="camioneta").text) == [2]


def test_what_changed_since_a_person_looked_is_counted_and_marked_for_that_person_alone(desk: seed.Desk, dana: Browser) -> None:
    assert "Nothing is marked yet as new to you." in dana.get("/console").text
    looked(dana)
    assert "Nothing changed since" in dana.get("/console").text
    desk.clock.at += timedelta(minutes=1)
    fresh = seed.tell(desk, replace(seed.STORIES[2], pseudonym="Robin 0007", reference="N2EW", ago=timedelta(seconds=2)))
    with desk.store.write() as tx:
        tx.changes.bump("case", 5)
    page = dana.get("/console").text
    assert marked(page) == {fresh: "New", 5: "Changed"}
    assert "2 new or changed since" in page
    dana.get("/console/cases/5")
    assert marked(dana.get("/console").text) == {fresh: "New"}
    assert marked(Browser(desk, "sol").get("/console").text) == {}
    looked(dana)
    assert marked(dana.get("/console").text) == {}


def looked(who: Browser) -> None:
    seq = re.search(r'name="seq" value="(\d+)"', who.get("/console").text)
    assert seq is not None
    assert who.post("/console/seen", seq=seq[1]).status_code == 204


def marked(page: str) -> dict[int, str]:
    return {int(n): word for n, word in re.findall(r'id="row-(\d+)"(?:(?!id="row-).)*?class="fresh">(\w+)<', page, re.S)}


def test_one_s_own_act_is_not_news_to_oneself(dana: Browser) -> None:
    looked(dana)
    page = dana.get("/console/cases/1").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    assert dana.post("/console/cases/1/acknowledge", seen=seen[1], last="99").status_code == 200
    assert marked(dana.get("/console").text) == {}


def test_live_pages_hear_which_case_became_urgent_and_nothing_that_was_told(desk: seed.Desk) -> None:
    with desk.store.write() as tx:
        before = tx.changes.last()
        tx.cases.add_event(CaseEvent(2, desk.clock.now(), "line", "urgent", note="shots fired"))
        tx.changes.bump("case", 2)
    _, said = live._changes(desk, before, Reach(1, None, True, False))
    assert said[0] == ("urgent", f'{{"case": 2, "district": "12", "at": "{desk.clock.now().isoformat()}"}}')
    assert said[1:] == [("queue", "changed"), ("case-2", "changed")]
    assert live._changes(desk, before, Reach(1, ("10",), False, True))[1] == said[1:]


def test_every_key_of_the_help_is_one_that_the_page_obeys() -> None:
    script = (STATIC / "keys.js").read_text(encoding="utf-8")
    table = script[script.index("const acts = {") : script.index("const table")]
    obeyed = set(re.findall(r"^  (\w+):", table, re.M))
    told = [key for _, group in KEYS for key in group]
    assert {key.act for key in told if key.act} == obeyed
    assert len({key.press for key in told}) == len(told)
