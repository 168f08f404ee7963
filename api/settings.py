"""Every setting, in one frozen object. From the environment, or from the file that NAME_FILE points to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from tipline.errors import SetupError

PREFIX = "TIPLINE_"


class Settings(BaseModel):
    """Read once at start. Descriptions double as documentation; `.env.example` is checked against the names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="Folder for the embedded database and the local vault.")
    key_dir: Path = Field(
        Path("keys"), description="Folder of the keys; never inside the data folder, never in a backup."
    )
    database_url: str = Field("", description="Database; empty: SQLite in the data folder.")
    database_connections: int = Field(
        8, ge=2, le=100, description="How much a process does at once; on PostgreSQL also its connections at most."
    )
    vault_url: str = Field("", description="Evidence store; empty: a folder in the data folder.")
    public_url: str = Field("", description="Address under which the vendors reach this line, https://...")
    line_name: str = Field("Chicago Tip Line", description="What the line calls itself.")
    operator: str = Field("Chicago Police", description="Who reads the reports; said in the first message.")
    timezone: str = Field("America/Chicago", description="Time zone of the line.")
    city: str = Field("chicago", description="Which city's facts to load.")
    map_file: str = Field(
        "", description="A PMTiles file (Protomaps layers) to draw under the cases; empty: outlines alone."
    )
    hotline: str = Field("ICIRR 855-435-7693", description="Legal and family help, named in replies.")
    city_help: str = Field("311", description="Where street ice and the like belong.")
    police_non_emergency: str = Field("312-746-6000", description="Police number that is not 911.")
    keep_original: Literal["sealed", "masked"] = Field(
        "sealed", description="Keep the original words sealed, or only masked."
    )
    retention_schedule: str = Field("", description="Name of the approved records schedule; empty: nothing expires.")
    twilio_account_sid: str = Field("", description="Twilio account, AC...")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Twilio auth token.")
    twilio_from: str = Field("", description="Number (+1...) or Messaging Service (MG...).")
    fallback_url: str = Field(
        "", description="Second address to this line, which Twilio calls when the first one fails."
    )
    sms_monthly_segments: int | None = Field(
        None, ge=1, description="How many SMS segments may be sent in a calendar month; empty: no limit."
    )
    sms_reserve_percent: int = Field(
        20, ge=0, le=100, description="How much of that is kept for notices; automatic replies stop before it."
    )
    sms_prefixes: str = Field(
        "+1", description="Numbers that are texted begin with one of these, by comma; empty: all. Intake is for all."
    )
    twilio_api_url: str = Field("", description="An emulator's address instead of Twilio's.")
    telegram_token: SecretStr = Field(SecretStr(""), description="Bot token from BotFather.")
    telegram_secret: SecretStr = Field(
        SecretStr(""), description="Secret of the webhook header, 1-256 of A-Z a-z 0-9 _ -."
    )
    telegram_api_url: str = Field("", description="An emulator's address instead of Telegram's.")
    backup_dir: str = Field("", description="Where `tipline backup` writes to and `doctor` looks for the newest.")
    metrics_listen: str = Field(
        "127.0.0.1:9464", description="Internal address of /metrics, host:port; empty: none. Never a public one."
    )
    host: str = Field("127.0.0.1", description="Interface to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone; use a name such as America/Chicago")
        return value

    @field_validator("sms_monthly_segments", mode="before")
    @classmethod
    def _no_limit(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("metrics_listen")
    @classmethod
    def _listening(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isdecimal() and int(port) < 65536):
            raise ValueError("this has to be host:port such as 127.0.0.1:9464, or empty")
        return value

    @field_validator("sms_prefixes")
    @classmethod
    def _known_prefixes(cls, value: str) -> str:
        if not all(re.fullmatch(r"\+\d{1,8}", prefix.strip()) for prefix in value.split(",") if value):
            raise ValueError("these have to be beginnings of numbers such as +1 or +1,+52")
        return value

    @field_validator("public_url", "fallback_url", "twilio_api_url", "telegram_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("this has to be a web address such as https://tips.example.org, without ? or #")
        return value.rstrip("/")

    @field_validator("twilio_account_sid")
    @classmethod
    def _account(cls, value: str) -> str:
        if value and not (value.startswith("AC") and len(value) == 34):
            raise ValueError("a Twilio account begins with AC and has 34 characters")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        trio = (self.twilio_account_sid, self.twilio_auth_token.get_secret_value(), self.twilio_from)
        if any(trio) and not all(trio):
            raise ValueError("Twilio needs all three: TIPLINE_TWILIO_ACCOUNT_SID, _AUTH_TOKEN and _FROM")
        if any(trio) and not self.public_url:
            raise ValueError("Twilio signs the public address: set TIPLINE_PUBLIC_URL to the one it calls")
        secret = self.telegram_secret.get_secret_value()
        if self.telegram_token.get_secret_value() and self.public_url and not secret:
            raise ValueError(
                "Telegram needs TIPLINE_TELEGRAM_SECRET for its webhook; without a public URL it is polled"
            )
        data, keys = self.data_dir.resolve(), self.key_dir.resolve()
        if keys == data or data in keys.parents:
            raise ValueError(
                "TIPLINE_KEY_DIR may not lie inside TIPLINE_DATA_DIR: who takes one must not have the other"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'tipline.db').resolve()}"

    @property
    def embedded(self) -> bool:
        """SQLite: `serve` runs the worker inside."""
        return self.database.startswith("sqlite")

    @property
    def vault(self) -> str:
        return self.vault_url or str((self.data_dir / "vault").resolve())

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(prefix.strip() for prefix in self.sms_prefixes.split(",") if prefix.strip())

    @property
    def real_credentials(self) -> bool:
        return bool(self.twilio_account_sid or self.telegram_token.get_secret_value())


def variables() -> list[str]:
    return [PREFIX + name.upper() for name in Settings.model_fields]


def _gather(environ: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        path = environ.get(variable + "_FILE")
        if path is not None and variable in environ:
            raise SetupError(f"Set either {variable} or {variable}_FILE, not both.")
        if path is not None:
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SetupError(f"{variable}_FILE names a file that cannot be read: {error.strerror}.") from error
        elif variable in environ:
            found[name] = environ[variable]
    return found


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings. Raises SetupError with one sentence a fault; unknown TIPLINE_ names are faults too."""
    environ = os.environ if environ is None else environ
    known = {v for name in variables() for v in (name, name + "_FILE")}
    unknown = sorted(k for k in environ if k.startswith(PREFIX) and k not in known)
    if unknown:
        raise SetupError(f"{unknown[0]} is not a setting of the tip line; see .env.example for those there are.")
    try:
        return Settings.model_validate(_gather(environ))
    except ValidationError as error:
        raise SetupError("\n".join(_sentence(e["loc"], e["msg"]) for e in error.errors(include_input=False))) from None


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    name = f"{PREFIX}{str(where[0]).upper()}: " if where else ""
    text = message.removeprefix("Value error, ")
    return f"{name}{text[0].upper() if not name else text[0]}{text[1:]}."
