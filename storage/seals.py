"""Sealed addresses, vendor ids, originals and deliveries (SECURITY section 2).

Capsule: suite byte, then what the suite says. Suite 1 is AES-256-GCM with a random 96-bit nonce:
    data key    suite | epoch id (2) | reporter id (8) | nonce (12) | sealed data key
    delivery    suite | epoch id (2) | nonce (12) | sealed payload
    field       suite | nonce (12) | sealed text; bound to its record and field name
    staff       suite | nonce (12) | sealed secret; bound to the sign-in name
Everything before the nonce is authenticated too, so that a capsule cannot be passed off as another.
"""

from __future__ import annotations

import hmac
import os
import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keys import KEY_BYTES, FileKeys
from tipline.errors import TiplineError
from tipline.message import Address, Channel

SUITE = b"\x01"
_NONCE = 12
_EPOCH = struct.Struct(">H")
_REPORTER = struct.Struct(">HQ")


class SealBroken(TiplineError):
    """A capsule that cannot be opened: altered, moved to another record, or sealed under a key that is gone."""


class AesSeals:
    """Implements tipline.desk.ports.Seals with the keys of an installation."""

    __slots__ = ("_keys",)

    def __init__(self, keys: FileKeys) -> None:
        self._keys = keys

    def lookup(self, address: Address) -> bytes:
        return _keyed(self._keys.index, f"{address.channel.value}|{address.value}")

    def vendor_lookup(self, channel: Channel, vendor_id: str) -> bytes:
        return _keyed(self._keys.index, f"vendor|{channel.value}|{vendor_id}")

    def seen(self, channel: Channel, vendor_id: str) -> bytes:
        return _keyed(self._keys.seen, f"{channel.value}|{vendor_id}")

    def seal_inbox(self, payload: bytes) -> bytes:
        head = SUITE + _EPOCH.pack(self._keys.epoch_id)
        return _seal(self._keys.epochs[self._keys.epoch_id], head, b"inbox", payload)

    def open_inbox(self, blob: bytes) -> bytes:
        (epoch,) = _header(blob, _EPOCH)
        return _open(self._epoch(epoch), blob, 1 + _EPOCH.size, b"inbox")

    def new_data_key(self, reporter_id: int) -> bytes:
        head = SUITE + _REPORTER.pack(self._keys.epoch_id, reporter_id)
        return _seal(self._keys.epochs[self._keys.epoch_id], head, b"data key", secrets.token_bytes(KEY_BYTES))

    def seal(self, wrapped_key: bytes, record: str, name: str, plain: str) -> bytes:
        return _seal(self._unwrap(wrapped_key), SUITE, _field(record, name), plain.encode("utf-8", "surrogatepass"))

    def open(self, wrapped_key: bytes, record: str, name: str, blob: bytes) -> str:
        plain = _open(self._unwrap(wrapped_key), blob, 1, _field(record, name))
        return plain.decode("utf-8", "surrogatepass")

    def seal_staff(self, name: str, secret: str) -> bytes:
        """Seal a sign-in secret (TOTP) to one account's name."""
        return _seal(self._keys.staff, SUITE, _field("staff", name), secret.encode())

    def open_staff(self, name: str, blob: bytes) -> str:
        return _open(self._keys.staff, blob, 1, _field("staff", name)).decode()

    def _unwrap(self, wrapped_key: bytes) -> bytes:
        epoch, _reporter = _header(wrapped_key, _REPORTER)
        return _open(self._epoch(epoch), wrapped_key, 1 + _REPORTER.size, b"data key")

    def _epoch(self, epoch: int) -> bytes:
        key = self._keys.epochs.get(epoch)
        if key is None:
            raise SealBroken(f"The key of epoch {epoch} is not in the key folder.")
        return key


def _keyed(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256")


def _field(record: str, name: str) -> bytes:
    return f"{record}\x00{name}".encode()


def _header(blob: bytes, shape: struct.Struct) -> tuple[int, ...]:
    if len(blob) < 1 + shape.size:
        raise SealBroken("A capsule is too short to be one.")
    return shape.unpack_from(blob, 1)


def _seal(key: bytes, head: bytes, bound_to: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + bound_to)


def _open(key: bytes, blob: bytes, head: int, bound_to: bytes) -> bytes:
    if blob[:1] != SUITE:
        raise SealBroken("A capsule is of a suite that this version does not know.")
    nonce = blob[head : head + _NONCE]
    if len(nonce) != _NONCE:
        raise SealBroken("A capsule is too short to be one.")
    try:
        return AESGCM(key).decrypt(nonce, blob[head + _NONCE :], blob[:head] + bound_to)
    except InvalidTag:
        raise SealBroken("A capsule was altered, or belongs to another record.") from None
