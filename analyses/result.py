"""The result of an assessment: rows, evidence, alarms, record; every output draws from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import geopandas as gpd
from pydantic import BaseModel, ConfigDict

from layers.alarms import Alarm

from .outcome import OUTCOME_TITLES


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LayerUse(_Value):
    """Which file stood behind a figure, and how it was read; a raster has no rows."""

    name: str
    title: str
    file: str
    sha256: str
    rows: int | None
    crs_read: str
    crs_used: str
    coordinates: str = "as the CRS says"
    source: str | None = None
    licence: str | None = None


class Bound(_Value):
    """What the plan demands: `sense` is at_least, at_most or equals."""

    sense: str
    value: float


class PartValue(_Value):
    """One of several numbers that a target asks for."""

    name: str
    value: float | None
    unit: str
    bound: Bound | None
    outcome: str
    display: str = ""
    bound_display: str = ""
    reason: str | None = None
    definition: str | None = None
    method: str | None = None
    numerator: float | None = None
    denominator: float | None = None
    quantity_unit: str | None = None
    low: float | None = None
    high: float | None = None
    reported: float | None = None
    year: int | None = None
    strength: str | None = None


class Sensitivity(_Value):
    """
    The figure's range when one thing is taken otherwise (DOMAIN D8).

    `error`: an error of data or measurement, not another definition; `critical`:
    the bound lies inside the range, so that the verdict is 临界.
    """

    name: str
    title: str
    low: float
    high: float
    display: str
    error: bool
    critical: bool


class Reading(_Value):
    """What the wording gives if read this way; `outcome` is empty where it cannot be judged."""

    name: str
    title: str
    value: float | None
    unit: str
    display: str
    bound: Bound | None = None
    outcome: str | None = None


class Sibling(_Value):
    """The same question under another definition; one that is only shown has no outcome."""

    definition: str
    value: float | None
    display: str
    outcome: str | None


class Decision(_Value):
    """Who decided what the plan leaves open."""

    reading: str
    decided_by: str
    document: str | None = None
    date: str | None = None


class Report(_Value):
    """A value that somebody filled in, not measured: how it was stated and where it is written."""

    value: float
    display: str
    date: str | None = None
    document: str | None = None
    person: str | None = None
    note: str | None = None
    place: str = ""


class Distance(_Value):
    """How far the value stands from its bound; negative falls short. Absent where it has no meaning."""

    share: float | None = None
    km2: float | None = None
    people: float | None = None
    text: str = ""


class UnitShare(_Value):
    """The figure of one unit (a district, a township): numerator and denominator in the row's unit."""

    name: str
    value: float | None
    numerator: float
    denominator: float
    display: str


class ResultRow(_Value):
    """
    One target, measured and judged (DOMAIN D10).

    `value` is unrounded, `display` is what people read. `evidence` maps a role
    (zone, covered, gaps, facilities, units) to the name of an evidence layer.
    """

    target_id: str
    title: str
    theme: str
    clause: str
    quote: str
    kind: str
    scope: str | None
    scope_note: str | None = None
    layers: tuple[LayerUse, ...] = ()
    method: str | None = None
    parameters: Mapping[str, object] = {}
    definition: str | None = None
    numerator: float | None = None
    denominator: float | None = None
    quantity_unit: str | None = None
    unit: str | None = None
    value: float | None = None
    display: str = ""
    bound: Bound | None = None
    bound_display: str = ""
    strength: str
    year: int | None = None
    outcome: str
    reason: str | None = None
    low: float | None = None
    high: float | None = None
    robust: bool | None = None
    robust_text: str = ""
    distance: Distance | None = None
    reported: float | None = None
    report: Report | None = None
    previous: float | None = None
    change: float | None = None
    sensitivity: tuple[Sensitivity, ...] = ()
    parts: tuple[PartValue, ...] = ()
    readings: tuple[Reading, ...] = ()
    decision: Decision | None = None
    siblings: tuple[Sibling, ...] = ()
    by: tuple[UnitShare, ...] = ()
    departments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    evidence: Mapping[str, str] = {}
    as_of: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvidenceLayer:
    """
    Shapes behind one or more rows, in the district's metric CRS.

    `role` is one of zone, covered, gaps, facilities, units. `titles` gives the
    Chinese head of each column that people may see; others stay in the GeoPackage.
    """

    name: str
    title: str
    role: str
    frame: gpd.GeoDataFrame
    titles: Mapping[str, str]
    source: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """
    Everything that an assessment found.

    `record` is the run record: versions, inputs with hashes and row accounts,
    parameters. `notes` are sentences that stand on every output (synthetic
    data, stand-in scopes). `projects` are the plan's named projects, each with
    its screening against the control lines at hand, or why there is none.
    """

    district: str
    code: str
    crs: str
    plan: str
    plan_title: str
    as_of: str
    version: str
    rows: tuple[ResultRow, ...]
    evidence: Mapping[str, EvidenceLayer]
    alarms: tuple[Alarm, ...]
    record: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    projects: tuple[Mapping[str, object], ...] = ()

    def _repr_html_(self) -> str:
        """Show the table of rows in a notebook; every text is escaped."""
        cells = "".join(_html_row(row) for row in self.rows)
        head = "<tr><th>编号</th><th>目标</th><th>结论</th><th>数值</th><th>要求</th><th>口径</th></tr>"
        title = escape(f"{self.district} · {self.plan_title} · {self.as_of}")
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<div><h4>{title}</h4><table>{head}{cells}</table>{notes}</div>"


def _html_row(row: ResultRow) -> str:
    texts = (
        row.target_id,
        row.title,
        OUTCOME_TITLES[row.outcome],
        row.display,
        row.bound_display,
        row.definition or row.reason or "",
    )
    return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"
