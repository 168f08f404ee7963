"""Promises of the seals."""

from __future__ import annotations

import hashlib
import hmac
import random

import pytest

from storage.keys import FileKeys, init_keys
from storage.seals import SUITE, AesSeals, SealBroken
from tipline.message import Address, Channel

NUMBER = "+17735550107"


@pytest.fixture
def key(seals):
    return seals.new_data_key(7)


def test_what_was_sealed_opens_for_its_own_record_and_field_only(seals, key):
    blob = seals.seal(key, "address:12", "address", NUMBER)
    assert seals.open(key, "address:12", "address", blob) == NUMBER
    for record, name in (("address:13", "address"), ("address:12", "vendor_id"), ("address:1", "2address")):
        with pytest.raises(SealBroken):
            seals.open(key, record, name, blob)


def test_another_reporter_s_key_opens_nothing(seals, key):
    blob = seals.seal(key, "address:12", "address", NUMBER)
    with pytest.raises(SealBroken):
        seals.open(seals.new_data_key(7), "address:12", "address", blob)


def test_another_installation_s_keys_open_nothing(seals, key, tmp_path):
    init_keys(tmp_path / "keys")
    other = AesSeals(FileKeys(tmp_path / "keys"))
    blob = seals.seal(key, "address:12", "address", NUMBER)
    for attempt in (
        lambda: other.open(key, "address:12", "address", blob),
        lambda: other.open_inbox(seals.seal_inbox(b"payload")),
        lambda: other.open_staff("ana", seals.seal_staff("ana", "SECRET")),
    ):
        with pytest.raises(SealBroken):
            attempt()
    assert other.lookup(Address(Channel.SMS, NUMBER)) != seals.lookup(Address(Channel.SMS, NUMBER))


def test_any_altered_byte_is_noticed(seals, key):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    sealed = seals.seal(key, "message:1", "original", "four agents")
    inbox, staff = seals.seal_inbox(b"payload"), seals.seal_staff("ana", "SECRET")
    openers = [
        (sealed, lambda b: seals.open(key, "message:1", "original", b)),
        (key, lambda b: seals.open(b, "message:1", "original", sealed)),
        (inbox, seals.open_inbox),
        (staff, lambda b: seals.open_staff("ana", b)),
    ]
    for blob, opener in openers:
        for at in range(len(blob)):
            bad = bytearray(blob)
            bad[at] ^= 1 << chance.randrange(8)
            with pytest.raises(SealBroken):
                opener(bytes(bad))
        for length in range(len(blob)):
            with pytest.raises(SealBroken):
                opener(blob[:length])


def test_a_capsule_cannot_be_passed_off_as_another(seals, key):
    for attempt in (
        lambda: seals.open_inbox(key),
        lambda: seals.open(seals.seal_inbox(b"x" * 32), "a:1", "b", b"c"),
        lambda: seals.open_staff("ben", seals.seal_staff("ana", "SECRET")),
    ):
        with pytest.raises(SealBroken):
            attempt()


def test_the_same_words_never_look_the_same(seals, key):
    assert len({seals.seal(key, "a:1", "b", NUMBER) for _ in range(100)}) == 100
    assert len({seals.seal_inbox(b"payload") for _ in range(100)}) == 100
    assert len({seals.new_data_key(7) for _ in range(100)}) == 100


@pytest.mark.parametrize("words", ["", "ñandú 你好", "\ud83d alone", "x" * 100_000])
def test_any_words_survive(seals, key, words):
    assert seals.open(key, "m:1", "original", seals.seal(key, "m:1", "original", words)) == words


def test_the_lookup_is_a_keyed_hash_of_channel_and_address(tmp_path):
    init_keys(tmp_path / "keys")
    keys = FileKeys(tmp_path / "keys")
    seals = AesSeals(keys)
    expected = hmac.new(keys.index, f"sms|{NUMBER}".encode(), hashlib.sha256).digest()
    assert seals.lookup(Address(Channel.SMS, NUMBER)) == expected
    assert seals.seen(Channel.SMS, "SM1") == hmac.new(keys.seen, b"sms|SM1", hashlib.sha256).digest()


def test_hashes_of_different_things_differ_and_of_the_same_agree(seals):
    made = [
        seals.lookup(Address(Channel.SMS, "1")), seals.lookup(Address(Channel.TELEGRAM, "1")),
        seals.lookup(Address(Channel.SMS, "2")), seals.vendor_lookup(Channel.SMS, "1"),
        seals.vendor_lookup(Channel.TELEGRAM, "1"), seals.seen(Channel.SMS, "1"), seals.seen(Channel.TELEGRAM, "1"),
    ]
    assert len(set(made)) == len(made)
    assert seals.lookup(Address(Channel.SMS, "1")) == made[0]


def test_what_was_sealed_under_an_earlier_epoch_still_opens_and_not_without_its_key(tmp_path):
    folder = tmp_path / "keys"
    init_keys(folder)
    old = AesSeals(FileKeys(folder))
    key, delivery = old.new_data_key(7), old.seal_inbox(b"payload")
    blob = old.seal(key, "a:1", "b", NUMBER)
    second = folder / "epoch-00002.key"
    second.write_text("cd" * 32)
    second.chmod(0o400)
    new = AesSeals(FileKeys(folder))
    assert new.open(key, "a:1", "b", blob) == NUMBER
    assert new.open_inbox(delivery) == b"payload"
    fresh = new.new_data_key(8)
    (folder / "epoch-00001.key").unlink()
    without = AesSeals(FileKeys(folder))
    with pytest.raises(SealBroken, match="epoch 1"):
        without.open(key, "a:1", "b", blob)
    assert without.open(fresh, "a:1", "b", without.seal(fresh, "a:1", "b", NUMBER)) == NUMBER


def test_errors_say_nothing_of_what_was_sealed(seals, key):
    blob = seals.seal(key, "address:12", "address", NUMBER)
    with pytest.raises(SealBroken) as told:
        seals.open(key, "address:13", "address", blob)
    shown = repr(told.value) + str(told.value) + repr(told.value.__cause__)
    assert NUMBER not in shown
    assert blob.hex() not in shown


def test_a_suite_of_a_later_version_is_refused_by_name(seals, key):
    blob = seals.seal(key, "a:1", "b", "words")
    assert blob[:1] == SUITE
    with pytest.raises(SealBroken, match="suite"):
        seals.open(key, "a:1", "b", b"\x02" + blob[1:])
