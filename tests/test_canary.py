"""No input tells what another file holds, and none makes the program call anybody."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from dirty_hostile import SECRET
from dirty_intruders import ATTACKS
from input_case import Case, made, run, tree

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def listener():
    """Listen on a port of this machine and keep every call."""
    calls = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        server.settimeout(0.2)
        stop = threading.Event()

        def wait():
            while not stop.is_set():
                try:
                    caller, address = server.accept()
                except TimeoutError:
                    continue
                calls.append(address)
                caller.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary", calls
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """Put the secret where no command names it."""
    path = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    path.write_text(f"NAME,lon,lat\n{SECRET},109.98,27.55\n", encoding="utf-8")
    return path


def test_the_listener_hears(listener):
    address, calls = listener
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    socket.create_connection((host, int(port))).close()
    threading.Event().wait(0.5)
    assert calls
    calls.clear()


@pytest.mark.parametrize("make", ATTACKS, ids=lambda make: make.__name__)
def test_nothing_leaks_and_nobody_is_called(make, listener, secret, tmp_path, monkeypatch):
    address, calls = listener
    beside = tmp_path / "secret.csv"
    beside.write_bytes(secret.read_bytes())
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for hidden in (secret, beside):
        for path in sorted(folder.iterdir()):
            path.unlink() if not path.is_dir() or path.is_symlink() else _emptied(path)
        case = Case(
            name=make.__name__,
            kind="canary",
            make=lambda folder, hidden=hidden: make(folder, hidden, address),
            outcomes=frozenset(),
        )
        arguments = made(case, folder)
        before = tree(tmp_path)
        got = run(arguments)
        assert SECRET not in got.stdout + got.stderr
        assert got.exit in {0, 2}
        assert tree(tmp_path) == before
        assert calls == []


@pytest.mark.slow
@pytest.mark.parametrize("make", ATTACKS, ids=lambda make: make.__name__)
def test_nothing_leaks_from_a_process_of_its_own(make, listener, secret, tmp_path, monkeypatch):
    """As a user runs it: no library is loaded before the fence."""
    address, calls = listener
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.chdir(folder)
    case = Case(
        name=make.__name__,
        kind="canary",
        make=lambda folder: make(folder, secret, address),
        outcomes=frozenset(),
    )
    arguments = made(case, folder)
    before = tree(tmp_path)
    script = f"from maps.app.cli import main; main({arguments!r})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    assert SECRET not in done.stdout + done.stderr
    assert done.returncode in {0, 2}, done.stderr
    assert tree(tmp_path) == before
    assert calls == []


def _emptied(folder):
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
