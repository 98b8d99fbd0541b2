"""Places at the door: the reference system, rows that cannot lie where they say, the way to one plane."""

import geopandas as gpd
import numpy as np
import pyproj

from gis.crs import (
    check_coordinates,
    crs_name,
    geographic_bounds,
    is_metric,
    is_true_to_scale,
    parse_crs,
    require_earthbound,
    require_within,
    same_crs,
)
from gis.datums import require_known_datum, require_safe_operation
from gis.errors import CrsError, GeometryError
from gis.features import RawFeatures
from gis.geometry import null_rows
from gis.plane import local_plane, to_plane
from gis.tabular.tables import listed
from gis.whereabouts import Fault, distant, misplaced, worded, wraps_around
from gis.zones import degrees_from_meridian

from .frames import SHIFTED_SYSTEMS, undo_shift
from .ledger import Ledger, rows_of

_UNDEFINED = "undefined"  # a GeoPackage names its missing systems so
_WGS84 = pyproj.CRS("EPSG:4326")
_FARTHEST_FROM_MERIDIAN_DEG = 1.75  # a zone of 3 degrees ends at 1.5; bureaus draw a little beyond
# Places of western China (73 to 90 E) whose longitude and latitude are swapped lie in the Arctic.
_ARCTIC_LON, _ARCTIC_LAT = (16.7, 53.6), (73.5, 90.0)


def source_crs(raw: RawFeatures, book: Ledger) -> tuple[pyproj.CRS, str]:
    """Find the CRS: stated, or the file's own; refuse none, undefined ones and datums without parameters."""
    own = None if raw.crs is None or raw.crs.name.lower().startswith(_UNDEFINED) else raw.crs
    if book.statement.crs is not None:
        crs, crs_by = parse_crs(book.statement.crs, book.name), "stated"
        if own is not None and raw.crs_by.startswith("file") and not same_crs(own, crs):
            book.alarm("H180", stated=book.statement.crs, own=crs_name(own))
    elif own is None:
        reason = raw.crs_by if raw.crs is None and raw.crs_by.startswith("its") else "no CRS in the file"
        raise CrsError(f"{book.name}: {reason}; state it with --crs EPSG:… or `crs =`")
    else:
        crs, crs_by = own, raw.crs_by
    require_earthbound(crs, book.name)
    if require_known_datum(crs, book.name):
        book.alarm("H181", crs=book.statement.crs or crs_name(crs))
    return crs, crs_by


def in_place(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Leave out single rows that cannot lie where they say; refuse where they are many or bound figures."""
    faults = misplaced(frame.geometry.to_numpy(), frame.crs)
    bad = np.any(list(faults.values()), axis=0) if faults else np.zeros(len(frame), dtype=bool)
    if bad.sum() * 2 >= len(frame) or (Fault.ZONE in faults):
        _refuse_places(frame, faults, book)
    if bad.any() and book.spec.bounds and "H030" not in book.accepted:
        reasons = ", ".join(worded(fault, frame.crs)[0] for fault in faults)
        raise GeometryError(
            f"{book.name} (rows {listed(rows_of(frame, bad))}): {reasons}, and the layer bounds other "
            "figures; mend or delete these rows",
            code="H030",
        )
    for fault, marked in faults.items():
        reason, reason_zh = worded(fault, frame.crs)
        frame = book.skip_broken(frame, marked[~_gone(faults, fault)], reason, reason_zh)
    check_coordinates(_bounds(frame), frame.crs, book.name)
    _refuse_arctic(frame, book)
    _refuse_wrapped(frame, book)
    return frame


def unshifted(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Undo the offset of Chinese web maps where the user declared it."""
    system = book.statement.coordinates
    if system not in SHIFTED_SYSTEMS:
        return frame
    shift = undo_shift(frame, str(system))
    title = SHIFTED_SYSTEMS[system]
    if shift.outside_china:
        book.alarm("H025", rows=shift.outside_china, count=len(shift.outside_china), system=title)
    book.alarm("H024", system=title, moved_m=shift.mean_m)
    return shift.frame


def off_old_datum(frame: gpd.GeoDataFrame, book: Ledger) -> gpd.GeoDataFrame:
    """Bring a layer whose CRS carries the parameters of an old datum to WGS 84 at once."""
    if not frame.crs.is_bound or not require_known_datum(frame.crs, book.name):
        return frame
    return frame.set_geometry(to_plane(frame.geometry, _WGS84))


def brought(
    frame: gpd.GeoDataFrame, to: pyproj.CRS | None, book: Ledger
) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
    """Bring the layer to the plane that is asked for, or to one in which metres are metres."""
    source = frame.crs
    target = to
    if target is None:
        usable = is_metric(source) and is_true_to_scale(_bounds(frame), source)
        target = source if usable else local_plane(frame.geometry)
    if not is_metric(target):
        raise CrsError(
            f"{crs_name(target)} is not measured in metres; choose a projected CRS such as EPSG:4546"
        )
    if require_safe_operation(source, target, book.name):
        book.alarm("H023", source=crs_name(source), target=crs_name(target))
    lon_lat = geographic_bounds(frame)
    _tell_far_meridian(source, lon_lat, book)
    require_within(lon_lat, target, book.name)
    frame = frame.set_geometry(to_plane(frame.geometry, target))
    lost = null_rows(frame)
    if lost.any():
        raise CrsError(
            f"{book.name} (rows {listed(rows_of(frame, lost))}): these positions cannot be brought to "
            f"{crs_name(target)}; check the file's CRS and its far-off rows",
            code="H021",
        )
    return frame, target


def tell_distant(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Name rows that lie far away from all others; they are used."""
    far, away_m = distant(frame.geometry.to_numpy())
    if far.any():
        rows = rows_of(frame, far)
        book.alarm("H182", rows=rows, count=len(rows), farthest_km=float(away_m[far].max() / 1000))


def _refuse_places(frame: gpd.GeoDataFrame, faults: dict[Fault, np.ndarray], book: Ledger) -> None:
    """Refuse with what could be meant, where all rows share one fault, else with the rows."""
    worst = max(faults, key=lambda fault: (fault is Fault.ZONE, int(faults[fault].sum())))
    marked = faults[worst]
    placed = ~faults.get(Fault.ZERO, np.zeros(len(frame), dtype=bool))
    if marked[placed].all() and worst is not Fault.ZERO:
        check_coordinates(_bounds(frame[marked]), frame.crs, book.name)
    reason, _ = worded(worst, frame.crs)
    raise CrsError(
        f"{book.name} (rows {listed(rows_of(frame, marked))}): {reason} ({int(marked.sum())} of "
        f"{len(frame)} rows); bring all rows to one CRS, or state the true one with --crs or `crs =`",
        code="H021",
    )


def _gone(faults: dict[Fault, np.ndarray], now: Fault) -> np.ndarray:
    """Mark the rows that the faults before this one took out."""
    gone = np.zeros(len(faults[now]), dtype=bool)
    for fault, marked in faults.items():
        if fault is now:
            break
        gone |= marked
    return gone


def _refuse_wrapped(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Refuse shapes across the 180th meridian: read as they stand, their edges go round the other way."""
    if not frame.crs.is_geographic:
        return
    wrapped = wraps_around(frame.geometry.to_numpy())
    if wrapped.any():
        raise CrsError(
            f"{book.name} (rows {listed(rows_of(frame, wrapped))}): edges run from one end of the longitudes "
            "to the other; split these shapes at the 180th meridian",
            code="H021",
        )


def _refuse_arctic(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    west, south, east, north = geographic_bounds(frame)
    arctic = _ARCTIC_LAT[0] <= south <= north <= _ARCTIC_LAT[1]
    if arctic and _ARCTIC_LON[0] <= west <= east <= _ARCTIC_LON[1] and "H021" not in book.accepted:
        raise CrsError(
            f"{book.name}: extent {west:.6g} {south:.6g} {east:.6g} {north:.6g} in degrees lies in the "
            "Arctic, with longitude and latitude swapped in western China; swap the two in the file "
            "(--accept H021 for a layer of the Arctic)",
            code="H021",
        )


def _tell_far_meridian(source: pyproj.CRS, lon_lat: tuple[float, float, float, float], book: Ledger) -> None:
    off_deg = degrees_from_meridian(source, (lon_lat[0] + lon_lat[2]) / 2)
    if off_deg is not None and off_deg > _FARTHEST_FROM_MERIDIAN_DEG:
        book.alarm("H183", crs=crs_name(source), off_deg=off_deg)


def _bounds(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in frame.total_bounds)
    return west, south, east, north
