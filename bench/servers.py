"""The servers under load, each a process of its own on a port of its own: `python -m bench.servers WHICH`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from fastapi import FastAPI

import sms.webhook
from api import logs, serving, web, wiring
from api.clock import SystemClock
from api.settings import Settings, load
from api.stand_ins import StandIns
from bench import plain
from bench.house import ACCOUNT, PUBLIC_URL, TOKEN, Installation
from sms.fake import FakeTwilio
from sms.settings import SmsSettings
from tipline.desk.ports import Arrival, DeliveryNote


def ours(settings: Settings) -> FastAPI:
    """The line as `tipline serve` builds it beside a worker of its own process."""
    return web.build(wiring.build(settings), with_worker=False)


def storing_nothing(settings: Settings) -> FastAPI:
    """The same application, the same route, the same signature; then 200 without a store."""
    made = wiring.build(settings)
    app = web.build(replace(made, sms=None), with_worker=False)
    assert made.sms is not None

    async def accept(_arrival: Arrival) -> bool:
        return True

    async def note(_said: DeliveryNote) -> None:
        return None

    door = sms.webhook.router(made.sms, accept, note, on_refusal=lambda *_why: None, line_name="Tip Line")
    app.router.routes[:0] = door.routes  # where web.build puts them
    return app


def with_console(settings: Settings) -> FastAPI:
    """The whole line in one process: webhooks, worker, console; its vendors are stand-ins that answer at once."""
    clock = SystemClock()
    vendors = StandIns(clock, PUBLIC_URL)
    vendors.sms = SmsSettings(ACCOUNT, TOKEN, "+17735550100", PUBLIC_URL)  # what the load signs with
    vendors.twilio = FakeTwilio(vendors.sms, clock.now)
    return web.build(wiring.build(settings, vendors=vendors), with_worker=True)


LOADED: Mapping[str, Callable[[Settings], FastAPI]] = {"ours": ours, "nothing": storing_nothing, "plain": plain.app}
APPS: Mapping[str, Callable[[Settings], FastAPI]] = {**LOADED, "console": with_console}


@contextmanager
def serving_all(place: Installation) -> Iterator[dict[str, int]]:
    """All of them at once, only one of which is ever under load; name -> port."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(served(name, place)) for name in LOADED}


@contextmanager
def served(name: str, place: Installation) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.servers", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | place.environ, text=True) as child:
        assert child.stdout is not None
        try:
            yield int(child.stdout.readline())
        finally:
            child.terminate()


def main(name: str) -> None:
    """The port goes out as one line."""
    logs.configure()
    app = APPS[name](load())
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    serving.serve(app, listener=listener)


if __name__ == "__main__":
    main(sys.argv[1])
