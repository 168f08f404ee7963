"""What the console promises over HTTP: who sees what, what a look costs, what an act leaves behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.console import live
from storage import queries
from tests.api import seed
from tests.api.app import application, cookie
from tipline.case import Resolution, Status
from tipline.desk import casework
from tipline.desk.records import Actor
from tipline.message import Channel


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[seed.Desk]:
    made = seed.desk(tmp_path)
    seed.stories(made)
    yield made
    made.close()


class Browser:
    """One signed-in person."""

    def __init__(self, desk: seed.Desk, name: str) -> None:
        self.name = name
        self.client = TestClient(application(desk), base_url="http://localhost", cookies=cookie(desk, name), follow_redirects=False)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={"accept": "text/html", **headers})

    def part(self, path: str) -> Any:
        return self.get(path, **{"HX-Request": "true"})

    def post(self, path: str, *, whole: bool = False, **form: str) -> Any:
        headers = {"sec-fetch-site": "same-origin", **({} if whole else {"HX-Request": "true"})}
        return self.client.post(path, data={"csrf": f"csrf-{self.name}", **form}, headers=headers)


@pytest.fixture
def dana(desk: seed.Desk) -> Browser:
    return Browser(desk, "dana")


def looks(desk: seed.Desk, case_id: int) -> int:
    with desk.store.read() as tx:
        return sum(entry.action == "opened" for entry in tx.custody.of_subjects([f"case:{case_id}"]))


def version(desk: seed.Desk, case_id: int) -> str:
    with desk.store.read() as tx:
        return str(tx.cases.get(case_id).version)


def rows_of(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'id="row-(\d+)"', text)]


def test_the_queue_shows_the_worst_first_and_counts_each_lane(dana: Browser) -> None:
    page = dana.get("/console")
    assert page.status_code == 200
    assert rows_of(page.text) == [1, 2, 4, 5, 3, 8, 6, 7]
    counts = dict(re.findall(r'id="lane-(\w+)"[^>]*>[^<]*<span class="count"[^>]*>(\d+)', page.text))
    assert counts == {"all": "8", "urgent": "2", "standard": "2", "no_place": "2", "past": "1", "bulk": "0", "withdrawn": "1", "mine": "0"}


def test_a_long_queue_is_turned_page_by_page_without_gap_or_repeat(desk: seed.Desk, dana: Browser) -> None:
    for number in range(120):  # many share urgency and time: only the id tells them apart
        story = replace(seed.STORIES[2], pseudonym=f"Tern {number:04d}", reference=f"Z{number:03d}", channel=Channel.TELEGRAM)
        seed.tell(desk, replace(story, ago=timedelta(minutes=number % 3)))
    seen, path = [], "/console/list?lane=all"
    while path:
        page = dana.part(path).text
        seen += rows_of(page)
        more = re.search(r'hx-get="(/console/list[^"]*after=[^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 128
    with desk.store.read() as tx:
        cases = [tx.cases.get(case_id) for case_id in seen]
    assert [(c.urgency, c.created_at, c.id) for c in cases] == sorted(((c.urgency, c.created_at, c.id) for c in cases), reverse=True)


def test_a_tampered_place_in_the_queue_shows_its_beginning(dana: Browser) -> None:
    for after in ("x", "1.2", "9.9.9.9", "1." + "9" * 400 + ".1", "-1.1.1e3"):
        assert dana.part(f"/console/list?after={after}").status_code == 200


@pytest.mark.parametrize("path", ["/console", "/console/cases/1/now"])
def test_a_page_asks_the_database_as_often_for_ten_times_as_much(desk: seed.Desk, dana: Browser, path: str) -> None:
    asked: list[str] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def statements() -> int:
        asked.clear()
        assert dana.get(path).status_code == 200
        return sum(text.lstrip().upper().startswith("SELECT") for text in asked)

    seed.tell(desk, replace(seed.STORIES[0], pseudonym="Tern 9999", reference="Z999"))  # a case that looks like it
    few = statements()
    for number in range(30):
        story = replace(seed.STORIES[0], pseudonym=f"Tern {number:04d}", reference=f"Z{number:03d}", photos=1)
        seed.tell(desk, story, 1 if number % 2 else None)
    assert statements() == few


def test_opening_a_case_is_on_record_each_time_and_refreshing_it_is_not(desk: seed.Desk, dana: Browser) -> None:
    assert dana.get("/console/cases/1").status_code == 200
    assert dana.part("/console/cases/1").status_code == 200
    assert looks(desk, 1) == 2
    assert dana.part("/console/cases/1/now").status_code == 200
    assert dana.part("/console/cases/1/map").status_code == 200
    assert looks(desk, 1) == 2


def test_a_page_that_refreshes_itself_does_not_keep_an_idle_session_alive(desk: seed.Desk, dana: Browser) -> None:
    for _ in range(4):
        desk.clock.at += timedelta(minutes=9)
        refreshed = [dana.part(p).status_code for p in ("/console/list", "/console/notices", "/console/cases/1/now")]
    assert refreshed == [401, 401, 401]
    assert dana.part("/console/list").headers["HX-Redirect"] == "/console/signin"


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(dana: Browser) -> None:
    for path in ("/console", "/console/cases/1", "/console/cases/2/map", "/console/cases/999"):
        page = dana.get(path)
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", page.text)
        assert not re.search(r"(?:src|href|action|hx-get|hx-post)=\"(?!/|#)", page.text)


def test_no_page_holds_a_number_or_what_was_sealed(desk: seed.Desk, dana: Browser) -> None:
    pages = "".join(dana.get(path).text for path in ("/console", *(f"/console/cases/{n}" for n in range(1, 9))))
    assert "Heron 4821" in pages
    assert not re.search(r"555-?01\d\d", pages)


def test_facts_carry_the_words_they_came_from(dana: Browser) -> None:
    page = dana.get("/console/cases/1").text
    assert '<mark data-fields="injury">bleeding from the head</mark>' in page
    source = re.search(r'data-field="injury" data-message="(m\d+)"', page)
    assert source
    assert f'id="{source[1]}"' in page


def test_the_medical_duty_comes_first_when_somebody_is_hurt(dana: Browser) -> None:
    def first(case: int) -> str:
        found = re.search(r'<details name="duty" id="duty-(\w+)"', dana.get(f"/console/cases/{case}").text)
        assert found
        return found[1]

    assert first(1) == "summon_aid"
    assert first(3) == "document"


def test_who_cannot_be_texted_back_has_no_reply_box_but_a_reason(dana: Browser) -> None:
    page = dana.get("/console/cases/5").text
    assert "Cannot text back" in page
    assert "by sending START" in page
    assert 'id="reply-text"' not in page


def test_a_reply_goes_to_the_outbox_under_the_writers_name(desk: seed.Desk, dana: Browser) -> None:
    answer = dana.post("/console/cases/1/reply", report="1", text="Are you safe?", seen=version(desk, 1))
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "replied"
    with desk.store.read() as tx:
        row = tx.outbox.of_case(1)[-1]
    assert (row.author, row.state, row.lines[0].text) == ("dana", "queued", "Are you safe?")


def test_without_a_script_an_act_still_works_and_leads_back_to_the_case(desk: seed.Desk, dana: Browser) -> None:
    done = dana.post("/console/cases/1/acknowledge", whole=True, seen=version(desk, 1))
    assert (done.status_code, done.headers["location"]) == (303, "/console/cases/1")
    failed = dana.post("/console/cases/1/note", whole=True, text="   ", seen=version(desk, 1))
    assert failed.status_code == 422
    assert "The note is empty." in failed.text
    assert "<html" in failed.text


def test_the_slower_of_two_is_told_who_did_what_and_keeps_the_words(desk: seed.Desk, dana: Browser) -> None:
    seen, last = version(desk, 1), "1"
    sol = Actor(3, "sol", "supervisor")
    casework.move(desk.means, sol, 1, int(seen), Status.DOCUMENTING, desk.clock.now())
    late = dana.post("/console/cases/1/reply", report="1", text="On our way to look", then="documenting", seen=seen, last=last)
    assert late.status_code == 409
    assert "Somebody else was faster." in late.text
    assert re.search(r'<th scope="row">Status</th><td><bdi>New</bdi></td><td><bdi>Documenting</bdi></td><td>sol ', late.text)
    assert ">Send it and move the case all the same</button>" in late.text
    assert ">On our way to look</textarea>" in late.text
    with desk.store.read() as tx:
        assert not [row for row in tx.outbox.of_case(1) if row.author]


def test_a_duty_takes_only_the_fields_of_the_chosen_outcome(desk: seed.Desk, dana: Browser) -> None:
    form = {"duty": "identify_supervisor", "outcome": "identified", "identified.name": "Doe", "identified.badge": "", "refused.attempt": "x"}
    refused = dana.client.post("/console/cases/1/duty", data={"csrf": "csrf-dana", "seen": version(desk, 1), **form}, headers={"sec-fetch-site": "same-origin", "HX-Request": "true"})
    assert refused.status_code == 422
    assert "still needs: Badge number" in refused.text
    form["identified.badge"] = "A-12"
    done = dana.client.post("/console/cases/1/duty", data={"csrf": "csrf-dana", "seen": version(desk, 1), **form}, headers={"sec-fetch-site": "same-origin", "HX-Request": "true"})
    assert done.status_code == 200
    with desk.store.read() as tx:
        assert dict(tx.cases.duties(1)[0].detail) == {"name": "Doe", "badge": "A-12"}


def test_an_act_without_the_forms_token_or_from_elsewhere_does_nothing(desk: seed.Desk, dana: Browser) -> None:
    for data, site in (({"csrf": "csrf-sol"}, "same-origin"), ({}, "same-origin"), ({"csrf": "csrf-dana"}, "cross-site")):
        answer = dana.client.post("/console/cases/1/acknowledge", data=data, headers={"sec-fetch-site": site})
        assert answer.status_code == 403
    with desk.store.read() as tx:
        assert tx.cases.get(1).status == "new"


def test_a_dispatcher_reads_closed_cases_only_of_their_own_a_supervisor_all(desk: seed.Desk, dana: Browser) -> None:
    lee = Actor(2, "lee", "dispatcher")
    casework.assign(desk.means, lee, 3, int(version(desk, 3)), 2, desk.clock.now())
    casework.move(desk.means, lee, 3, int(version(desk, 3)), Status.CLOSED, desk.clock.now(), Resolution.NOT_FEDERAL)
    assert rows_of(dana.get("/console?lane=closed").text) == []
    assert dana.get("/console/cases/3").status_code == 403
    assert dana.part("/console/cases/3/now").status_code == 403
    assert "A supervisor can." in dana.part("/console/cases/3").text
    sol = Browser(desk, "sol")
    assert rows_of(sol.get("/console?lane=closed").text) == [3]
    assert sol.get("/console/cases/3").status_code == 200
    assert rows_of(Browser(desk, "lee").get("/console?lane=closed").text) == [3]


def test_an_admin_sees_no_case_no_row_and_no_picture(desk: seed.Desk) -> None:
    ada = Browser(desk, "ada")
    page = ada.get("/console")
    assert page.status_code == 200
    assert "Heron" not in page.text
    for path in ("/console/cases/1", "/console/cases/1/now", "/console/list", "/console/evidence/1/thumb"):
        assert ada.get(path).status_code == 403


def test_pictures_are_shown_as_derivatives_and_originals_only_on_record(desk: seed.Desk, dana: Browser) -> None:
    thumb = dana.get("/console/evidence/1/thumb")
    assert thumb.headers["content-type"] == "image/jpeg"
    assert "sandbox" in thumb.headers["content-security-policy"]
    assert dana.get("/console/evidence/1/original").status_code in (404, 405, 422)
    original = dana.post("/console/evidence/1/original", whole=True)
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["content-type"] == "application/octet-stream"
    with desk.store.read() as tx:
        held = tx.evidence.get(1)
        entries = [e for e in tx.custody.of_subjects(["evidence:1"]) if e.action == "original opened"]
    assert hashlib.sha256(original.content).hexdigest() == held.sha256
    assert [(e.actor, e.digest) for e in entries] == [("staff:1", held.sha256)]


def test_what_cannot_be_displayed_is_kept_and_says_why(desk: seed.Desk, dana: Browser) -> None:
    with desk.store.write() as tx:
        row = tx.reports.of_case(3)[0]
        message = tx.messages.of_report(row.id)[0]
        seed.photo(desk, tx, row.id, message.id, row.address_id, desk.clock.now(), readable=False)
    page = dana.get("/console/cases/3").text
    assert "Cannot display: the file cannot be read" in page
    assert "Download the original" in page


def test_finding_by_reference_nickname_or_number(dana: Browser) -> None:
    for words in ("k7q2", "Heron 4821", "heron  4821", "#1", "1"):
        found = dana.post("/console/search", whole=True, q=words)
        assert found.headers["location"] == "/console/cases/1?lane=all"
        assert dana.post("/console/search", q=words).headers["hx-redirect"] == "/console/cases/1?lane=all"


def test_banners_are_explained_and_parked_messages_counted(desk: seed.Desk, dana: Browser) -> None:
    with desk.store.write() as tx:
        tx.board.raise_banner("sms_30003", desk.clock.now())
        tx.board.raise_banner("wrong_public_url", desk.clock.now())
    page = dana.get("/console").text
    assert "The phone is switched off or out of reach." in page
    assert "TIPLINE_PUBLIC_URL" in page


def test_a_change_wakes_the_queue_the_case_and_the_cases_of_whoever_was_written_to(desk: seed.Desk) -> None:
    with desk.store.read() as tx:
        last = tx.changes.last()
        address = tx.reports.of_case(2)[0].address_id
    with desk.store.write() as tx:
        tx.changes.bump("outbox", address)
        tx.changes.bump("case", 1)
        tx.changes.bump("banner", 0)
    with desk.store.read() as tx:
        changes = tx.changes.since(last)
        names = live.names_of(changes, queries.cases_of_addresses(tx.conn, [address]))
    assert names == ["queue", "case-1", "case-2", "banner"]


def test_a_fault_of_ours_is_a_sentence_and_shows_nothing_of_its_cause(desk: seed.Desk, dana: Browser) -> None:
    desk.city = None  # type: ignore[assignment]
    answer = dana.part("/console/cases/1/map")
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.text
    assert "Traceback" not in answer.text
