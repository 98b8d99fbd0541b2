"""Which services of a GTFS timetable run on at least one day, and from when to when, by its calendars."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = "1", "2"
CALENDAR_COLUMNS = ("service_id", *_WEEKDAYS, "start_date", "end_date")
DATES_COLUMNS = ("service_id", "date", "exception_type")


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day on which something runs."""

    first: dt.date
    last: dt.date


@dataclass(slots=True)
class Services:
    """Services of a timetable: all that are named, those that run on a day, and rows that cannot be read."""

    named: set[str] = field(default_factory=set)
    running: dict[str, Period] = field(default_factory=dict)
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class _Span:
    """Days of a week from a first to a last date."""

    weekdays: tuple[bool, ...]
    first: dt.date
    last: dt.date

    def days(self, *, backwards: bool = False) -> Iterator[dt.date]:
        if not any(self.weekdays):
            return
        ordinals = range(self.first.toordinal(), self.last.toordinal() + 1)
        for ordinal in reversed(ordinals) if backwards else ordinals:
            date = dt.date.fromordinal(ordinal)
            if self.weekdays[date.weekday()]:
                yield date


def services(calendar: pd.DataFrame | None, dates: pd.DataFrame | None) -> Services:
    """
    Find the services that run on at least one day, and their first and last day.

    A service runs on the flagged weekdays between its dates (`calendar.txt`), and on the
    days added less the days removed (`calendar_dates.txt`); either table may be absent.
    Rows that cannot be read give no day and are counted.
    """
    found = Services()
    spans = _spans(calendar, found)
    added, removed = _exceptions(dates, found)
    found.named = spans.keys() | added.keys() | removed.keys()
    for service in found.named:
        off = removed.get(service, set())
        period = _period(spans.get(service, ()), added.get(service, set()) - off, off)
        if period is not None:
            found.running[service] = period
    return found


def _period(spans: Sequence[_Span], extra: set[dt.date], off: set[dt.date]) -> Period | None:
    """Find the first and the last day of a service; None where every day is taken away."""
    ends = set(extra)
    for span in spans:
        for days in (span.days(), span.days(backwards=True)):
            ends.update(itertools.islice((day for day in days if day not in off), 1))
    return Period(min(ends), max(ends)) if ends else None


def _spans(calendar: pd.DataFrame | None, found: Services) -> Mapping[str, list[_Span]]:
    spans: dict[str, list[_Span]] = {}
    if calendar is None:
        return spans
    for cells in calendar[list(CALENDAR_COLUMNS)].itertuples(index=False, name=None):
        service, *flags, first, last = (_text(cell) for cell in cells)
        own = spans.setdefault(service, [])
        start, end = _date(first), _date(last)
        if start is None or end is None or not set(flags) <= {"0", "1"}:
            found.unreadable += 1
            continue
        own.append(_Span(tuple(flag == "1" for flag in flags), start, end))
    return spans


def _exceptions(
    dates: pd.DataFrame | None, found: Services
) -> tuple[dict[str, set[dt.date]], dict[str, set[dt.date]]]:
    added: dict[str, set[dt.date]] = {}
    removed: dict[str, set[dt.date]] = {}
    if dates is None:
        return added, removed
    kinds = {_ADDED: added, _REMOVED: removed}
    for cells in dates[list(DATES_COLUMNS)].itertuples(index=False, name=None):
        service, date, kind = (_text(cell) for cell in cells)
        day = _date(date)
        if day is None or kind not in kinds:
            added.setdefault(service, set())
            found.unreadable += 1
            continue
        kinds[kind].setdefault(service, set()).add(day)
    return added, removed


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _date(text: str) -> dt.date | None:
    """Read YYYYMMDD; None where it is no date."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):  # noqa: PLR2004 - YYYYMMDD
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
