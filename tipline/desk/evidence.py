"""Claim attachments, settle what was fetched. Fetching, hashing and decoding happen outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tipline import delivery
from tipline.desk import gathering
from tipline.desk.carry.turn import LINE
from tipline.desk.means import Means
from tipline.desk.ports import Decoded
from tipline.desk.records import CaseEvent, EvidenceRow, Line
from tipline.desk.tx import Tx
from tipline.errors import MediaFailed
from tipline.message import Channel, Media

LEASE = timedelta(minutes=5)
MAX_TRIES = 12
_CAN_DELETE = frozenset({Channel.SMS})  # the Bot API has no call that deletes a file


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attachment to fetch: the vendor's pointer opened for this one purpose."""

    evidence_id: int
    channel: Channel
    media: Media
    content_type: str | None
    pointer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """What is in the vault now. `views`: derivative name -> vault key."""

    sha256: str
    size: int
    vault_key: str
    decoded: Decoded
    views: dict[str, str]


def claim(means: Means, now: datetime, limit: int = 4) -> list[Fetch]:
    """What is due, leased and opened for fetching. Whose pointer went with a forgotten reporter is gone for good."""
    found = []
    with means.store.write() as tx:
        for row in tx.evidence.claim(now, now + LEASE, limit):
            fetch = _open(tx, means, row)
            if fetch is None:
                _failed(tx, means, row, MediaFailed("forgotten", gone=True), now)
                tx.changes.bump("case", _case_of(tx, row))
            else:
                found.append(fetch)
    return found


def to_delete(means: Means, now: datetime, limit: int = 10) -> list[Fetch]:
    """What the vendor still holds although our copy is stored, claimed for one worker; a sweep retries."""
    with means.store.write() as tx:
        found = [_open(tx, means, row) for row in tx.evidence.claim_undeleted(now, now + LEASE, limit)]
    return [fetch for fetch in found if fetch is not None]


def _open(tx: Tx, means: Means, row: EvidenceRow) -> Fetch | None:
    contact = tx.people.contact(row.address_id)
    if contact.wrapped_key is None or row.pointer is None:
        return None
    pointer = means.seals.open(contact.wrapped_key, f"evidence:{row.id}", "pointer", row.pointer)
    return Fetch(row.id, contact.channel, row.media, row.content_type, pointer)


def settle(means: Means, evidence_id: int, result: Held | MediaFailed, now: datetime) -> None:
    """Write what became of a claimed attachment, with its custody entry. What is stored stays stored."""
    with means.store.write() as tx:
        row = tx.evidence.get(evidence_id)
        if row.state == "stored":
            return  # another worker was faster, after our lease had run out
        if isinstance(result, Held):
            _stored(tx, row, result, now)
        else:
            _failed(tx, means, row, result, now)
        tx.changes.bump("case", _case_of(tx, row))


def _stored(tx: Tx, row: EvidenceRow, held: Held, now: datetime) -> None:
    seen = held.decoded
    tx.evidence.save(
        replace(
            row,
            state="stored",
            sha256=held.sha256,
            size=held.size,
            vault_key=held.vault_key,
            views=held.views,
            content_type=seen.content_type or row.content_type,
            width=seen.width,
            height=seen.height,
            phash=seen.phash,
            stored_at=now,
            display="ok" if seen.ok else (seen.reason or "cannot_display"),
            code=None,
        )
    )
    tx.custody.append(now, LINE, f"{row.media.value} stored", f"evidence:{row.id}", held.sha256)
    if seen.phash is not None:
        gathering.consider(tx, row.report_id, now)


def _failed(tx: Tx, means: Means, row: EvidenceRow, failed: MediaFailed, now: datetime) -> None:
    tries = row.tries + 1
    final = {True: "too_large"}.get(failed.too_large) or ("gone" if failed.gone else None)
    if final is None and (failed.refused or tries >= MAX_TRIES):
        final = "failed"
    wait = failed.retry_after or delivery.wait(tries)
    tx.evidence.save(replace(row, state=final or "wanted", tries=tries, not_before=now + wait, code=failed.code))
    if final is not None:
        tx.custody.append(now, LINE, f"{row.media.value} not stored: {final}", f"evidence:{row.id}", None)
        note = f"{row.media.value} {final}"
        tx.cases.add_event(CaseEvent(_case_of(tx, row), now, LINE, "flag", note=note))
    if final == "too_large":
        _tell_too_large(tx, means, row, now)


def _tell_too_large(tx: Tx, means: Means, row: EvidenceRow, now: datetime) -> None:
    """A kind sentence to the reporter: the vendor did not say the size beforehand, so the conversation could not."""
    contact, report = tx.people.contact(row.address_id), tx.reports.get(row.report_id)
    if not contact.reachable:
        return
    lang, key = contact.lang or report.report.lang, "media_too_large"
    tx.outbox.add(
        address_id=row.address_id,
        case_id=report.case_id,
        stream=delivery.Stream.CONVERSATION,
        notice=None,
        notice_number=None,
        urgent=False,
        lang=lang,
        lines=[Line(key, means.phrases.say(key, lang))],
        choices=(),
        silent=False,
        created_at=now,
        not_before=now,
        author=None,
    )


def settle_deleted(means: Means, evidence_id: int, failed: MediaFailed | None, now: datetime) -> None:
    """The vendor's copy is gone (its pointer with it), or will be tried again. Where a vendor deletes nothing, only
    our pointer goes, and no more than that is put on record.
    """
    with means.store.write() as tx:
        row = tx.evidence.get(evidence_id)
        if row.pointer is None:
            return  # another worker was faster, after our lease had run out
        if failed is None:
            deleted = tx.people.contact(row.address_id).channel in _CAN_DELETE
            tx.evidence.set_pointer(evidence_id, None)
            tx.evidence.save(replace(row, pointer=None, vendor_deleted_at=now if deleted else None))
            words = "vendor's copy deleted" if deleted else "pointer destroyed"
            tx.custody.append(now, LINE, words, f"evidence:{row.id}", row.sha256)
        else:
            tries = row.tries + 1
            tx.evidence.save(replace(row, tries=tries, not_before=now + delivery.wait(tries)))


def _case_of(tx: Tx, row: EvidenceRow) -> int:
    return tx.reports.get(row.report_id).case_id
