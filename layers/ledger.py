"""The book that is kept of one file at the door: alarms told, rows left out, shapes repaired."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np

from .alarms import Alarm
from .spec import LayerSpec
from .statement import Statement

_MOST_ROWS_NAMED = 1000


class Ledger:
    """Gathers the alarms of one layer and the rows skipped, by reason."""

    def __init__(self, path: Path, spec: LayerSpec, statement: Statement) -> None:
        self.path, self.spec, self.accepted = path, spec, frozenset(statement.accept)
        self.alarms: list[Alarm] = []
        self.skipped: dict[str, int] = {}

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
        """Leave out rows that nobody asked to leave out: they are named in an alarm."""
        if drop.any():
            rows = tuple(int(row) for row in frame.index[drop])
            self.alarm("H033", rows=rows, count=len(rows), reason=reason, reason_zh=reason_zh)
        return self.skip(frame, drop, reason)
