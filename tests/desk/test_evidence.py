"""Attachments become evidence: the very bytes that were sent, hashed, looked at without their traces, gone at the vendor."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from api import fetching
from api.phone import pictures
from api.stand_ins import arrival
from sms.fake.message import FakeMedia
from tests.desk.line import SAW, Line, Phone, open_line
from tipline.desk import evidence
from tipline.desk.records import EvidenceRow
from tipline.errors import MediaFailed
from tipline.message import Channel

PHOTO = pictures.jpeg("vans")
DIGEST = hashlib.sha256(PHOTO).hexdigest()
GPS = 0x8825
BOTH = pytest.mark.parametrize("channel", list(Channel))


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


def only(phone: Phone) -> EvidenceRow:
    [row] = phone.evidence
    return row


def vault_files(line: Line) -> list[Path]:
    root = line.wiring.settings.data_dir / "vault"
    return sorted(path for path in root.rglob("*") if path.is_file())


def flags(line: Line, phone: Phone) -> list[str | None]:
    with line.read() as tx:
        return [e.note for e in tx.cases.events(phone.reports[0].case_id) if e.action == "flag"]


def held_by_twilio(line: Line) -> list[FakeMedia]:
    return list(line.vendors.twilio.media.values())


# Kept as it was sent


@BOTH
async def test_a_photo_is_stored_as_it_was_sent_with_its_hash_in_the_custody_log(line: Line, channel: Channel) -> None:
    phone = line.phone(channel)
    await phone.says(SAW)
    await phone.sends_photo(PHOTO)
    row = only(phone)
    assert (row.state, row.display, row.sha256, row.size) == ("stored", "ok", DIGEST, len(PHOTO))
    assert row.vault_key is not None
    assert line.wiring.vault.read(row.vault_key) == PHOTO
    with line.read() as tx:
        [entry] = [e for e in tx.custody.entries() if e.action == "photo stored"]
    assert (entry.digest, entry.subject) == (DIGEST, f"evidence:{row.id}")


async def test_what_people_look_at_has_lost_place_make_and_time(line: Line) -> None:
    assert Image.open(io.BytesIO(PHOTO)).getexif().get_ifd(GPS), "the photo that was sent tells where it was taken"
    phone = line.phone()
    await phone.sends_photo(PHOTO)
    views = only(phone).views
    assert set(views) == {"view", "thumb"}
    for key in views.values():
        data = line.wiring.vault.read(key)
        image = Image.open(io.BytesIO(data))
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(GPS)) == {}
        for trace in (b"Exif", b"Cracked Phone", b"2026:11:22"):
            assert trace not in data


async def test_names_in_the_vault_are_hashes_and_give_nobody_away(line: Line) -> None:
    phone = line.phone()
    await phone.sends_photo(PHOTO)
    names = [path.relative_to(line.wiring.settings.data_dir / "vault").as_posix() for path in vault_files(line)]
    assert names == [
        f"originals/{DIGEST[:2]}/{DIGEST}", f"views/{DIGEST[:2]}/{DIGEST}/thumb", f"views/{DIGEST[:2]}/{DIGEST}/view",
    ]


async def test_nothing_is_left_lying_where_it_was_fetched_to(line: Line) -> None:
    await line.phone().sends_photo(PHOTO)
    await line.phone().sends_photo(b"broken")
    assert list(line.wiring.incoming.iterdir()) == []


async def test_the_same_photo_twice_is_one_in_the_vault_and_two_in_the_books(line: Line) -> None:
    first, second = line.phone(), line.phone(Channel.TELEGRAM)
    await first.sends_photo(PHOTO)
    before = vault_files(line)
    await second.sends_photo(PHOTO)
    assert vault_files(line) == before
    assert only(first).id != only(second).id
    assert only(first).sha256 == only(second).sha256 == DIGEST
    assert line.custody().count("photo stored") == 2


async def test_ten_pictures_in_one_message_are_ten_pieces_of_evidence(line: Line) -> None:
    phone = line.phone()
    media = [("image/jpeg", b"\xff\xd8 broken %d" % number) for number in range(10)]
    await phone.brings(line.vendors.twilio.inbound(phone.address.value, SAW, media))
    assert [row.state for row in phone.evidence] == ["stored"] * 10
    assert len({row.sha256 for row in phone.evidence}) == 10
    assert held_by_twilio(line) == []


async def test_every_picture_of_an_album_is_kept(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    for name in ("vans", "street", "door"):
        line.takes(line.vendors.telegram.photo(phone.address.value, pictures.jpeg(name), album="album-1"))
    await line.passes(seconds=1)
    await line.passes(seconds=3)
    assert {row.sha256 for row in phone.evidence} == {
        hashlib.sha256(pictures.jpeg(name)).hexdigest() for name in ("vans", "street", "door")
    }


# Kept although nobody can look at it


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0 not a picture", b"MZ\x90\x00", PHOTO[: len(PHOTO) // 3], b"\x00"],
    ids=["noise", "program", "cut short", "one byte"],
)  # fmt: skip
@BOTH
async def test_a_broken_file_is_kept_and_shown_as_one_that_cannot_be(line: Line, channel: Channel, data: bytes) -> None:
    phone = line.phone(channel)
    await phone.sends_photo(data)
    row = only(phone)
    assert row.state == "stored"
    assert row.display not in (None, "ok")
    assert row.vault_key is not None
    assert line.wiring.vault.read(row.vault_key) == data
    assert row.sha256 == hashlib.sha256(data).hexdigest()


# Too large


async def test_a_photo_over_the_limit_gets_a_kind_sentence_and_a_note_at_the_desk(line: Line) -> None:
    limit = (line.means.media_limits or {})[Channel.SMS]
    phone = line.phone()
    await phone.says(SAW)
    told = await phone.sends_photo(b"\xff\xd8" + bytes(limit))
    assert only(phone).state == "too_large"
    assert [reply.keys for reply in told].count(("media_too_large",)) == 1
    assert any("too_large" in (note or "") for note in flags(line, phone))
    assert vault_files(line) == []


async def test_a_file_telegram_will_not_give_gets_a_kind_sentence_in_the_persons_language(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says("La migra agarró a un señor en la 26 y Kedzie")
    told = await phone.brings(
        line.vendors.telegram.video(phone.address.value, b"much longer than this", size=21 * 1024 * 1024)
    )
    row = only(phone)
    assert (row.state, row.sha256) == ("too_large", None)
    assert [r.lang for r in told if "media_too_large" in r.keys] == ["es"]
    assert any("too_large" in (note or "") for note in flags(line, phone))


async def test_who_opted_out_is_told_nothing_of_a_file_too_large(line: Line) -> None:
    phone = line.phone()
    await phone.says("please stop texting me")
    told = len(phone.heard)
    await phone.sends_photo(b"\xff\xd8" + bytes((line.means.media_limits or {})[Channel.SMS]))
    assert only(phone).state == "too_large"
    assert len(phone.heard) == told


# The vendor's copy


async def test_twilios_copy_is_deleted_once_ours_is_stored_and_its_pointer_destroyed(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    assert len(held_by_twilio(line)) == 1
    await line.work()
    assert held_by_twilio(line) == []
    row = only(phone)
    assert row.pointer is None
    assert row.vendor_deleted_at == line.now
    assert line.custody()[-1] == "vendor's copy deleted"


async def test_twilios_copy_stays_until_ours_is_stored(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.vendors.twilio.fail_next(None, 503)
    await line.work()
    assert only(phone).state == "wanted"
    assert len(held_by_twilio(line)) == 1


async def test_a_delete_that_fails_is_tried_until_it_holds(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.understands()
    [fetch] = evidence.claim(line.means, line.now)
    await keep(line, fetch)
    for _ in range(3):
        line.vendors.twilio.fail_next(20500, 500)
        await line.passes(minutes=15)
        assert only(phone).vendor_deleted_at is None
        assert only(phone).state == "stored"
    await line.passes(minutes=60)
    assert held_by_twilio(line) == []
    assert only(phone).vendor_deleted_at is not None


async def test_nobody_claims_that_telegram_deleted_its_copy(line: Line) -> None:
    """The Bot API has no such call: our pointer is destroyed, and that is all that may be said."""
    phone = line.phone(Channel.TELEGRAM)
    await phone.sends_photo(PHOTO)
    row = only(phone)
    assert row.state == "stored"
    assert row.pointer is None
    assert row.vendor_deleted_at is None
    assert "vendor's copy deleted" not in line.custody()
    assert "pointer destroyed" in line.custody()


# Faults


async def keep(line: Line, fetch: evidence.Fetch) -> None:
    await fetching.fetch_and_keep(line.wiring, fetch)


@BOTH
async def test_a_vendors_fault_is_tried_again_and_costs_nothing(line: Line, channel: Channel) -> None:
    phone = line.phone(channel)
    line.takes(line.vendors.photo(phone.address, PHOTO))
    if channel is Channel.SMS:
        line.vendors.twilio.fail_next(20500, 500)
    else:
        line.vendors.telegram.fail_next(502)
    await line.work()
    row = only(phone)
    assert (row.state, row.tries) == ("wanted", 1)
    assert row.not_before > line.now
    await line.passes(minutes=2)
    await line.passes(minutes=2)
    assert (only(phone).state, only(phone).sha256) == ("stored", DIGEST)


async def test_a_vendor_that_never_answers_is_given_up_in_the_end_and_the_desk_is_told(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.vendors.twilio.unreachable = True
    await line.work()
    for _ in range(evidence.MAX_TRIES):
        await line.passes(hours=2)
    assert (only(phone).state, only(phone).tries) == ("failed", evidence.MAX_TRIES)
    assert "photo failed" in flags(line, phone)
    assert len(held_by_twilio(line)) == 1, "what we do not hold is not deleted"


async def test_what_is_gone_at_the_vendor_is_said_to_be_gone(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.vendors.twilio.media.clear()
    await line.work()
    assert only(phone).state == "gone"
    assert "photo gone" in flags(line, phone)


async def test_a_pointer_that_leads_elsewhere_is_not_followed(line: Line) -> None:
    phone = line.phone()
    fields = {
        "MessageSid": "MM" + "5" * 32, "From": phone.address.value, "Body": SAW, "NumMedia": "1",
        "MediaUrl0": "http://169.254.169.254/latest/meta-data", "MediaContentType0": "image/jpeg",
    }  # fmt: skip
    await line.hears(arrival(line.vendors.twilio.signer.form("/sms/inbound", fields)))
    assert (only(phone).state, only(phone).code) == ("failed", "foreign_host")


async def test_two_workers_that_delete_the_vendors_copy_put_it_on_record_once(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.understands()
    for fetch in evidence.claim(line.means, line.now):
        await fetching.fetch_and_keep(line.wiring, fetch)
    [mine] = evidence.to_delete(line.means, line.now)
    assert evidence.to_delete(line.means, line.now) == [], "under its lease it is nobody else's"
    line.pass_time(evidence.LEASE)
    [theirs] = evidence.to_delete(line.means, line.now)
    for fetch in (theirs, mine):
        await fetching.delete_at_vendor(line.wiring, fetch)
    assert line.custody().count("vendor's copy deleted") == 1


async def test_a_worker_that_vanished_while_fetching_is_followed_by_another(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.understands()
    assert len(evidence.claim(line.means, line.now)) == 1
    assert evidence.claim(line.means, line.now) == [], "under its lease it is nobody else's"
    await line.passes(seconds=evidence.LEASE.total_seconds())
    assert only(phone).state == "stored"


async def test_what_is_stored_stays_stored_whatever_a_slower_worker_says(line: Line) -> None:
    phone = line.phone()
    line.takes(line.vendors.photo(phone.address, PHOTO))
    line.understands()
    [slow] = evidence.claim(line.means, line.now)
    line.pass_time(evidence.LEASE + timedelta(seconds=1))
    [quick] = evidence.claim(line.means, line.now)
    await keep(line, quick)
    await line.work()
    evidence.settle(line.means, slow.evidence_id, MediaFailed("http_404", gone=True), line.now)
    assert (only(phone).state, only(phone).sha256) == ("stored", DIGEST)
    assert "photo gone" not in flags(line, phone)
    assert line.custody().count("photo stored") == 1


# Forgotten


@BOTH
async def test_what_a_forgotten_person_sent_and_nobody_fetched_is_gone_and_no_longer_wanted(
    line: Line, channel: Channel
) -> None:
    phone = line.phone(channel)
    await phone.says(SAW)
    assert line.takes(line.vendors.photo(phone.address, PHOTO))
    line.decides()
    row, case_id = only(phone), phone.reports[0].case_id
    with line.write() as tx:
        tx.people.forget(phone.contact.reporter_id)
    assert evidence.claim(line.means, line.now) == []
    with line.read() as tx:
        held = tx.evidence.get(row.id)
        assert (held.state, held.code, held.pointer) == ("gone", "forgotten", None)
        assert [e.note for e in tx.cases.events(case_id) if e.action == "flag"] == ["photo gone"]
    assert "photo not stored: gone" in line.custody()
    line.pass_time(timedelta(hours=1))
    assert line.custody().count("photo not stored: gone") == 1
    assert evidence.claim(line.means, line.now) == []
