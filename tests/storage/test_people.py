"""Promises of contacts, and of forgetting them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from storage.tables import metadata
from tests.storage.sql import on_both
from tipline.desk.records import Delivery, Line
from tipline.errors import NotFound
from tipline.message import Address, Channel, Media

NUMBER = "+17735550142"


def test_a_contact_is_found_by_its_keyed_hash_on_its_own_channel_only(store, people, seals):
    address = people.address(NUMBER)
    lookup = seals.lookup(Address(Channel.SMS, NUMBER))
    with store.read() as tx:
        found = tx.people.by_lookup(Channel.SMS, lookup)
        assert found == tx.people.contact(address)
        assert tx.people.by_lookup(Channel.TELEGRAM, lookup) is None
        assert tx.people.by_lookup(Channel.SMS, b"another") is None
    assert found.reachable
    assert NUMBER not in repr(found)
    assert seals.open(found.wrapped_key, f"address:{address}", "address", found.sealed_address) == NUMBER


def test_one_address_has_one_contact(store, people, seals):
    people.address(NUMBER)
    with pytest.raises((IntegrityError, ValueError)) as told:
        people.address(NUMBER)
    assert NUMBER not in str(told.value)


def test_a_contact_that_is_not_there_is_said_so(store):
    with store.read() as tx, pytest.raises(NotFound):
        tx.people.contact(404)


def test_what_may_change_of_a_contact_is_kept(store, people, after):
    address = people.address()
    with store.write() as tx:
        changed = replace(
            tx.people.contact(address), lang="es", opted_out="carrier", blocked=True, muted=True,
            notice_version="2026-11", confidentiality="requested", last_inbound_at=after(7),
        )
        tx.people.save(changed)
    with store.read() as tx:
        assert tx.people.contact(address) == changed
        assert not changed.reachable


def test_a_pseudonym_is_taken_once_it_is_given(store, now):
    with store.write() as tx:
        assert not tx.people.pseudonym_taken("Heron 4821")
        tx.people.add_reporter("Heron 4821", now)
        assert tx.people.pseudonym_taken("Heron 4821")


def remember_everything(store, people, seals, now):
    """One reporter with something sealed in every place that holds something sealed; gives the contact."""
    address = people.address(NUMBER)
    case = people.case()
    report = people.report(address, case)
    message = people.message(address, vendor=seals.vendor_lookup(Channel.SMS, "SM1"), report_id=report)
    with store.write() as tx:
        contact = tx.people.contact(address)
        key = contact.wrapped_key
        tx.messages.keep_sealed(
            message, seals.seal(key, f"message:{message}", "vendor_id", "SM1"),
            seals.seal(key, f"message:{message}", "original", "my own words"),
        )
        evidence = tx.evidence.add(
            report_id=report, message_id=message, address_id=address, media=Media.PHOTO, at=now, state="wanted",
            content_type=None, size=None,
        )
        tx.evidence.set_pointer(evidence, seals.seal(key, f"evidence:{evidence}", "pointer", "https://x/y"))
        row = tx.outbox.add(
            address_id=address, case_id=case, stream="conversation", notice=None, notice_number=None, urgent=False,
            lang="en", lines=[Line("thanks", "Thank you.")], choices=[], silent=False, created_at=now, not_before=now,
            author=None,
        )
        tx.outbox.set_tokens([(row, "token", b"hash of the token")])
        tx.outbox.set_vendor_id(
            row, seals.seal(key, f"outbox:{row}", "vendor_id", "SM2"), seals.vendor_lookup(Channel.SMS, "SM2")
        )
        tx.dialogues.put(address, {"step": "asked"}, now)
        tx.dialogues.set_timer(address, "burst", now)
    return contact


def blobs(store):
    with store.read() as tx:
        for table in metadata.sorted_tables:
            for row in tx.conn.execute(table.select()):
                yield from ((table.name, name, value) for name, value in row._mapping.items() if isinstance(value, bytes))


@on_both
def test_forget_leaves_nothing_openable_and_nothing_to_find_the_person_by(store, people, seals, now):
    contact = remember_everything(store, people, seals, now)
    assert {(table, name) for table, name, _ in blobs(store)} == {
        ("reporter", "wrapped_key"), ("address", "lookup"), ("address", "sealed"), ("message", "vendor_lookup"),
        ("message", "vendor_id"), ("message", "original"), ("evidence", "pointer"), ("outbox", "token_digest"),
        ("outbox", "vendor_id"), ("outbox", "vendor_lookup"),
    }
    with store.write() as tx:
        tx.people.forget(contact.reporter_id)
    assert list(blobs(store)) == []
    with store.write() as tx:
        assert tx.dialogues.claim_timers(now, now, 10) == []
    with store.read() as tx:
        left = tx.people.contact(contact.address_id)
        assert left.pseudonym == contact.pseudonym
        assert not left.reachable
        assert tx.people.by_lookup(Channel.SMS, seals.lookup(Address(Channel.SMS, NUMBER))) is None
        assert tx.dialogues.get(contact.address_id) is None
        assert [m.masked_text for m in tx.messages.of_report(1)] == ["they took a man"]


def test_forget_leaves_the_others_alone(store, people, seals, now):
    gone, stays = people.address(), people.address()
    with store.write() as tx:
        before = tx.people.contact(stays)
        tx.people.forget(tx.people.contact(gone).reporter_id)
        assert tx.people.contact(stays) == before


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_was_forgotten_is_not_left_in_the_files_of_the_database(store, people, seals, now):
    contact = remember_everything(store, people, seals, now)
    path = Path(store.engine.url.database)
    secrets = [value for _, _, value in blobs(store)]

    def on_disk():
        return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))

    assert all(secret in on_disk() for secret in secrets)
    store.take([Delivery(b"digest", Channel.SMS, b"someone", b"sealed", now)])  # over a connection that stays open
    with store.write() as tx:
        tx.people.forget(contact.reporter_id)
    left = on_disk()
    assert [secret for secret in secrets if secret in left] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_when_a_reader_is_in_the_way_the_log_is_emptied_after_a_later_write(store, people, seals, now):
    contact = remember_everything(store, people, seals, now)
    path = Path(store.engine.url.database)

    def on_disk():
        return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))

    with store.read() as reader:
        reader.changes.last()
        with store.write() as tx:
            tx.conn.connection.driver_connection.execute("PRAGMA busy_timeout=50")
            tx.people.forget(contact.reporter_id)
    assert contact.wrapped_key in on_disk()
    with store.write() as tx:
        tx.changes.bump("case", 1)
    assert contact.wrapped_key not in on_disk()
    assert contact.sealed_address not in on_disk()


def test_the_same_person_who_writes_again_is_somebody_new(store, people, seals):
    address = people.address(NUMBER)
    with store.write() as tx:
        tx.people.forget(tx.people.contact(address).reporter_id)
    assert people.address(NUMBER) != address
