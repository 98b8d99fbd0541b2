"""One figure with its evidence, out of one computation; it knows no target."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from layers.alarms import Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One unit's part: `value = numerator / denominator` (nan where there is nothing to serve)."""

    name: str
    value: float
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurement:
    """
    A measured value with everything needed to defend it.

    `value` is in `unit` ("share" is 0 to 1, never per cent); `numerator` and
    `denominator` are in `quantity_unit` ("m2", "people", "count", "m"). `low`
    and `high` bound the value where the layer leaves something open. `evidence`
    holds the shapes that the figure was read from, in a metric CRS. `warnings`
    (in Chinese) and `alarms` belong beside the figure wherever it is shown.
    """

    value: float
    unit: str
    method: str
    definition: str
    evidence: gpd.GeoDataFrame
    numerator: float | None = None
    denominator: float | None = None
    quantity_unit: str | None = None
    low: float | None = None
    high: float | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
