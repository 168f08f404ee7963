"""R7, a crash in the send window: every crash point x what the vendor did x when it said so x what its list showed.

Each combination is one person with messages of its own; all live through the same hours on a clock that is moved. Twilio:
nothing lost, nothing doubled. Telegram, which cannot be asked: nothing lost, one repeat at most; where two sends in a row
end without an answer, the message is shown to the desk as unconfirmed.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice, product
from urllib.parse import parse_qsl

import httpx2

from api import asking
from bot.sender import BotSender
from sms.inquiry import SmsInquirer
from sms.sender import SmsSender
from tests.desk.line import FailsAtTheEnd, Line
from tests.drills.contract import Outcome, Size
from tests.drills.room import heard, know, number, outcome, queue, room
from tipline.desk import delivery_status, outbox
from tipline.desk.ports import DeliveryNote, Inquirer
from tipline.errors import SendFailed
from tipline.message import Channel, Outbound, Sent

DATABASES = ("sqlite", "postgresql")
DIES = ("never", "before the request", "before the answer is written", "while the answer is written")
VENDOR = ("takes it", "takes it, answer lost", "never sees it, answer lost", "is not reached", "asks to wait")
TAKES = {"takes it", "takes it, answer lost"}
SAYS_SO = {"at once": 0.0, "before the look": 60.0, "between the looks": 150.0, "late": 900.0, "never": None}
LIST = {"prompt": 0.0, "lags 90 s": 90.0, "lags 170 s": 170.0, "is away for six minutes": None}
TEXT, NEXT = "Notice 2 - K7Q2: an officer is documenting it.", "Notice 3 - K7Q2: it is documented."


@dataclass(frozen=True)
class Try:
    """What happens to one send."""

    dies: str = "never"
    vendor: str = "takes it"


@dataclass
class Life:
    """One person's combination. `copies`: so many messages with the same words, in different streams."""

    tries: tuple[Try, ...]
    says_so: str = "never"
    shows: str = "prompt"
    copies: int = 1
    done: int = 0
    rows: list[int] = field(default_factory=list)

    def next_try(self) -> Try:
        self.done += 1
        return self.tries[self.done - 1] if self.done <= len(self.tries) else Try()


class Scripted(httpx2.AsyncBaseTransport):
    """The way to a vendor, which does to each person's request what this person's combination says."""

    def __init__(self, line: Line, onward: httpx2.AsyncBaseTransport, lives: dict[str, Life], began: datetime) -> None:
        self.line, self.onward, self.lives, self.began = line, onward, lives, began
        self.now: Try | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            return await self._listed(request)
        vendor = (self.now or Try()).vendor
        if vendor == "is not reached":
            raise httpx2.ConnectError("nobody there")
        if vendor == "never sees it, answer lost":
            raise httpx2.ReadTimeout("no answer")
        if vendor == "asks to wait":
            body = {"code": 20429, "ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
            return httpx2.Response(429, json=body, headers={"Retry-After": "7"})
        answer = await self.onward.handle_async_request(request)
        if vendor == "takes it, answer lost":
            raise httpx2.ReadTimeout("no answer")
        return answer

    async def _listed(self, request: httpx2.Request) -> httpx2.Response:
        lag = LIST[self.lives[dict(parse_qsl(request.url.query.decode()))["To"]].shows]
        if lag is None and self.line.now < self.began + timedelta(minutes=6):
            raise httpx2.ReadTimeout("no answer")
        self.line.vendors.twilio.list_lag = timedelta(seconds=lag or 0.0)
        return await self.onward.handle_async_request(request)


def run(database: str, size: Size) -> Outcome:
    began = time.monotonic()
    faulty_again = bool(size.pick(0, 1, 1))
    with room(database) as line:
        faults, counts = asyncio.run(_drill(line, again=faulty_again))
    lost, doubled = counts.pop("lost"), counts.pop("doubled")
    held = f"Of {counts['combinations']} combinations every one ended well; {counts['repeats']} repeats on Telegram."
    return outcome("R7", database, began, dict(counts), faults, held, lost=lost, doubled=doubled)


def _lives(channel: Channel, *, again: bool) -> Iterator[Life]:
    """Every combination that can be told from the others."""
    firsts = [Try(*both) for both in product(DIES, VENDOR)]
    seconds = firsts if again else [Try()]
    asks = channel is Channel.SMS
    for first, second, says_so, shows in product(firsts, seconds, SAYS_SO if asks else ("never",), LIST if asks else ("prompt",)):
        tries = (first, second)
        if says_so != "never" and not any(one.vendor in TAKES for one in tries):
            continue  # nothing was taken that could be spoken of
        if shows != "prompt" and (says_so == "at once" or not any(_unclear(one) for one in tries)):
            continue  # nobody looks at the list
        yield Life(tries, says_so, shows)
    for first, shows in product(firsts, LIST if asks else ("prompt",)):
        if shows == "prompt" or _unclear(first):
            yield Life((first, first), "never", shows, copies=2)


def _unclear(one: Try) -> bool:
    return one.dies != "never" or one.vendor.endswith("answer lost")


async def _drill(
    line: Line, *, again: bool, asker: Inquirer | None = None, every: int = 1
) -> tuple[list[str], Counter[str]]:
    """`asker` instead of Twilio's list, `every` so-many-th combination: to see that the drill would see."""
    counts: Counter[str] = Counter(lost=0, doubled=0, repeats=0, shown=0)
    faults: list[str] = []
    for channel in Channel:
        lives = {_address(channel, n): life for n, life in enumerate(islice(_lives(channel, again=again), 0, None, every))}
        counts["combinations"] += len(lives)
        await _Hours(line, channel, lives, asker).pass_by()
        _reckon(line, channel, lives, counts, faults)
    return faults, counts


def _address(channel: Channel, n: int) -> str:
    return number(n) if channel is Channel.SMS else str(7_735_550_000 + n)


class _Hours:
    """Six hours of one channel."""

    def __init__(self, line: Line, channel: Channel, lives: dict[str, Life], asker: Inquirer | None) -> None:
        self.line, self.channel, self.lives, self.began = line, channel, lives, line.now
        sms = channel is Channel.SMS
        vendor = line.vendors.twilio if sms else line.vendors.telegram
        self.wire = Scripted(line, vendor.transport, lives, self.began)
        self.sender = SmsSender(line.vendors.sms, self.wire) if sms else BotSender(line.vendors.bot, self.wire)
        self.wiring = replace(line.wiring, inquirers={Channel.SMS: asker or SmsInquirer(line.vendors.sms, self.wire)})
        self.callbacks: defaultdict[float, list[DeliveryNote]] = defaultdict(list)
        ids = know(line, channel, list(lives))
        for address, life in zip(ids, lives.values(), strict=True):
            streams = ("notice", "conversation")[: life.copies]
            for stream in streams:
                life.rows += queue(line, [(address, TEXT)], stream=stream)
            life.rows += queue(line, [(address, NEXT)])

    async def pass_by(self) -> None:
        await self._claim(FailsAtTheEnd(self.line.means.store, RuntimeError("cut"), spared=0))
        for span in [15] * 48 + [60] * 20 + [600] * 33:
            self._tell()
            while await asking.settle_unknown(self.wiring):
                pass
            while await self._claim(self.line.means.store):
                pass
            self.line.pass_time(timedelta(seconds=span))

    async def _claim(self, store: object) -> int:
        means = replace(self.line.means, store=store)  # type: ignore[arg-type]
        try:
            due = outbox.claim(means, self.line.now, 500, self.channel)
        except RuntimeError:
            return 0  # died before the claim was committed: nobody has anything
        for message in due:
            await self._attempt(message)
        return len(due)

    async def _attempt(self, message: Outbound) -> None:
        life = self.lives[message.address.value]
        now = life.next_try()
        if now.dies == "before the request":
            return
        self.wire.now = now
        result: Sent | SendFailed
        try:
            result = await self.sender.send(message)
        except SendFailed as failed:
            result = failed
        if self.channel is Channel.SMS:
            self._listen(life)
        if now.dies == "before the answer is written":
            return
        self._settle(message, result, dies=now.dies == "while the answer is written")

    def _settle(self, message: Outbound, result: Sent | SendFailed, *, dies: bool) -> None:
        store = FailsAtTheEnd(self.line.means.store, RuntimeError("cut"), spared=0) if dies else self.line.means.store
        try:
            outbox.settle(replace(self.line.means, store=store), message, result, self.line.now)  # type: ignore[arg-type]
        except RuntimeError:
            return

    def _listen(self, life: Life) -> None:
        """The callbacks of what was just taken, for when this person's vendor says so."""
        after = SAYS_SO[life.says_so]
        for request in list(self.line.vendors.twilio.status_callbacks()):
            fields = dict(parse_qsl(request.body.decode()))
            token = request.path.partition("token=")[2]
            said = DeliveryNote(Channel.SMS, token, fields["MessageSid"], fields["MessageStatus"])
            if after == 0.0:
                delivery_status.note(self.line.means, said, self.line.now)
            elif after is not None:
                self.callbacks[(self.line.now - self.began).total_seconds() + after].append(said)

    def _tell(self) -> None:
        for due in [at for at in self.callbacks if self.began + timedelta(seconds=at) <= self.line.now]:
            for said in self.callbacks.pop(due):
                delivery_status.note(self.line.means, said, self.line.now)


def _reckon(line: Line, channel: Channel, lives: dict[str, Life], counts: Counter[str], faults: list[str]) -> None:
    told = heard(line, channel)
    may_repeat = 0 if channel is Channel.SMS else 1
    with line.read() as tx:
        for address, life in lives.items():
            got, rows = told.get(address, []), [tx.outbox.get(row) for row in life.rows]
            shown = sum(row.code == "unconfirmed" for row in rows)
            missing, extra = life.copies - got.count(TEXT), got.count(TEXT) - life.copies
            missing += 1 - min(got.count(NEXT), 1)
            extra += max(got.count(NEXT) - 1, 0)
            counts["shown"] += shown
            counts["repeats"] += max(extra, 0)
            counts["lost"] += max(missing - (shown if may_repeat else 0), 0)
            counts["doubled"] += max(extra - may_repeat * len(rows), 0)
            if {row.state for row in rows} - {"accepted", "delivered", "failed"}:
                faults.append(f"{channel.value} {life}: not settled")
            if NEXT in got and TEXT in got and life.copies == 1 and got.index(NEXT) < len(got) - 1 - got[::-1].index(TEXT):
                faults.append(f"{channel.value} {life}: out of order")
            if missing > (shown if may_repeat else 0) or extra > may_repeat * len(rows):
                faults.append(f"{channel.value} {life}: {len(got)} messages, {[row.state for row in rows]}")
