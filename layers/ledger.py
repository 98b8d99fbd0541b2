"""The book that is kept of one file at the door: alarms told, rows left out, shapes repaired."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np

from gis.errors import InputError
from gis.findings import Finding

from .alarms import Alarm
from .spec import LayerSpec
from .statement import Statement

_MOST_ROWS_NAMED = 1000


class Ledger:
    """Gathers the alarms of one layer and the rows skipped, by reason."""

    def __init__(self, path: Path, spec: LayerSpec, statement: Statement) -> None:
        self.path, self.spec, self.statement = path, spec, statement
        self.accepted = frozenset(statement.accept)
        self.alarms: list[Alarm] = []
        self.skipped: dict[str, int] = {}
        self.repaired = 0
        self.placeless: set[int] = set()

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def alarm(self, code: str, *, rows: tuple[int, ...] = (), **values: object) -> None:
        """Tell a finding whose sentence is filled by `values`."""
        self.tell(code, values, rows=rows)

    def tell(
        self,
        code: str,
        values: Mapping[str, object],
        *,
        rows: tuple[int, ...] = (),
        area_m2: float | None = None,
        accepted_as: str | None = None,
    ) -> None:
        """Tell a finding; it counts as accepted if its code, or the refusal it stands for, was."""
        self.alarms.append(
            Alarm(
                code=code,
                layer=self.spec.name,
                file=self.path.name,
                values=values,
                rows=rows[:_MOST_ROWS_NAMED],
                area_m2=area_m2,
                accepted=code in self.accepted or accepted_as in self.accepted,
            )
        )

    def tell_all(self, findings: Iterable[Finding]) -> None:
        """Tell findings as they are."""
        for finding in findings:
            self.tell(finding.code, finding.values, rows=finding.rows, area_m2=finding.area_m2)

    def skip(self, frame: gpd.GeoDataFrame, drop: np.ndarray, reason: str) -> gpd.GeoDataFrame:
        """Leave rows out, counted by reason."""
        count = int(drop.sum())
        if not count:
            return frame
        self.skipped[reason] = self.skipped.get(reason, 0) + count
        return frame[~drop]

    def skip_broken(
        self, frame: gpd.GeoDataFrame, drop: np.ndarray, reason: str, reason_zh: str
    ) -> gpd.GeoDataFrame:
        """
        Leave out rows that nobody asked to leave out: they are named in an alarm.

        In a layer that may do without places they stay, as rows that lie nowhere.
        """
        rows = tuple(int(row) for row in frame.index[drop])
        if rows and self.spec.register_too:
            self.alarm("H276", rows=rows, count=len(rows))
            self.placeless.update(rows)
            return frame[~drop]
        if rows:
            self.alarm("H033", rows=rows, count=len(rows), reason=reason, reason_zh=reason_zh)
        return self.skip(frame, drop, reason)

    def require_rows(self, frame: gpd.GeoDataFrame) -> None:
        """Refuse a layer of which nothing is left, with the reasons."""
        if frame.empty:
            reasons = "; ".join(f"{reason}: {count}" for reason, count in self.skipped.items())
            raise InputError(f"{self.name}: no usable row is left ({reasons}); mend the rows", code="H013")


def rows_of(frame: gpd.GeoDataFrame, marked: np.ndarray) -> tuple[int, ...]:
    """Give the row numbers of marked rows (a mask, or places)."""
    return tuple(int(row) for row in frame.index[marked])
