"""`make fuzz`: atheris looks for bytes that bring the signature check or a parser to raise what it may not.

Guided by coverage; begins with a few made-up requests and keeps no corpus. FUZZ_S: seconds to look.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sms", "bot"]):
    import bot.arrival
    import bot.parse
    import sms.parse
    import sms.signature

from api.clock import ManualClock
from api.stand_ins import StandIns
from tipline.errors import BadPayload

AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
VENDORS = StandIns(ManualClock(AT))
KINDS = ("application/x-www-form-urlencoded", "application/json", None, "text/plain")


def one(data: bytes) -> None:
    """The first byte chooses the door, the second the content type; the rest is the body."""
    door, kind, body = data[:1], KINDS[(data[1:2] or b"\0")[0] % len(KINDS)], data[2:]
    if door < b"\x55":
        signature, _, rest = body.partition(b"\n")
        assert not sms.signature.is_twilios(VENDORS.sms, "/sms/inbound", "", rest, kind, signature.decode("latin-1"))
        sms.parse.arrive(rest, kind)
        return
    came = sms.parse.arrive(body, kind) if door < b"\xaa" else bot.arrival.arrive(body)
    parse = sms.parse.parse if door < b"\xaa" else bot.parse.parse
    for payload in (came.payload, body):
        try:
            inbound = parse(payload, AT)
        except BadPayload:
            continue
        inbound.text.encode("utf-8")
        assert "\x00" not in inbound.text


def main() -> None:
    phone = VENDORS.telegram
    first = [phone.message(5, "/start").body, phone.photo(5, b"x", "look").body, phone.venue(5, 41.8, -87.7, "Church").body]
    text = VENDORS.twilio.inbound("+17735550142", "two vans").body
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate([b"\xff\x01" + body for body in first] + [b"\x60\x00" + text, b"\x00\x00AAAA=\n" + text]):
            (Path(corpus) / str(number)).write_bytes(seed)
        seconds = os.environ.get("FUZZ_S", "60")
        atheris.Setup([sys.argv[0], corpus, f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=1"], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
