"""Promises of the cage around the decoder's child."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from storage.decoder.cage import Limits, run

QUICK = Limits(wall_s=10)


@pytest.fixture
def caged(tmp_path):
    """Runs a program in the cage with some bytes as its input."""
    (tmp_path / "input").write_bytes(b"input bytes")

    def do(program, limits=QUICK, argument=""):
        with (tmp_path / "input").open("rb") as source:
            return run(program, source, limits, argument)

    return do


def said(outcome):
    assert outcome.fault is None
    return outcome.output.decode()


def test_a_program_hears_its_input_and_is_heard(caged):
    assert said(caged("import sys; print(sys.stdin.read(), sys.argv[1])", argument="a 'word'")) == "input bytes a 'word'\n"


def test_the_child_s_environment_is_empty(caged):
    os.environ["TIPLINE_PLANTED_SECRET"] = "planted"
    try:
        seen = said(caged("import os; print(dict(os.environ)); print(open('/proc/self/environ').read())"))
    finally:
        del os.environ["TIPLINE_PLANTED_SECRET"]
    assert "planted" not in seen
    assert seen.startswith("{}") or seen.startswith("{'LC_CTYPE'")


def test_the_child_has_a_folder_of_its_own_that_is_gone_afterwards(caged):
    folder = Path(said(caged("import os; open('left', 'w').write('x'); print(os.getcwd(), end='')")))
    assert folder.name.startswith("decode-")
    assert not folder.exists()


def test_nothing_that_the_parent_has_open_is_open_in_the_child(caged, tmp_path):
    with (tmp_path / "other").open("w") as other:
        os.set_inheritable(other.fileno(), True)
        seen = said(caged("import os; print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if int(n) < 3 or os.path.exists(f'/proc/self/fd/{n}')])"))
    assert "other" not in seen


def test_an_endless_loop_ends_by_the_clock(caged):
    began = time.monotonic()
    assert caged("while True: pass", Limits(wall_s=0.5)).fault == "time_out"
    assert time.monotonic() - began < 3


def test_a_sleeper_ends_by_the_clock(caged):
    assert caged("import time; time.sleep(60)", Limits(wall_s=0.3)).fault == "time_out"


def test_an_endless_loop_ends_by_its_share_of_the_processor(caged):
    assert caged("while True: pass", Limits(cpu_s=1, wall_s=20)).fault == "time_out"


def test_memory_is_limited(caged):
    limits = Limits(memory=256 * 1024 * 1024, wall_s=10)
    assert caged("x = bytearray(400 * 1024 * 1024)", limits).fault == "too_much_memory"
    assert said(caged("x = bytearray(20 * 1024 * 1024); print('fits')", limits)) == "fits\n"


def test_the_answer_is_limited(caged):
    outcome = caged("import sys\nwhile True: sys.stdout.write('x' * 100000)", Limits(output=1_000_000, wall_s=10))
    assert outcome.fault == "cannot_display"
    assert outcome.output == b""


def test_open_files_are_limited(caged):
    assert caged("held = [open('/dev/null') for _ in range(100)]").fault == "cannot_display"


@pytest.mark.parametrize("program", ["import os; os._exit(3)", "import os; os.abort()", "1 / 0", "not python"])
def test_a_child_that_fails_says_nothing(caged, program):
    outcome = caged("print('words', flush=True)\n" + program)
    assert (outcome.fault, outcome.output) == ("cannot_display", b"")


def test_what_the_child_starts_dies_with_it(caged, tmp_path):
    program = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        f"    time.sleep(1.5); open({str(tmp_path / 'alive')!r}, 'w').write('x')\n"
        "print('gone')"
    )
    assert said(caged(program)) == "gone\n"
    time.sleep(2)
    assert not (tmp_path / "alive").exists()


CONFINED = "from storage.darkroom.confine import confine; net, files = confine()\n"


def can_confine(caged):
    return said(caged(CONFINED + "print(net, files, end='')")).split()


def test_the_child_gives_up_the_network(caged):
    if can_confine(caged)[0] != "True":
        pytest.skip("this kernel or container lets no process give up its network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=lambda: socket.create_connection(("127.0.0.1", port)).close()).start()
        server.accept()[0].close()
        program = f"import socket\ntry: socket.create_connection(('127.0.0.1', {port}), 1); print('out')\nexcept OSError: print('in')"
        assert said(caged("import socket\n" + CONFINED + program)) == "in\n"


def test_the_child_gives_up_files(caged, tmp_path):
    if can_confine(caged)[1] != "True":
        pytest.skip("this kernel has no Landlock")
    secret = tmp_path / "index.key"
    secret.write_text("key")
    program = f"try: open({str(secret)!r}); print('read')\nexcept PermissionError: print('refused')\n"
    assert said(caged(program)) == "read\n"
    assert said(caged(CONFINED + program + "import sys; print(sys.stdin.read())")) == "refused\ninput bytes\n"




def test_the_child_loads_nothing_of_ours_but_its_own_room(caged):
    loaded = said(caged(
        "import sys; import storage.darkroom.program\n"
        "print(sorted({m for m in sys.modules if m.split('.')[0] in ('api', 'bot', 'sms', 'storage', 'tipline')}), end='')"
    ))
    rooms = ("frames", "confine", "likeness", "moving", "picture", "program")
    assert loaded == str(sorted(["storage", "storage.darkroom", *(f"storage.darkroom.{room}" for room in rooms)]))
