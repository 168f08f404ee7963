"""What can be seen on this machine: settings, keys, disk, vault, decoder, backups."""

from __future__ import annotations

import base64
import ipaddress
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from api.doctor.finding import Finding, fail, ok, warn
from api.settings import Settings
from storage import backup
from storage.decoder import decode
from storage.keys import FileKeys, check_key_folder
from storage.vault import open_vault
from tipline.errors import SetupError

# One white pixel, as PNG.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)
_LITTLE, _LEAST = 0.10, 0.02  # of a disk, free
_MB = 1024 * 1024
_BACKUP_OLD, _BACKUP_LOST = timedelta(hours=1), timedelta(days=1)


def configuration(settings: Settings) -> Iterator[Finding]:
    topic = "configuration"
    if not settings.real_credentials:
        yield warn(topic, "There is neither a Twilio account nor a Telegram bot in the settings: nobody can write.")
    place = urlsplit(settings.public_url)
    if settings.public_url and place.scheme != "https" and place.hostname not in ("localhost", "127.0.0.1"):
        yield fail(topic, "TIPLINE_PUBLIC_URL is not https: texts would cross the network for everybody to read.")
    if settings.twilio_account_sid and not settings.fallback_url:
        yield warn(topic, "TIPLINE_FALLBACK_URL is empty: when the first address fails, Twilio has nowhere else to go.")
    if settings.fallback_url and urlsplit(settings.fallback_url).hostname == place.hostname:
        yield warn(topic, "TIPLINE_FALLBACK_URL has the host of TIPLINE_PUBLIC_URL: what fails one fails the other.")
    if not _is_internal(settings.metrics_listen):
        yield warn(topic, "TIPLINE_METRICS_LISTEN may be reachable from outside; name an internal address.")
    yield ok(topic, f"{settings.line_name}, read by {settings.operator}; every setting is readable.")


def keys(settings: Settings) -> Iterator[Finding]:
    topic = "keys"
    try:
        check_key_folder(settings.key_dir, settings.data_dir)
        held = FileKeys(settings.key_dir)
    except SetupError as error:
        yield fail(topic, str(error))
        return
    if settings.data_dir.exists() and settings.key_dir.stat().st_dev == settings.data_dir.stat().st_dev:
        yield warn(
            topic, "TIPLINE_KEY_DIR is on the same disk as TIPLINE_DATA_DIR: whoever takes the disk has both. Put the "
            "keys on a disk of their own.",
        )
    yield ok(
        topic, f"{len(held.epochs)} epoch(s), readable by their owner only. No backup holds them: keep a copy apart, "
        "for whoever loses the folder loses every contact.",
    )


def disks(settings: Settings) -> Iterator[Finding]:
    named = {"data": settings.data_dir, "backups": Path(settings.backup_dir) if settings.backup_dir else None}
    for name, folder in named.items():
        if folder is None or not folder.exists():
            continue
        use = shutil.disk_usage(folder)
        share = use.free / use.total
        words = f"{share:.0%} of the disk of {folder} is free ({use.free // _MB:,} MB)"
        if share < _LEAST or use.free < 200 * _MB:
            yield fail(f"disk, {name}", f"{words}: make room now, or the line can take nothing in.")
        elif share < _LITTLE or use.free < 1024 * _MB:
            yield warn(f"disk, {name}", f"{words}: make room soon.")
        else:
            yield ok(f"disk, {name}", f"{words}.")


def vault(settings: Settings) -> Iterator[Finding]:
    if "://" not in settings.vault and not Path(settings.vault).parent.exists():
        yield fail("vault", f"There is no folder {Path(settings.vault).parent} yet; run tipline migrate.")
        return
    try:
        open_vault(settings.vault).probe()
    except SetupError as error:
        yield fail("vault", f"{error} Photos and videos are not kept until it can.")
        return
    yield ok("vault", "Evidence can be written and read back.")


def decoder() -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="doctor-") as folder:
        path = Path(folder) / "pixel.png"
        path.write_bytes(_PIXEL)
        try:
            seen = decode(path, "image/png")
            why = None if seen.ok else seen.reason
        except OSError as error:
            why = error.strerror or "no child process"
    if why is None:
        yield ok("decoder", "Pictures are opened in a child process without network and credentials.")
    else:
        yield fail("decoder", f"The child process that opens pictures does not work ({why}): evidence is kept unseen.")


def backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    topic = "backup"
    if not settings.backup_dir:
        yield warn(topic, "TIPLINE_BACKUP_DIR is empty: say where backups go, and run tipline backup every minute.")
        return
    newest = backup.manifests(Path(settings.backup_dir))[:1]
    if not newest:
        yield fail(topic, f"There is no backup in {settings.backup_dir}; run tipline backup, and let it run by itself.")
        return
    age = now - newest[0].made_at
    words = f"The newest backup is {_span(age)} old"
    if age > _BACKUP_LOST:
        yield fail(topic, f"{words}: what came in since would be lost. Run tipline backup and mend its timer.")
    elif age > _BACKUP_OLD:
        yield warn(topic, f"{words}; a timer should make one every minute.")
    else:
        yield ok(topic, f"{words}: {newest[0].counts.get('message', 0)} messages, {newest[0].listed} files.")


def _span(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"


def _is_internal(listen: str) -> bool:
    host = listen.rpartition(":")[0].strip("[]")
    if host in ("", "localhost"):
        return bool(host) or not listen
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True  # a name of the operator's own
    return address.is_private and not address.is_unspecified
