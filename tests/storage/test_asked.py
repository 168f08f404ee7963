"""Promises of the phrasebook's rows: what was asked of an address, and what answered it."""

from __future__ import annotations

from dataclasses import replace

from tests.storage.conftest import NOW
from tipline.desk.records import Line


def _question(tx, address: int, case: int) -> int:
    return tx.outbox.add(
        address_id=address, case_id=case, stream="conversation", notice=None, notice_number=None, urgent=False, lang="pl",
        lines=[Line("desk_which_way", "W którą stronę?")], choices=[("desk.which_way:north", "północ")], silent=False,
        created_at=NOW, not_before=NOW, author="ana",
    )


def test_what_was_asked_is_read_back_newest_first_with_its_answer(store, people, after):
    address, other, case = people.address(), people.address(), people.case()
    report = people.report(address, case)
    message = people.message(address, report_id=report)
    with store.write() as tx:
        rows = [_question(tx, address, case) for _ in range(3)]
        ids = [
            tx.asked.add(outbox_id=row, report_id=report, address_id=address, key=key, at=at)
            for row, key, at in zip(rows, ("agents", "which_way", "injury"), (after(-99), after(0), after(1)), strict=True)
        ]
    with store.read() as tx:
        assert [(row.id, row.key, row.state, row.sent) for row in tx.asked.of_address(address, after(0))] == [
            (ids[2], "injury", "waiting", False), (ids[1], "which_way", "waiting", False),
        ]
        assert tx.asked.of_address(other, after(-999)) == []
    with store.write() as tx:
        tx.outbox.save(replace(tx.outbox.get(rows[1]), state="accepted"))
        tx.outbox.save(replace(tx.outbox.get(rows[2]), state="cancelled"))
        tx.asked.answer(ids[1], "words", "", message, after(5))
        tx.asked.answer(ids[1], "clear", "north", message, after(6))
    with store.read() as tx:
        (row,) = tx.asked.of_address(address, after(0))
    assert (row.id, row.state, row.code, row.message_id, row.answered_at, row.sent) == (
        ids[1], "clear", "north", message, after(6), True,
    )
    assert (row.outbox_id, row.report_id, row.address_id, row.at) == (rows[1], report, address, after(0))
