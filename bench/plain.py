"""What most people would write: FastAPI form parameters, a dependency for the signature, SQLModel's session.

It does the work of our webhook and nothing less: it checks the signature, takes a message once only, keeps the fields
sealed, commits, then answers. SQLite is set to WAL and FULL here too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine
from twilio.request_validator import RequestValidator

from api.clock import SystemClock
from api.settings import Settings
from sms.webhook import INBOUND
from storage.keys import FileKeys
from storage.seals import AesSeals
from tipline.message import Address, Channel

_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class PlainSeen(SQLModel, table=True):
    digest: bytes = Field(primary_key=True)


class PlainInbox(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    lookup: bytes
    received_at: datetime
    payload: bytes
    state: str = "waiting"
    not_before: datetime
    tries: int = 0


class Text(SQLModel):
    """The fields that are kept of Twilio's form."""

    model_config = {"extra": "allow"}

    MessageSid: str
    From: str
    To: str
    Body: str = ""
    NumMedia: int = 0
    AccountSid: str = ""


def app(settings: Settings) -> FastAPI:
    engine = _engine(settings.database)
    SQLModel.metadata.create_all(engine)
    seals, clock = AesSeals(FileKeys(settings.key_dir)), SystemClock()
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    made = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    async def signed(request: Request) -> None:
        form = await request.form()
        given = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(settings.public_url + request.url.path, dict(form), given):
            raise HTTPException(403)

    @made.post(INBOUND, dependencies=[Depends(signed)])
    def inbound(text: Annotated[Text, Form()], db: Session = Depends(session)) -> Response:  # noqa: B008  (as one writes it)
        digest = seals.seen(Channel.SMS, text.MessageSid)
        if db.get(PlainSeen, digest) is None:
            now = clock.now()
            payload = seals.seal_inbox(json.dumps(text.model_dump()).encode())
            db.add(PlainSeen(digest=digest))
            db.add(PlainInbox(
                channel="sms", lookup=seals.lookup(Address(Channel.SMS, text.From)), received_at=now, not_before=now,
                payload=payload,
            ))
            db.commit()
        return Response(_NOTHING_TO_SAY, media_type="text/xml")

    return made


def _engine(url: str) -> Engine:
    """SQLAlchemy's own defaults, but for what makes a commit durable and for a pool as large as the load."""
    if not url.startswith("sqlite"):
        return create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), pool_size=32)
    engine = create_engine(url, connect_args={"timeout": 30}, pool_size=32)

    @event.listens_for(engine, "connect")
    def durable(connection: object, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    return engine
