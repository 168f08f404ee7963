"""Logs say what happened and to which row; never a word, a number, a name or an address of anyone."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from api import logs

NUMBER = "773-555-0166"
ROOT = Path(__file__).parents[2]


def process(source: str) -> tuple[str, list[dict[str, object]]]:
    """What a process of its own writes to both outputs, whole and as log lines."""
    script = "from api import logs\nlogs.configure()\n" + textwrap.dedent(source)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    return said, [json.loads(row) for row in said.splitlines() if row.startswith("{")]


def test_a_field_nobody_allowed_is_left_out() -> None:
    said, [row] = process(
        f"""
        import structlog
        structlog.get_logger().info("sent", row=7, number="{NUMBER}", text="help {NUMBER}", channel="sms")
        """
    )
    assert NUMBER not in said
    assert (row["event"], row["row"], row["channel"]) == ("sent", 7, "sms")
    assert set(row) <= logs.ALLOWED


@pytest.mark.parametrize("how", ["exc_info=error", "exc_info=True"])
def test_an_error_is_named_and_not_quoted(how: str) -> None:
    said, [row] = process(
        f"""
        import structlog
        try:
            raise ValueError("cannot read {NUMBER}")
        except ValueError as error:
            structlog.get_logger().error("failed", {how})
        """
    )
    assert NUMBER not in said
    assert row["error"] == "ValueError"


def test_nobody_can_forge_a_line() -> None:
    said, rows = process(
        """
        import structlog
        structlog.get_logger().info("a\\r\\n{\\"event\\": \\"forged\\"}\\x1b[2J", reason="b\\n{\\"event\\": \\"forged\\"}")
        """
    )
    assert len(rows) == 1
    assert "\x1b" not in said
    assert [row["event"] for row in rows] != ["forged"]


LIBRARIES = {
    "a library's error": "logging.getLogger('uvicorn.error').error('text %s', NUMBER)",
    "a library's exception": "logging.getLogger('uvicorn.error').error('x', exc_info=ValueError(NUMBER))",
    "a stack": "logging.getLogger('some.library').error('x ' + NUMBER, stack_info=True)",
    "a request": "logging.getLogger('httpx2').info('GET https://api.example.org/bot123:TOKEN/' + NUMBER)",
    "a warning": "warnings.warn(NUMBER)",
    "a task nobody waited for": """
async def fails():
    raise ValueError(NUMBER)
async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0.01)
    import gc; gc.collect()
asyncio.run(main())""",
    "a thread that died": """
import threading
def dies():
    raise ValueError(NUMBER)
thread = threading.Thread(target=dies)
thread.start()
thread.join()""",
}


@pytest.mark.parametrize("fault", LIBRARIES)
def test_what_a_library_says_of_a_person_is_not_written(fault: str) -> None:
    said, _ = process("import asyncio, logging, warnings\n" + f"NUMBER = {NUMBER!r}\n" + LIBRARIES[fault])
    # the source of a script is quoted in no traceback, so a hit would be the words of the error itself
    assert NUMBER not in said, said


def test_a_page_that_fails_under_the_real_server_is_named_and_not_quoted() -> None:
    said, _ = process(
        f"""
        import asyncio, threading, time
        import httpx2, uvicorn
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/fails")
        async def fails() -> None:
            raise ValueError("{NUMBER[:7]}" + "{NUMBER[7:]}")

        async def main() -> None:
            server = uvicorn.Server(uvicorn.Config(app, port=0, access_log=False, log_level="warning", **logs.SERVER))
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            async with httpx2.AsyncClient(trust_env=False) as client:
                assert (await client.get(f"http://127.0.0.1:{{port}}/fails")).status_code == 500
            server.should_exit = True
            await serving

        asyncio.run(main())
        print("served")
        """
    )
    assert "served" in said, said
    assert NUMBER not in said, said
    assert "ValueError" in said, "the operator still sees what kind of fault it was"
