"""One writer a folder: a lock file with the writer's process id, taken over when that process is gone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import InputError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the right to write `folder`; a second run is refused at once."""
    lock = folder.with_name(f".{folder.name}.lock")
    _take(lock, folder)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path, folder: Path) -> None:
    for _ in range(2):
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            owner = _owner(lock)
            if owner is not None and alive(owner):
                raise InputError(
                    f"{folder}: process {owner} is writing it; wait for it to end", code="H008"
                ) from None
            lock.unlink(missing_ok=True)
        except OSError as fault:
            raise InputError(
                f"{folder}: cannot write there ({fault.strerror}); choose another folder"
            ) from fault
        else:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(str(os.getpid()))
            return
    raise InputError(f"{folder}: another run is writing it; wait for it to end", code="H008")


def _owner(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def alive(process: int) -> bool:
    """Tell whether a process still runs (the one place that asks the operating system)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only: signals would end the process there

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # noqa: FBT003 - a foreign signature
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
