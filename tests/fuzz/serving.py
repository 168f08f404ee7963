"""The real program serving in a process of its own, with credentials of accounts that exist nowhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import storage.keys
from api import settings
from api.settings import Settings
from bot.settings import BotSettings
from sms.settings import SmsSettings

ROOT = Path(__file__).parents[2]
_START_S = 180.0  # the lexicons of eight languages, on a machine that may be busy
_NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


@dataclass(frozen=True)
class Served:
    """One running `tipline serve`."""

    settings: Settings
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def sms(self) -> SmsSettings:
        held = self.settings
        return SmsSettings(held.twilio_account_sid, held.twilio_auth_token.get_secret_value(), held.twilio_from, held.public_url, _NOWHERE)

    @property
    def bot(self) -> BotSettings:
        held = self.settings
        return BotSettings(held.telegram_token.get_secret_value(), held.telegram_secret.get_secret_value(), held.public_url, _NOWHERE)

    def memory(self) -> int:
        """Bytes of memory the process holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024


@contextmanager
def serving(folder: Path, database_url: str) -> Iterator[Served]:
    """Serve on this migrated database until the block ends; everything the process prints goes to its log."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    environ = {
        "TIPLINE_DATA_DIR": str(folder / "data"), "TIPLINE_KEY_DIR": str(folder / "keys"), "TIPLINE_DATABASE_URL": database_url,
        "TIPLINE_PUBLIC_URL": "https://tips.example.org", "TIPLINE_TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "TIPLINE_TWILIO_AUTH_TOKEN": "7" * 32, "TIPLINE_TWILIO_FROM": "+17735550100", "TIPLINE_TWILIO_API_URL": _NOWHERE,
        "TIPLINE_TELEGRAM_TOKEN": "7735550100:made-up", "TIPLINE_TELEGRAM_SECRET": "made-up-Secret", "TIPLINE_TELEGRAM_API_URL": _NOWHERE,
        "TIPLINE_PORT": str(port), "TIPLINE_METRICS_LISTEN": "",
    }  # fmt: skip
    (folder / "data").mkdir(exist_ok=True)
    storage.keys.init_keys(folder / "keys")
    log = folder / "log"
    with log.open("wb") as sink:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(settings.PREFIX)}
        process = subprocess.Popen([sys.executable, "-m", "api.cli", "serve"], cwd=ROOT, env=inherited | environ, stdout=sink, stderr=sink)
        try:
            _wait(process, port, log)
            yield Served(settings.load(environ), process, port, log)
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))
