"""The fill-in workbook as it comes back: what offices reported, row by row, read at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gis import child_process
from gis.errors import InputError
from gis.paths import followed_links, local_file, sha256_of
from gis.reading import format_of
from gis.tabular.every_sheet import every_sheet

from .alarms import Alarm
from .fill_in_rows import FilledRow, filled_rows

NAME, TITLE = "fill_in", "填报表"


@dataclass(frozen=True, slots=True, kw_only=True)
class FillIn:
    """
    What a fill-in workbook holds, before it is held against a plan.

    `rows` are the filled ones, one a key, by key. `twice` are keys with two
    different values: neither is among the rows. `read = len(rows) + skipped`
    counts every row that has a key or something filled in.
    """

    file: str
    sha256: str
    rows: tuple[FilledRow, ...]
    twice: Mapping[str, str] = field(default_factory=dict)
    read: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    alarms: tuple[Alarm, ...] = ()


def open_fill_in(path: str | Path, accept: tuple[str, ...] = ()) -> FillIn:
    """
    Read a fill-in workbook (XLSX, XLSM, XLS, ODS) in the child process.

    Sheets may bear any name and stand in any order, rows too: the key decides.
    A row without a value is not reported. What cannot be taken for certain is not
    taken, and told with sheet and row.

    Raises
    ------
    InputError
        H280 for a workbook without the heads that `hecheng init` wrote; H001, H003,
        H004, H100, H101, H125 as for other files.
    """
    found = local_file(path)
    if format_of(found).title != "spreadsheet":
        raise InputError(
            f"{found.name}: no workbook; name the one that hecheng init wrote (.xlsx)", code="H004"
        )
    opened: FillIn = child_process.call(
        "layers.fill_in:read_fill_in", found, path=found, size_bytes=found.stat().st_size
    )
    alarms = tuple(replace(alarm, accepted=alarm.code in accept) for alarm in opened.alarms)
    return replace(opened, alarms=alarms, accepted=frozenset(accept))


def read_fill_in(path: Path) -> FillIn:
    """Read the workbook; called in the child process."""
    taken = filled_rows(every_sheet(path), path.name)
    links = [
        Alarm(code="H082", layer=NAME, file=path.name, values={"to": str(to)}) for to in followed_links(path)
    ]
    found = [
        Alarm(code=finding.code, layer=NAME, file=path.name, values=finding.values, rows=finding.rows)
        for finding in taken.findings
    ]
    return FillIn(
        file=path.name,
        sha256=sha256_of([path]),
        rows=taken.rows,
        twice=taken.twice,
        read=taken.read,
        skipped=taken.skipped,
        alarms=(*links, *found),
    )
