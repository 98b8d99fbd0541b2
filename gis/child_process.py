"""
Call a function in a child process under limits of time and memory.

Whatever a broken or hostile file does to a parser (hang, crash, allocate without end) ends
there, with one line for the caller. One child serves many calls, one at a time; it is
started at the first and replaced after a fault. It inherits the driver fence, so that a
script whose readers were loaded long ago is fenced too.
"""

import atexit
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from .errors import InputError
from .fence import SETTINGS

_FRAME = struct.Struct(">Q")
_FEWEST_S, _MOST_S = 45.0, 600.0  # RELIABILITY 2: ten minutes for the largest
_S_PER_MB = 1.0
_FEWEST_BYTES, _MOST_BYTES = 3 << 29, 12 << 30
_BYTES_PER_BYTE = 12  # of memory for each byte of a file: text becomes numbers, numbers become shapes


class ChildError(RuntimeError):
    """A fault of the called function that is no refusal: a bug of ours, with its traceback as text."""


def call(
    function: str,
    *arguments: object,
    path: Path,
    size_bytes: int,
    limit_s: float | None = None,
    limit_bytes: int | None = None,
) -> Any:  # noqa: ANN401 - any function
    """
    Call `module:function` in the child and give back what it returns.

    Parameters
    ----------
    function
        Where it stands; arguments and result must be picklable.
    path, size_bytes
        The file that is looked at: it is named in a refusal, and its size sets the
        limits (45 s and 1.5 GiB for small files, up to 10 min and 12 GiB).
    limit_s, limit_bytes
        Other limits of time and of further memory.

    Raises
    ------
    ToolkitError
        What the function itself refused; `InputError` H100 where it took too long
        or too much memory, H101 where the reader crashed.
    ChildError
        If the function raised anything else.
    """
    seconds = limit_s or min(_FEWEST_S + _S_PER_MB * size_bytes / 1e6, _MOST_S)
    growth = limit_bytes or min(_FEWEST_BYTES + _BYTES_PER_BYTE * size_bytes, _MOST_BYTES)
    with _LOCK:
        return _child().call(function, arguments, path=path, limit_s=seconds, growth=growth)


def start(preload: str) -> None:
    """Start the child early, so that it loads `preload` while the caller loads its own libraries."""
    with _LOCK:
        _child(preload)


class _Child:
    """One running child and the pipes to it."""

    def __init__(self, preload: str) -> None:
        own = str(Path(__file__).resolve().parents[1])
        paths = [own, *(entry for entry in sys.path if entry)]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-P", "-X", "utf8", "-c", "from gis.child_loop import serve; serve()", preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **SETTINGS,
                "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
                "MALLOC_ARENA_MAX": "2",  # the limit is on address space; arenas would take it up unused
            },
        )
        self.owner = os.getpid()

    @property
    def usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def call(
        self, function: str, arguments: tuple[object, ...], *, path: Path, limit_s: float, growth: int
    ) -> object:
        try:
            self._send((str(Path.cwd()), function, arguments, growth, limit_s))
            kind, told = self._answer(limit_s)
        except TimeoutError as fault:
            self.end()
            raise InputError(
                f"{path.name}: not read within {limit_s:.0f} s; cut it to the study area, or repair it",
                code="H100",
            ) from fault
        except (EOFError, OSError) as fault:
            self.end()
            raise InputError(
                f"{path.name}: the reader broke down over this file; export it again, or in another format",
                code="H101",
            ) from fault
        except BaseException:  # an interrupt must not leave an answer in the pipe for the next call
            self.end()
            raise
        if kind == "result":
            return told
        if kind == "memory":
            self.end()
            raise InputError(
                f"{path.name}: needs more than {growth / 2**30:.1f} GiB to be read; "
                "cut the layer to the study area",
                code="H100",
            )
        if kind == "refusal" and isinstance(told, Exception):
            raise told
        raise ChildError(str(told))

    def end(self) -> None:
        """End the child; it holds nothing that could be lost."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, request: object) -> None:
        body = pickle.dumps(request)
        pipe = self.process.stdin
        if pipe is None:
            raise EOFError
        pipe.write(_FRAME.pack(len(body)))
        pipe.write(body)
        pipe.flush()

    def _answer(self, limit_s: float) -> tuple[str, object]:
        """Wait for the answer in a thread: pipes cannot be waited for with a limit on every system."""
        box: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=lambda: box.put(self._received()), daemon=True).start()
        try:
            body = box.get(timeout=limit_s)
        except queue.Empty as late:
            raise TimeoutError from late
        if body is None:
            raise EOFError
        kind, told = pickle.loads(body)  # noqa: S301 - written by our own child
        return str(kind), told

    def _received(self) -> bytes | None:
        pipe = self.process.stdout
        try:
            head = b"" if pipe is None else pipe.read(_FRAME.size)
            if pipe is None or len(head) < _FRAME.size:
                return None
            (length,) = _FRAME.unpack(head)
            body = pipe.read(length)
        except (OSError, ValueError):  # the pipe was closed under us
            return None
        return body if len(body) == length else None


_LOCK = threading.RLock()
_RUNNING: list[_Child] = []


def _child(preload: str = "") -> _Child:
    if not _RUNNING or not _RUNNING[0].usable:
        _RUNNING[:] = [_Child(preload)]
    return _RUNNING[0]


@atexit.register
def _end_all() -> None:
    for child in _RUNNING:
        if child.usable:
            child.end()
