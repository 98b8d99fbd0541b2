"""The way of one file through the door: columns, rows, shapes, system, identifiers, each checked in turn."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from gis import tables
from gis.crs import (
    check_coordinates,
    crs_name,
    geographic_bounds,
    is_metric,
    is_true_to_scale,
    parse_crs,
    require_safe_operation,
    require_within,
)
from gis.errors import CrsError, GeometryError, InputError
from gis.features import RawFeatures
from gis.geometry import REPAIR_METHOD, null_rows, repair
from gis.measure import ellipsoidal_area_m2
from gis.paths import followed_links, members, sha256_of
from gis.plane import local_plane, to_plane
from gis.reading import read_features

from .columns import take_columns
from .frames import SHIFTED_SYSTEMS, undo_shift
from .layer import Layer, Origin, RowAccount
from .ledger import Ledger
from .merging import merge_rows
from .spec import POLYGONS, LayerSpec
from .statement import Statement

_MAX_MOVED_SHARE = 0.001  # RELIABILITY 2: more than 0.1 % of a layer's area moved by repair is refused
_OVERLAP_M2 = 0.01  # less is the rounding of shared borders
_OVERLAP_SHARE = 1e-9
_LARGEST_EXACT = 2.0**53  # whole numbers beyond are not told apart in a double
_UNDEFINED = "undefined"  # a GeoPackage names its missing systems so
_SHAPE_FAMILIES = {
    "MultiPoint": "Point",
    "MultiLineString": "LineString",
    "LinearRing": "LineString",
    "MultiPolygon": "Polygon",
}


def open_features(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """Read a file, check what was read and bring it to its place; refuse what cannot be taken."""
    raw = read_features(path, statement.request())
    return _Passage(path, spec, statement).layer(raw, to)


class _Passage:
    """One file on its way through the door, with the book that is kept of it."""

    def __init__(self, path: Path, spec: LayerSpec, statement: Statement) -> None:
        self.path, self.spec, self.statement = path, spec, statement
        self.book = Ledger(path, spec, statement)
        self.repaired = 0
        self.members: gpd.GeoSeries | None = None

    def layer(self, raw: RawFeatures, to: pyproj.CRS | None) -> Layer:
        if raw.read == 0:
            raise InputError(
                f"{self.path.name}: the layer is empty; export it again with its rows", code="H010"
            )
        self.tell_reading(raw)
        crs, crs_by = self.source_crs(raw)
        frame = self.with_columns(raw.frame)
        frame = self.wanted(frame, raw)
        frame = self.with_shapes(frame).set_crs(crs, allow_override=True)
        self.check_shapes(frame)
        check_coordinates(tuple(frame.total_bounds), crs, self.path.name)
        frame = self.unshifted(frame)
        frame = self.mended(frame)
        frame, used = self.brought(frame, to)
        self.tell_overlaps(frame)
        frame = self.merged(frame)
        frame = self.with_ids(frame)
        return Layer(
            name=self.spec.name,
            title=self.spec.title,
            frame=frame,
            spec=self.spec,
            origin=self.origin(raw, crs, crs_by, used),
            rows=RowAccount(
                read=raw.read, used=len(frame), repaired=self.repaired, skipped=self.book.skipped
            ),
            alarms=tuple(self.book.alarms),
            members=self.members,
        )

    def tell_reading(self, raw: RawFeatures) -> None:
        for target in followed_links(self.path):
            self.book.alarm("H082", to=str(target))
        if raw.cut_rows:
            self.book.alarm("H042", rows=raw.cut_rows, count=len(raw.cut_rows))
        by = raw.encoding_by or ""
        if "trial" in by and (raw.encoding != "utf-8" or "though" in by):
            self.book.alarm("H040", encoding=raw.encoding, by=by)
        for finding in raw.findings:
            self.book.tell(finding.code, finding.values, rows=finding.rows, area_m2=finding.area_m2)
        self.book.skipped.update(raw.left_out)

    def source_crs(self, raw: RawFeatures) -> tuple[pyproj.CRS, str]:
        if self.statement.crs is not None:
            crs, crs_by = parse_crs(self.statement.crs, self.path.name), "stated"
        elif raw.crs is None or raw.crs.name.lower().startswith(_UNDEFINED):
            reason = raw.crs_by if raw.crs is None and raw.crs_by.startswith("its") else "no CRS in the file"
            raise CrsError(f"{self.path.name}: {reason}; state it with --crs EPSG:… or `crs =`")
        else:
            crs, crs_by = raw.crs, raw.crs_by
        return crs, crs_by

    def with_columns(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        taken = take_columns(
            frame, self.spec, fields=self.statement.fields, assume=self.statement.assume, what=self.path.name
        )
        for finding in taken.findings:
            self.book.tell(finding.code, finding.values, rows=finding.rows)
        return taken.frame

    def wanted(self, frame: gpd.GeoDataFrame, raw: RawFeatures) -> gpd.GeoDataFrame:
        """Keep the rows that the user (or the timetable) means; columns answer to both their names."""
        for column, values in self.statement.where.items():
            source = frame if column in frame else raw.frame
            tables.require_column(source.columns, column, self.path.name)
            keep = _as_text(source.loc[frame.index, column]).isin(values).to_numpy(dtype=bool)
            frame = self.book.skip(frame, ~keep, f"where {column} is not {'/'.join(values)}")
        if raw.format != "GTFS":
            return frame
        frame = self.book.skip(
            frame, ~frame["boarding"].to_numpy(dtype=bool), "station or entrance, not a stop"
        )
        idle = ~frame["served"].to_numpy(dtype=bool)
        if idle.any():
            self.book.alarm("H062", rows=tuple(int(row) for row in frame.index[idle]), count=int(idle.sum()))
        return self.book.skip(frame, idle, "no trip calls here").drop(columns=["boarding", "served"])

    def with_shapes(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        broken = null_rows(frame)
        if self.spec.bounds and broken.any() and (frame.geom_type[~broken].isin(POLYGONS)).any():
            rows = [int(row) for row in frame.index[broken]]
            raise GeometryError(
                f"{self.path.name} (rows {tables.listed(rows)}): no usable geometry, and the layer bounds "
                "other figures; mend or delete these rows",
                code="H030",
            )
        frame = self.book.skip_broken(frame, broken, "no usable geometry", "没有可用的图形")
        self.require_rows(frame)
        return frame

    def require_rows(self, frame: gpd.GeoDataFrame) -> None:
        if frame.empty:
            reasons = "; ".join(f"{reason}: {count}" for reason, count in self.book.skipped.items())
            raise InputError(
                f"{self.path.name}: no usable row is left ({reasons}); mend the rows", code="H013"
            )

    def check_shapes(self, frame: gpd.GeoDataFrame) -> None:
        kinds = set(frame.geom_type.unique())
        wanted = self.spec.geometry
        families = {_SHAPE_FAMILIES.get(kind, kind) for kind in kinds}
        wanted_families = {_SHAPE_FAMILIES.get(kind, kind) for kind in wanted}
        if not families <= wanted_families or len(families) > 1:
            raise GeometryError(
                f"{self.path.name}: holds {', '.join(sorted(kinds))}; {self.spec.title} needs "
                f"{' or '.join(sorted(wanted_families))}, one kind a layer",
                code="H011",
            )

    def unshifted(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        system = self.statement.coordinates
        if system not in SHIFTED_SYSTEMS:
            return frame
        shift = undo_shift(frame, str(system))
        title = SHIFTED_SYSTEMS[system]
        if shift.outside_china:
            self.book.alarm("H025", rows=shift.outside_china, count=len(shift.outside_china), system=title)
        self.book.alarm("H024", system=title, moved_m=shift.mean_m)
        return shift.frame

    def mended(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if frame.geometry.has_z.any():
            frame = frame.set_geometry(frame.geometry.force_2d())
            self.book.alarm("H035")
        if (frame.geom_type == "MultiPoint").any():
            frame = self._single_points(frame)
        done = repair(frame.geometry)
        if not len(done.repaired):
            return frame
        rows = tuple(int(row) for row in frame.index[done.repaired])
        if done.moved_share > _MAX_MOVED_SHARE and "H032" not in self.statement.accept:
            raise GeometryError(
                f"{self.path.name} (rows {tables.listed(rows)}): repair of {len(rows)} invalid shapes moves "
                f"{done.moved_share:.2%} of the area; repair them in a GIS (a district can accept H032)",
                code="H032",
            )
        after = ellipsoidal_area_m2(done.shapes.iloc[done.repaired]).sum()
        values = {"count": len(rows), "method": REPAIR_METHOD, "moved": done.moved_share}
        self.book.tell("H031", values, rows=rows, area_m2=float(after), accepted_as="H032")
        frame = frame.set_geometry(done.shapes)
        collapsed = frame.geometry.is_empty.to_numpy()
        self.repaired = len(rows) - int(collapsed.sum())
        frame = self.book.skip_broken(
            frame, collapsed, "nothing left after repair", "修复后退化，没有剩余图形"
        )
        self.require_rows(frame)
        return frame

    def _single_points(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if (shapely.get_num_geometries(frame.geometry.to_numpy()) > 1).any():
            raise GeometryError(
                f"{self.path.name}: holds multipoints; split them into one point a row", code="H011"
            )
        return frame.set_geometry(frame.geometry.explode(index_parts=False))

    def brought(self, frame: gpd.GeoDataFrame, to: pyproj.CRS | None) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
        source = frame.crs
        target = to
        if target is None:
            usable = is_metric(source) and is_true_to_scale(tuple(frame.total_bounds), source)
            target = source if usable else local_plane(frame.geometry)
        if not is_metric(target):
            raise CrsError(
                f"{crs_name(target)} is not measured in metres; choose a projected CRS such as EPSG:4546"
            )
        if require_safe_operation(source, target, self.path.name):
            self.book.alarm("H023", source=crs_name(source), target=crs_name(target))
        require_within(geographic_bounds(frame), target, self.path.name)
        frame = frame.set_geometry(to_plane(frame.geometry, target))
        if null_rows(frame).any():
            raise CrsError(
                f"{self.path.name}: some positions cannot be brought to {crs_name(target)}; "
                "check the file's CRS and its far-off rows",
                code="H021",
            )
        return frame, target

    def tell_overlaps(self, frame: gpd.GeoDataFrame) -> None:
        """Measure the ground under several polygons: every figure counts it once."""
        if not frame.geom_type.isin(POLYGONS).any():
            return
        shapes = frame.geometry.to_numpy()
        whole = float(shapely.area(shapely.union_all(shapes)))
        overlap_m2 = float(shapely.area(shapes).sum()) - whole
        if overlap_m2 > max(_OVERLAP_M2, _OVERLAP_SHARE * whole):
            self.book.tell("H034", {"overlap_m2": overlap_m2}, area_m2=overlap_m2)

    def merged(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rule = self.statement.merge
        if rule is None:
            return frame
        tables.require_column(frame.columns, rule.by, self.path.name)
        if not (frame.geom_type == "Point").all():
            raise GeometryError(
                f"{self.path.name}: only points are merged by {rule.by}; take `merge` out", code="H011"
            )
        merged = merge_rows(frame, rule)
        self.members = merged.members
        known = self.spec.field(rule.by)
        by_zh = known.title if known is not None else rule.by
        values = {"before": len(frame), "distinct": merged.distinct, "after": len(merged.members)}
        frame = self.book.skip(frame, ~merged.keep, f"same {rule.by} within {rule.within_m:g} m, merged")
        self.book.tell("H051", values | {"by": rule.by, "by_zh": by_zh, "within_m": rule.within_m})
        return frame.assign(merged_rows=merged.counts)

    def with_ids(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rows = frame.index.astype(str)
        if "id" not in frame:
            return frame.assign(id=rows)
        ids = _as_text(frame["id"])
        repeated = ids.duplicated(keep=False) | (ids == "")
        if repeated.any():
            where = tuple(int(row) for row in frame.index[repeated])
            self.book.alarm("H052", rows=where, count=len(where))
            mark = "#"
            while (ids[repeated] + mark + rows[repeated]).isin(ids[~repeated]).any():
                mark += "#"  # a made identifier must not meet another row's own
            ids = ids.where(~repeated, ids + mark + rows)
        return frame.assign(id=ids)

    def origin(self, raw: RawFeatures, crs: pyproj.CRS, crs_by: str, used: pyproj.CRS) -> Origin:
        return Origin(
            file=self.path.name,
            sha256=sha256_of(members(self.path)),
            layer=raw.layer,
            format=raw.format,
            crs_read=crs_name(crs),
            crs_read_by=crs_by,
            crs_used=crs_name(used),
            encoding=raw.encoding,
            encoding_by=raw.encoding_by,
            coordinates=self.statement.coordinates or "as the CRS says",
            source=self.statement.source,
            licence=self.statement.licence,
            notes=self.statement.notes,
        )


def _as_text(column: pd.Series) -> pd.Series:
    """Give values as text, missing ones as ""; whole numbers that a table keeps as floats lose their ".0"."""
    if pd.api.types.is_float_dtype(column) and (column.dropna().abs() < _LARGEST_EXACT).all():
        whole = (column.dropna() % 1 == 0).all()
        column = column.astype("Int64") if whole else column
    return column.astype("string").fillna("")
