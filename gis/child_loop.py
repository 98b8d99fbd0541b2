"""The child's side of `child_process`: take a call, make it under its limits, answer, wait for the next."""

import contextlib
import os
import pickle
import signal
import struct
import sys
import traceback
from importlib import import_module
from typing import BinaryIO

from .errors import ToolkitError

_FRAME = struct.Struct(">Q")


def serve() -> None:
    """Answer calls until the caller closes the pipe; nothing but answers goes to stdout."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the caller's to handle
    calls = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not reach the pipe
    for preload in filter(None, sys.argv[1:]):
        import_module(preload)
    while request := _received(calls):
        folder, function, arguments, growth, limit_s = pickle.loads(request)  # noqa: S301 - written by our own caller
        os.chdir(folder)  # a relative path means the same here as there
        _limit(growth, limit_s)
        _send(answers, _answer(function, arguments))


def _answer(function: str, arguments: tuple[object, ...]) -> bytes:
    module, _, name = function.partition(":")
    try:
        return pickle.dumps(("result", getattr(import_module(module), name)(*arguments)))
    except ToolkitError as fault:
        return pickle.dumps(("refusal", fault))
    except MemoryError:
        return pickle.dumps(("memory", None))
    except Exception:  # noqa: BLE001 - whatever it is, the caller gets its traceback
        return pickle.dumps(("fault", traceback.format_exc()))


def _limit(growth: int, limit_s: float) -> None:
    """Set how much more address space and processor time this call may take, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime + limit_s) + 5
    wanted = {resource.RLIMIT_CPU: seconds}
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - a kernel's file
            held = int(pages.read().split()[0]) * resource.getpagesize()
        wanted[resource.RLIMIT_AS] = held + growth
    for what, soft in wanted.items():
        _, hard = resource.getrlimit(what)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _received(calls: BinaryIO) -> bytes | None:
    head = calls.read(_FRAME.size)
    if len(head) < _FRAME.size:
        return None
    (length,) = _FRAME.unpack(head)
    body = calls.read(length)
    return body if len(body) == length else None


def _send(answers: BinaryIO, body: bytes) -> None:
    answers.write(_FRAME.pack(len(body)))
    answers.write(body)
    answers.flush()
