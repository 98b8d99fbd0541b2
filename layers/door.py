"""The door: a file comes in, a checked layer or a one-line refusal comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gis import gtfs, tables, vector
from gis.clusters import central_members, same_name_clusters
from gis.crs import check_coordinates, crs_name, is_metric, parse_crs, require_safe_operation
from gis.errors import CrsError, GeometryError, InputError
from gis.geometry import REPAIR_METHOD, repair
from gis.measure import ellipsoidal_area_m2
from gis.paths import local_file, members, sha256_of
from gis.plane import local_plane, to_plane
from gis.tables import ListColumns

from .alarms import Alarm
from .catalogue import anonymous
from .columns import take_columns
from .frames import COORDINATE_SYSTEMS, undo_shift
from .layer import Layer, Origin, RasterLayer, RowAccount
from .raster_door import RASTER_SUFFIXES, read_raster_layer
from .spec import LayerSpec

_MOST_ROWS_NAMED = 1000
_MAX_MOVED_SHARE = 0.001  # RELIABILITY 2: more than 0.1 % of a layer's area moved by repair is refused
_SHAPE_FAMILIES = {
    "MultiPoint": "Point",
    "MultiLineString": "LineString",
    "LinearRing": "LineString",
    "MultiPolygon": "Polygon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Rows of one name within a distance are one facility."""

    by: str = "name"
    within_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the user says of a file, in district.toml or on the command line."""

    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    coordinates: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    lists: ListColumns | None = None
    merge: Merge | None = None
    accept: tuple[str, ...] = ()
    legend: str | None = None
    source: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()


def read_layer(  # noqa: PLR0913 - the public signature of DESIGN 6
    path: str | Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    coordinates: str | None = None,
    legend: str | Path | None = None,
    to: str | pyproj.CRS | Layer | None = None,
) -> Layer | RasterLayer:
    """
    Open one file at the door.

    Parameters
    ----------
    path
        Shapefile, GeoPackage, GeoJSON, GeoParquet, CSV with coordinates, GTFS
        zip (its stops) or GeoTIFF.
    layer
        Which layer, where the file holds several.
    crs
        States the CRS and overrides the file's own.
    encoding
        States the encoding of text; found by strict trial otherwise.
    coordinates
        `cgcs2000`, `wgs84`, `gcj02` or `bd09`: the offset of Chinese web maps is undone.
    legend
        Table `value,code,name` of a class raster.
    to
        CRS, or layer, to be brought to. Without it metric files keep their CRS
        and others get a local equal-area plane.

    Returns
    -------
    Layer or RasterLayer
        Rasters keep their own CRS: zones are brought to them.

    Raises
    ------
    ToolkitError
        One line with the file, the fault and the mend.
    """
    statement = Statement(
        layer=layer,
        crs=crs,
        encoding=encoding,
        coordinates=coordinates,
        legend=None if legend is None else str(legend),
    )
    return open_layer(path, statement, to=to)


def open_layer(
    path: str | Path,
    statement: Statement,
    *,
    spec: LayerSpec | None = None,
    to: str | pyproj.CRS | Layer | None = None,
) -> Layer | RasterLayer:
    """Open a file under what the user stated of it, for a place in the catalogue (or for itself)."""
    if statement.coordinates is not None and statement.coordinates not in COORDINATE_SYSTEMS:
        known = ", ".join(COORDINATE_SYSTEMS)
        raise CrsError(f"{path}: coordinates '{statement.coordinates}' are not known; use one of {known}")
    found = local_file(path)
    spec = spec or anonymous(found.stem)
    if found.suffix.lower() in RASTER_SUFFIXES:
        return read_raster_layer(
            found, spec, crs=statement.crs, legend=statement.legend, origin=_sources(statement)
        )
    return _Passage(found, spec, statement).layer(to)


def read_unplaced(path: str | Path, statement: Statement) -> vector.RawFeatures:
    """Read a file as it is, without placing it on earth: only to describe it."""
    return _read(local_file(path), statement)


def _sources(statement: Statement) -> dict[str, str | None]:
    return {"source": statement.source, "licence": statement.licence}


def _read(path: Path, statement: Statement) -> vector.RawFeatures:
    suffix = path.suffix.lower()
    if suffix in tables.TABLE_SUFFIXES:
        return tables.read_table(path, encoding=statement.encoding, lists=statement.lists)
    if suffix in vector.VECTOR_SUFFIXES:
        return vector.read_vector(path, layer=statement.layer, encoding=statement.encoding)
    if gtfs.is_gtfs(path):
        return gtfs.read_gtfs_stops(path)
    raise InputError(
        f"{path.name}: format '{suffix or 'without suffix'}' is not taken; "
        "convert it to GeoPackage, Shapefile, GeoJSON, GeoParquet, CSV or GeoTIFF",
        code="H004",
    )


class _Passage:
    """One file on its way through the door; gathers alarms and skipped rows as it goes."""

    def __init__(self, path: Path, spec: LayerSpec, statement: Statement) -> None:
        self.path, self.spec, self.statement = path, spec, statement
        self.alarms: list[Alarm] = []
        self.skipped: dict[str, int] = {}
        self.repaired = 0
        self.notes = list(statement.notes)

    def layer(self, to: str | pyproj.CRS | Layer | None) -> Layer:
        raw = _read(self.path, self.statement)
        if raw.read == 0:
            raise InputError(
                f"{self.path.name}: the layer is empty; export it again with its rows", code="H010"
            )
        if raw.cut_rows:
            self.alarm("H042", rows=raw.cut_rows, count=len(raw.cut_rows))
        if raw.encoding_by and "trial" in raw.encoding_by and raw.encoding != "utf-8":
            self.alarm("H040", encoding=raw.encoding, by=raw.encoding_by)
        crs, crs_by = self.source_crs(raw)
        frame = self.with_columns(raw.frame)
        frame = self.without_skipped(frame)
        frame = frame.set_crs(crs, allow_override=True)
        self.check_shapes(frame)
        check_coordinates(tuple(frame.total_bounds), crs, self.path.name)
        frame = self.unshifted(frame)
        frame = self.mended(frame)
        frame, used = self.brought(frame, to)
        frame = self.merged(frame)
        frame = self.with_ids(frame)
        return Layer(
            name=self.spec.name,
            title=self.spec.title,
            frame=frame,
            spec=self.spec,
            origin=self.origin(raw, crs, crs_by, used),
            rows=RowAccount(read=raw.read, used=len(frame), repaired=self.repaired, skipped=self.skipped),
            alarms=tuple(self.alarms),
        )

    def alarm(
        self, code: str, *, rows: tuple[int, ...] = (), area_m2: float | None = None, **values: object
    ) -> None:
        self.tell(code, values, rows=rows, area_m2=area_m2)

    def tell(
        self,
        code: str,
        values: Mapping[str, object],
        *,
        rows: tuple[int, ...] = (),
        area_m2: float | None = None,
    ) -> None:
        self.alarms.append(
            Alarm(
                code=code,
                layer=self.spec.name,
                file=self.path.name,
                values=values,
                rows=rows[:_MOST_ROWS_NAMED],
                area_m2=area_m2,
                accepted=code in self.statement.accept,
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

    def source_crs(self, raw: vector.RawFeatures) -> tuple[pyproj.CRS, str]:
        if self.statement.crs is not None:
            return parse_crs(self.statement.crs, self.path.name), "stated"
        if raw.crs is None:
            raise CrsError(f"{self.path.name}: no CRS in the file; state it with --crs EPSG:… or `crs =`")
        return raw.crs, raw.crs_by

    def with_columns(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        taken = take_columns(
            frame, self.spec, fields=self.statement.fields, assume=self.statement.assume, what=self.path.name
        )
        for finding in taken.findings:
            self.tell(finding.code, finding.values, rows=finding.rows)
        return taken.frame

    def without_skipped(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        for column, wanted in self.statement.where.items():
            tables.require_column(frame.columns, column, self.path.name)
            keep = frame[column].astype("string").isin(wanted).fillna(value=False).to_numpy(dtype=bool)
            frame = self.skip(frame, ~keep, f"where {column} is not {'/'.join(wanted)}")
        if "boarding" in frame and "served" in frame:  # GTFS
            frame = self.skip(
                frame, ~frame["boarding"].to_numpy(dtype=bool), "station or entrance, not a stop"
            )
            idle = ~frame["served"].to_numpy(dtype=bool)
            if idle.any():
                self.alarm("H062", rows=tuple(int(row) for row in frame.index[idle]), count=int(idle.sum()))
            frame = self.skip(frame, idle, "no trip calls here").drop(columns=["boarding", "served"])
        frame = self.skip_broken(frame, vector.null_rows(frame), "no usable geometry", "没有可用的图形")
        if frame.empty:
            reasons = "; ".join(f"{reason}: {count}" for reason, count in self.skipped.items())
            raise InputError(
                f"{self.path.name}: no usable row is left ({reasons}); mend the rows", code="H013"
            )
        return frame

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
        if system not in {"gcj02", "bd09"}:
            return frame
        shift = undo_shift(frame, system)
        if shift.outside_china:
            self.alarm("H025", count=shift.outside_china, system=system)
        self.alarm("H024", system=system, moved_m=shift.mean_m)
        return shift.frame

    def mended(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if frame.geometry.has_z.any():
            frame = frame.set_geometry(frame.geometry.force_2d())
            self.alarm("H035")
        if (frame.geom_type == "MultiPoint").any():
            frame = self._single_points(frame)
        done = repair(frame.geometry)
        if not len(done.repaired):
            return frame
        rows = tuple(int(row) for row in frame.index[done.repaired])
        share = done.moved / max(done.area_before, done.area_after)
        after = ellipsoidal_area_m2(done.shapes.iloc[done.repaired]).sum()
        if share > _MAX_MOVED_SHARE and "H032" not in self.statement.accept:
            listing = ", ".join(map(str, rows[:5]))
            raise GeometryError(
                f"{self.path.name} (rows {listing}): repair of {len(rows)} invalid shapes moves {share:.2%} "
                "of the area; repair them in a GIS, or accept H032 in district.toml",
                code="H032",
            )
        self.repaired = len(rows)
        self.alarm(
            "H031", rows=rows, area_m2=float(after), count=len(rows), method=REPAIR_METHOD, moved=share
        )
        frame = frame.set_geometry(done.shapes)
        return self.skip_broken(
            frame, frame.geometry.is_empty.to_numpy(), "collapsed to a line", "修复后退化为线"
        )

    def _single_points(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if (shapely.get_num_geometries(frame.geometry.to_numpy()) > 1).any():
            raise GeometryError(
                f"{self.path.name}: holds multipoints; split them into one point a row", code="H011"
            )
        return frame.set_geometry(frame.geometry.explode(index_parts=False))

    def brought(
        self, frame: gpd.GeoDataFrame, to: str | pyproj.CRS | Layer | None
    ) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
        source = frame.crs
        if isinstance(to, Layer):
            target = to.frame.crs
        elif to is not None:
            target = parse_crs(to, self.path.name)
        else:
            target = source if is_metric(source) else local_plane(frame.geometry)
        if not is_metric(target):
            raise CrsError(
                f"{crs_name(target)} is not measured in metres; choose a projected CRS such as EPSG:4546"
            )
        if require_safe_operation(source, target, self.path.name):
            self.alarm("H023", source=crs_name(source), target=crs_name(target))
        return frame.set_geometry(to_plane(frame.geometry, target)), target

    def merged(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rule = self.statement.merge
        if rule is None:
            return frame
        tables.require_column(frame.columns, rule.by, self.path.name)
        xy = np.column_stack([frame.geometry.x, frame.geometry.y])
        names = frame[rule.by].to_numpy(dtype=object, na_value=None)
        distinct = len(
            pd.DataFrame({"name": names, "x": xy[:, 0].round(3), "y": xy[:, 1].round(3)}).drop_duplicates()
        )
        labels = same_name_clusters(xy, names, rule.within_m)
        keep = np.zeros(len(frame), dtype=bool)
        chosen = central_members(xy, labels)
        keep[chosen] = True
        merged_rows = np.bincount(labels)[labels[chosen]]
        before = len(frame)
        frame = self.skip(frame, ~keep, f"same {rule.by} within {rule.within_m:g} m, merged")
        self.alarm(
            "H051", before=before, distinct=distinct, after=len(frame), by=rule.by, within_m=rule.within_m
        )
        return frame.assign(merged_rows=merged_rows)

    def with_ids(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rows = frame.index.astype(str)
        if "id" not in frame:
            return frame.assign(id=rows)
        ids = frame["id"].astype("string").fillna("")
        repeated = ids.duplicated(keep=False) | (ids == "")
        if repeated.any():
            where = tuple(int(row) for row in frame.index[repeated])
            self.alarm("H052", rows=where, count=len(where))
            ids = ids.where(~repeated, ids + "#" + rows)
        return frame.assign(id=ids)

    def origin(self, raw: vector.RawFeatures, crs: pyproj.CRS, crs_by: str, used: pyproj.CRS) -> Origin:
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
            notes=tuple(self.notes),
        )
