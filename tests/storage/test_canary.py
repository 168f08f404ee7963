"""Planted numbers, ids and words: none may be found in database, write-ahead log or vault, in any encoding."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.tables import metadata
from storage.vault import open_vault
from tipline.desk import inbox
from tipline.desk.ports import Arrival
from tipline.desk.records import Line
from tipline.message import Address, Channel, Media

NUMBERS = [f"+1773555{n:04d}" for n in range(100, 200)] + [f"+1312555{n:04d}" for n in range(100, 200)]


def disguises(value: str) -> set[bytes]:
    """A value as it could lie about: plain, as national number, in other alphabets, hashed without a key."""
    plain = value.lstrip("+")
    national = plain[1:]
    spelled = {
        value, plain, national, f"({national[:3]}) {national[3:6]}-{national[6:]}",
        f"{national[:3]}-{national[3:6]}-{national[6:]}", value.replace("+", "%2B"), plain[::-1],
    }
    found = {form.encode(code) for form in spelled for code in ("ascii", "utf-16-le", "utf-16-be")}
    found |= {form.encode().hex().encode() for form in (value, plain)}
    for form in (value, plain):
        for lead in range(3):  # base64 as it looks at each of its three alignments, without the ragged ends
            coded = base64.b64encode(b"\0" * lead + form.encode())
            found.add(coded[4 if lead else 0 : -4])
        for hashed in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            digest = hashed(form.encode())
            found |= {digest.digest(), digest.hexdigest().encode()}
    found.add(int(plain).to_bytes(8, "big").lstrip(b"\0"))
    found.add(int(plain).to_bytes(8, "little").rstrip(b"\0"))
    found.add(bytes.fromhex(plain + "f"))  # as telephone exchanges pack digits
    return found


def everything(folder: Path) -> bytes:
    names = "\n".join(str(path.relative_to(folder)) for path in folder.rglob("*")).encode()
    return names + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


_START = 5  # bytes by which a disguise is looked up; none is shorter


def found_in(folder: Path, values: list[str]) -> list[str]:
    starts: dict[bytes, list[tuple[bytes, str]]] = {}
    for value in values:
        for form in disguises(value):
            assert len(form) >= _START
            starts.setdefault(form[:_START], []).append((form, value))
    lake = everything(folder)
    return sorted({
        value
        for at in range(len(lake))
        for form, value in starts.get(lake[at : at + _START], ())
        if lake.startswith(form, at)
    })


def spill(store, folder):
    """A server's rows as a file beside the vault, so that one search reads both; SQLite's file lies there already."""
    if store.engine.dialect.name == "sqlite":
        return
    with store.read() as tx, (folder / "tipline.rows").open("wb") as file:
        for table in metadata.sorted_tables:
            for row in tx.conn.execute(select(table)):
                for value in row:
                    file.write(value if isinstance(value, bytes) else str(value).encode())
                    file.write(b"\n")


@pytest.fixture
def planted(store, seals, now, tmp_path):
    """Everything a witness of each number leaves behind, put where the desk puts it."""
    vault = open_vault(str(tmp_path / "vault"))
    for n, number in enumerate(NUMBERS):
        body = json.dumps({"From": number, "MessageSid": f"SM{n:032x}", "Body": f"call {number} secret-words-{n}"})
        assert inbox.accept(store, seals, Arrival(Channel.SMS, f"SM{n:032x}", number, body.encode()), now)
        with store.write() as tx:
            reporter = tx.people.add_reporter(f"Heron {n}", now)
            key = seals.new_data_key(reporter)
            tx.people.set_key(reporter, key)
            lookup = seals.lookup(Address(Channel.SMS, number))
            address = tx.people.add_address(reporter, Channel.SMS, lookup, now)
            tx.people.set_sealed(address, lookup, seals.seal(key, f"address:{address}", "address", number))
            case = tx.cases.add(now)
            message = tx.messages.add(
                reporter_id=reporter, address_id=address, report_id=None, at=now, kind="message", masked_text="call ...",
                lang="en", vendor_lookup=seals.vendor_lookup(Channel.SMS, f"SM{n:032x}"), amends=None, lat=None, lng=None,
                reading={},
            )
            tx.messages.keep_sealed(
                message, seals.seal(key, f"message:{message}", "vendor_id", f"SM{n:032x}"),
                seals.seal(key, f"message:{message}", "original", f"call {number} secret-words-{n}"),
            )
            row = tx.outbox.add(
                address_id=address, case_id=case, stream="conversation", notice=None, notice_number=None, urgent=False,
                lang="en", lines=[Line("thanks", "Thank you.")], choices=[], silent=False, created_at=now,
                not_before=now, author=None,
            )
            tx.outbox.set_vendor_id(
                row, seals.seal(key, f"outbox:{row}", "vendor_id", f"SM9{n:031x}"),
                seals.vendor_lookup(Channel.SMS, f"SM9{n:031x}"),
            )
            tx.custody.append(now, "line", f"{Media.PHOTO.value} stored", f"message:{message}", None)
        digest = hashlib.sha256(f"photo {n}".encode()).hexdigest()
        vault.put(f"originals/{digest[:2]}/{digest}", f"photo {n}".encode())
    return tmp_path


def test_no_planted_number_is_in_database_log_or_vault(planted, store, now):
    assert len(NUMBERS) == 200
    spill(store, planted)
    assert any(path.stat().st_size > 100_000 for path in planted.glob("tipline*"))
    assert found_in(planted, NUMBERS) == []
    with store.write() as tx:
        for row in tx.inbox.due(now, 1000):
            tx.inbox.done(row)
    spill(store, planted)
    assert found_in(planted, NUMBERS) == []


def test_no_vendor_id_and_no_original_words_are_in_clear(planted, store):
    spill(store, planted)
    lake = everything(planted)
    assert b"secret-words" not in lake
    for n in range(len(NUMBERS)):
        for vendor_id in (f"SM{n:032x}", f"SM9{n:031x}"):
            assert vendor_id.encode() not in lake
            assert hashlib.sha256(vendor_id.encode()).digest() not in lake


def test_the_search_would_find_a_number_in_every_disguise(tmp_path):
    forms = disguises(NUMBERS[7])
    assert len(forms) > 30
    for form in forms:
        (tmp_path / "leak.log").write_bytes(b"some words " + form + b" and more")
        assert NUMBERS[7] in found_in(tmp_path, NUMBERS), form


def test_the_search_would_find_a_number_in_a_file_s_name(tmp_path):
    (tmp_path / f"photo-of-{NUMBERS[3]}").write_bytes(b"")
    assert found_in(tmp_path, NUMBERS) == NUMBERS[3:4]
