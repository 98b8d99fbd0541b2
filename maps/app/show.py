"""Show an answer: a table and lines for people, or exactly one JSON object on stdout."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from .answer import Answer

_PIPE_WIDTH = 160  # without a terminal nothing says how wide; wide enough for one row a line


def answer(told: Answer, *, as_json: bool) -> None:
    """Print an answer; alarms go to stderr, where progress went too."""
    if as_json:
        _out(json.dumps(told.json, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        _for_people(told)
    _alarms(told)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show phase, count and time left on a terminal, one plain line a phase elsewhere."""
    if quiet:
        yield lambda _text, _done, _of: None
        return
    if not sys.stderr.isatty():
        yield lambda text, done, of: _plain(f"[{done}/{of}] {text}")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("…")
        yield lambda text, done, of: bar.update(task, description=text, completed=done, total=of)


def _out(text: str) -> None:
    """Write to stdout; a reader that has enough, as `head` does, is no fault."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at the end


def _plain(line: str) -> None:
    sys.stderr.write(line + "\n")


def _for_people(told: Answer) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    with console.capture() as page:
        for line in told.lines:
            console.print(Text(line), soft_wrap=True)
        if told.table:
            table = Table(show_header=False, box=None, pad_edge=False)
            for _ in told.table[0]:
                table.add_column(overflow="fold")
            for row in told.table:
                table.add_row(*(Text(cell) for cell in row))
            console.print(table)
    _out(page.get())


def _alarms(told: Answer) -> None:
    for alarm in told.alarms:
        accepted = ", accepted" if alarm.accepted else ""
        _plain(
            f"{alarm.severity}[{alarm.code}]: {alarm.file} ({alarm.layer}{accepted}): "
            f"{alarm.message}; {alarm.fix}"
        )
