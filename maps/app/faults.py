"""How a command ends badly: one line for the user, the details in a log."""

import json
import logging
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


@contextmanager
def warnings_kept_back() -> Iterator[None]:
    """Keep the libraries' warnings from the user's screen: what matters is told as an alarm."""
    logging.getLogger("pyogrio").setLevel(logging.ERROR)
    logging.getLogger("rasterio").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def say(line: str) -> None:
    """Tell one line on stderr."""
    sys.stderr.write(line + "\n")


def refuse(code: str, message: str, given: list[str]) -> None:
    """Tell a refusal: one line, and one JSON object where it was asked for."""
    line = " ".join(message.split())
    say(f"error[{code}]: {line}")
    _as_json(code, line, given)


def confess(bug: Exception, given: list[str]) -> None:
    """Tell a bug of ours: one line here, the traceback in a log file."""
    log = _log_folder() / f"hecheng-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = "".join(traceback.format_exception(bug))
    try:
        log.write_text(f"{given}\n{text}", encoding="utf-8")
        where = f"details in {log}"
    except OSError:
        where = "no log could be written"
    line = f"a fault of hecheng itself ({type(bug).__name__}: {' '.join(str(bug).split())[:200]}); {where}"
    say(f"error[H999]: {line}")
    _as_json("H999", line, given)
    if "--debug" in given:
        sys.stderr.write(text)


def _as_json(code: str, message: str, given: list[str]) -> None:
    if "--json" not in given:
        return
    words = [word for word in given[:2] if not word.startswith("-") and word.isalpha()]
    command = ".".join(words if words[:1] == ["measure"] else words[:1]) or "hecheng"
    told = {"schema": f"hecheng.{command}/1", "error": {"code": code, "message": message}, "alarms": []}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _log_folder() -> Path:
    return Path(tempfile.gettempdir())
