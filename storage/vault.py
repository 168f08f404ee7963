"""The vault: evidence bytes by key, written once. obstore speaks to the folder or the bucket.

obstore's local store links a finished file into place and never calls fsync (seen with strace, 0.12.1): after a power
cut a name could stand over missing bytes. So on a folder the bytes are staged and synced first, and linked after.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from tipline.errors import NotFound, SetupError

_SCHEMES = ("s3", "gs", "az")
_STAGING = "incoming"
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
_CHUNK = 256 * 1024


def sync(path: Path) -> None:
    """Force a file's bytes, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ObjectVault:
    """Implements tipline.desk.ports.Vault. `folder` is set when the store is a local one."""

    def __init__(
        self, store: ObjectStore, folder: Path | None = None, force: Callable[[Path], None] = sync
    ) -> None:
        self._store, self._folder, self._force = store, folder, force

    def put(self, key: str, source: Path | bytes) -> bool:
        """True when created, False when it was there already; durable on return. Never overwrites."""
        _check(key)
        created = not self.exists(key) and self._create(key, source)
        if self._folder is not None:  # also when another put made it: that one may not have come this far
            for parent in Path(key).parents:
                self._force(self._folder / parent)
        return created

    def read(self, key: str) -> bytes:
        """All bytes. Raises NotFound."""
        _check(key)
        try:
            return bytes(self._store.get(key).bytes())
        except FileNotFoundError:
            raise NotFound(f"The vault holds nothing under {key}.") from None

    def stream(self, key: str) -> Iterator[bytes]:
        """The bytes in pieces. Raises NotFound at once."""
        _check(key)
        try:
            found = self._store.get(key)
        except FileNotFoundError:
            raise NotFound(f"The vault holds nothing under {key}.") from None
        return (bytes(chunk) for chunk in found.stream(_CHUNK))

    def exists(self, key: str) -> bool:
        _check(key)
        try:
            self._store.head(key)
        except FileNotFoundError:
            return False
        return True

    def probe(self) -> None:
        """Write something, read it back and take it away again. Raises SetupError."""
        name = f"{_STAGING}/{secrets.token_hex(16)}"
        try:
            self._store.put(name, b"probe")
            held = bytes(self._store.get(name).bytes())
            self._store.delete(name)
        except (BaseError, OSError) as error:
            raise SetupError(f"The vault cannot be written: {type(error).__name__}.") from None
        if held != b"probe":
            raise SetupError("The vault gives back something else than was put into it.")

    def listing(self) -> Iterator[tuple[str, int]]:
        """Every key and its size in bytes; what is being put is not there yet."""
        for page in self._store.list():
            for item in page:
                if not item["path"].startswith(f"{_STAGING}/"):
                    yield item["path"], item["size"]

    def sweep(self, before: datetime) -> int:
        """Delete what an interrupted put left behind before that time; gives how many."""
        if self._folder is None:
            return 0
        pages = self._store.list(_STAGING)
        left = [item["path"] for page in pages for item in page if item["last_modified"] < before]
        if left:
            self._store.delete(left)
        return len(left)

    def _create(self, key: str, source: Path | bytes) -> bool:
        try:
            if self._folder is None:
                self._store.put(key, source, mode="create", use_multipart=False)
            else:
                self._link_into_place(self._folder, key, source)
        except (AlreadyExistsError, FileExistsError):
            return False
        return True

    def _link_into_place(self, folder: Path, key: str, source: Path | bytes) -> None:
        staged = f"{_STAGING}/{secrets.token_hex(16)}"
        self._store.put(staged, source, mode="create", use_multipart=False)
        try:
            self._force(folder / staged)
            self._store.rename(staged, key, overwrite=False)
        except (AlreadyExistsError, FileExistsError):
            self._store.delete(staged)
            raise


def open_vault(where: str) -> ObjectVault:
    """The vault at a folder's path, a file:// address, or a bucket's (s3://, gs://, az://). Raises SetupError."""
    parts = urlsplit(where)
    if "://" not in where:
        return _local(Path(where))
    if parts.scheme == "file":
        return _local(Path(unquote(parts.path)))
    if parts.scheme not in _SCHEMES:
        raise SetupError("TIPLINE_VAULT_URL has to be a folder, or an address that begins with file:// or s3://.")
    try:
        return ObjectVault(from_url(where))
    except BaseError as error:
        raise SetupError(f"TIPLINE_VAULT_URL cannot be opened: {type(error).__name__}.") from error


def _local(folder: Path) -> ObjectVault:
    folder = folder.absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"The vault's folder {folder} cannot be made: {error.strerror}.") from error
    return ObjectVault(LocalStore(folder), folder)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key) or key.startswith(f"{_STAGING}/"):
        raise ValueError("A vault key is folders and a name of letters, digits, dots, dashes and underscores.")
