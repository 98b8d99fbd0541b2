"""Exclusion: how much of some rows lies in (or outside) ground where it should not."""

import math
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from analyses.counting import Counted
from analyses.measurement import Measurement
from analyses.plan_tables import Question
from analyses.quantities import converted
from analyses.screening.control_lines import conflicts
from analyses.screening.outcome_classes import OutcomeClass, RuleTable, Ruling, open_rules, rules_for
from analyses.screening.overlap_rows import FootprintOverlap
from analyses.screening.screened import row_rulings, without_shapes
from layers.layer import Layer
from layers.spec import POLYGONS
from layers.workspace import Workspace

from .asked import Asked, Exhibit, NoData
from .exhibits import column_titles
from .fetching import rows_that_count, vector

_PIECE_TITLES = {
    "footprint": "项目编号",
    "name": "项目",
    "line_id": "控制线编号",
    "line_name": "控制线名称",
    "area_m2": "面积（m²）",
    "sliver": "碎屑",
}
_OUTSIDE_TITLES = {name: _PIECE_TITLES[name] for name in ("footprint", "name", "area_m2", "sliver")}
_OPEN_REASON = "占用部分可能属于允许的有限人为活动或另有程序，须逐项认定后才能判定"
_ROW_TITLES = {
    "state": "是否计入",
    "overlap_m2": "占用（m²）",
    "share": "占比",
    "distance_m": "最近距离（m）",
    "outcome": "类别",
}
_POINT_RADIUS_M = 0.01  # so small a footprint knows no slivers: all of it is meant


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Measure the rows' ground inside the layer in the role `ground`, or count the rows that lie in it.

    Parameters of the question: `outside` (the ground outside it counts), `of`
    ("area" or "count"), `width_m` (working width of lines and points), `rules` (a
    rule table). With rules `low` is the ground that is barred and `high` all of it:
    a permitted activity is neither. Rows of which it is unknown whether they count
    are only in `high`. Rows without a shape may lie anywhere: for areas `high` is
    infinite then and `details["open_above"]` true.
    """
    split = rows_that_count(question, workspace)
    ground = vector(question, workspace, "ground")
    if not set(ground.frame.geom_type.dropna()) <= POLYGONS:
        raise NoData(f"图层“{ground.title}”不是面状图层，不能判定范围")
    outside = bool(question.parameters.get("outside", False))
    counts = question.parameters.get("of", "area") == "count"
    marked, nowhere = without_shapes(split.marked)
    if marked.frame.empty and nowhere:
        raise NoData(f"图层“{split.marked.title}”没有图形，不能与“{ground.title}”叠加")
    found = _Found(question, workspace, split, marked, ground, outside=outside, points=counts)
    states = split.marked.frame.set_index(split.marked.frame["id"].astype(str))["state"]
    open_rows = int((states.loc[list(nowhere)] != "不计").sum())
    measured = found.measured(counts=counts, nowhere=open_rows)
    exhibits = () if aside or found.overlap is None else found.exhibits()
    return Asked(measured=measured, used=(split.marked, ground), exhibits=exhibits)


def _ground_m2(rows: tuple[FootprintOverlap, ...]) -> float:
    return math.fsum(row.area_m2 for row in rows)


class _Found:
    """One exclusion, measured row by row."""

    def __init__(  # noqa: PLR0913 - all that the question names
        self,
        question: Question,
        workspace: Workspace,
        split: Counted,
        marked: Layer,
        ground: Layer,
        *,
        outside: bool,
        points: bool,
    ) -> None:
        self.question, self.split, self.ground, self.outside = question, split, ground, outside
        self.marked = _widened_points(marked) if points else marked
        self.rules = _rules(question, workspace)
        self.overlap: Measurement | None = None
        self.rows: tuple[FootprintOverlap, ...] = ()
        if not marked.frame.empty:
            self.overlap = conflicts(
                self.marked, ground, width_m=_width_m(question, self.marked), outside=outside
            )
            self.rows = self.overlap.details["footprints"]  # type: ignore[assignment] # Mapping of objects
        self.rulings = _rulings(self.rules, self.rows, self.marked, workspace)

    def amounts(self, *, counts: bool) -> list[float]:
        """Give each row's amount: its ground in m², or 1 where it has any; 0 where rules leave it free."""
        areas = [row.outside_m2 if self.outside else row.overlap_m2 for row in self.rows]
        amounts = [float(area > 0) for area in areas] if counts else areas
        return [
            0.0 if ruling is not None and ruling.outcome is OutcomeClass.FREE else amount
            for amount, ruling in zip(amounts, self.rulings, strict=True)
        ]

    def measured(self, *, counts: bool, nowhere: int) -> Measurement:
        """Sum up: the rows that count, and the interval that the rules and unknown rows leave."""
        rows = list(zip(self.amounts(counts=counts), self.marked.frame["state"], self.rulings, strict=True))
        value = math.fsum(amount for amount, state, _ in rows if state == "计入")
        high = math.fsum(amount for amount, state, _ in rows if state != "不计")
        low = math.fsum(
            amount
            for amount, state, ruling in rows
            if state == "计入" and (ruling is None or ruling.outcome is OutcomeClass.BARRED)
        )
        where = "以外" if self.outside else "以内"
        given = "count" if counts else "m2"
        into = self.question.unit
        base = self.overlap
        return Measurement(
            value=converted(value, given, into),
            unit=into,
            method="footprints cut by the subdivided line; ellipsoidal area" if base is None else base.method,
            definition=f"“{self.marked.title}”位于“{self.ground.title}”{where}的"
            + ("数量" if counts else "面积（逐项相加；碎屑另列）"),
            evidence=gpd.GeoDataFrame(geometry=[], crs=self.ground.frame.crs)
            if base is None
            else base.evidence,
            numerator=converted(value, given, into),
            denominator=float(len(self.rows)) if counts else converted(_ground_m2(self.rows), "m2", into),
            quantity_unit=into,
            low=converted(low, given, into),
            high=self._high(high, nowhere, counts=counts),
            parameters=dict(self.question.parameters),
            details={
                **({} if base is None else base.details),
                "rows_without_shape": nowhere,
                "open_above": bool(nowhere) and not counts,
                **({"open_reason": _OPEN_REASON} if self.rules is not None and low < value else {}),
            },
            warnings=(*self._warnings(nowhere), *(() if base is None else base.warnings)),
        )

    def _high(self, known: float, nowhere: int, *, counts: bool) -> float:
        """Leave the end open where rows have no shape: each may lie in the ground with all it has."""
        if counts:
            return converted(known + nowhere, "count", self.question.unit)
        return math.inf if nowhere else converted(known, "m2", self.question.unit)

    def exhibits(self) -> tuple[Exhibit, ...]:
        """Show the pieces, and every row with its figures; both are cut from rows and ground."""
        if self.overlap is None:
            return ()
        titles = _OUTSIDE_TITLES if self.outside else _PIECE_TITLES
        pieces = self.overlap.details["outside"] if self.outside else self.overlap.evidence
        if not isinstance(pieces, gpd.GeoDataFrame):
            raise TypeError("conflicts gives its pieces as a frame")
        where = "以外" if self.outside else "重叠"
        return (
            Exhibit(
                role="overlaps",
                name="outside" if self.outside else "overlaps",
                title=f"与“{self.ground.title}”{where}",
                frame=pieces[[*titles, pieces.geometry.name]],
                titles=titles,
                cut_from=(self.marked, self.ground),
            ),
            self._row_exhibit(),
        )

    def _row_exhibit(self) -> Exhibit:
        layer = self.split.marked
        kept = self.marked.frame["id"].astype(str)
        table = pd.DataFrame(
            {
                "overlap_m2": self.amounts(counts=False),
                "share": [row.share for row in self.rows],
                "distance_m": [row.distance_m for row in self.rows],
                "outcome": ["" if one is None else one.title for one in self.rulings],
            },
            index=kept,
        )
        frame = layer.frame.join(table, on=layer.frame["id"].astype(str).rename("key"))
        titles = {**column_titles(layer), **_ROW_TITLES}
        if self.rules is None:
            titles.pop("outcome")
        return Exhibit(
            role="facilities",
            name=layer.name,
            title=layer.title,
            frame=frame[[*dict.fromkeys(titles), frame.geometry.name]],
            titles=titles,
            cut_from=(layer, self.ground),
        )

    def _warnings(self, nowhere: int) -> tuple[str, ...]:
        found = []
        if nowhere:
            found.append(f"{nowhere} 条“{self.marked.title}”记录没有图形，未能与“{self.ground.title}”叠加")
        if self.rules is not None:
            classes = [
                one.title for one in self.rulings if one is not None and one.outcome != OutcomeClass.FREE
            ]
            told = "、".join(f"{title} {classes.count(title)} 项" for title in sorted(set(classes)))
            found.append(f"按{self.rules.title}（{self.rules.version}）：{told or '均不涉及'}")
        return tuple(found)


def _rules(question: Question, workspace: Workspace) -> RuleTable | None:
    name = question.parameters.get("rules")
    if name is None:
        return None
    text = str(name)
    return open_rules(workspace.folder / Path(text)) if text.endswith(".toml") else rules_for(text)


def _rulings(
    rules: RuleTable | None, rows: tuple[FootprintOverlap, ...], marked: Layer, workspace: Workspace
) -> tuple[Ruling | None, ...]:
    if rules is None:
        return tuple(None for _ in marked.frame.index)
    return row_rulings(rules, rows, marked, as_of=workspace.as_of)


def _width_m(question: Question, layer: Layer) -> float | None:
    width = question.parameters.get("width_m")
    thin = ~layer.frame.geom_type.isin(POLYGONS)
    if width is None and thin.any() and not {"width_m", "作业宽度"} & set(layer.frame.columns):
        raise NoData(f"图层“{layer.title}”有点或线，未给出作业宽度（width_m）")
    return None if width is None else float(str(width))


def _widened_points(layer: Layer) -> Layer:
    """Give points a small disc, so that they can be counted inside; it is never told as an area."""
    points = layer.frame.geom_type == "Point"
    if not points.any():
        return layer
    shapes = layer.frame.geometry.copy()
    shapes[points] = gpd.GeoSeries(
        shapely.buffer(shapes[points].to_numpy(), _POINT_RADIUS_M), index=shapes[points].index, crs=shapes.crs
    )
    return replace(layer, frame=layer.frame.set_geometry(shapes))
