"""Do points lie where the web-map shift would have left them? Both fits are told, nothing is moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.crs import CGCS2000, WGS84
from gis.plane import on_plane, plane_of_degrees
from gis.shift_fit import FEWEST, MoveFit, Places, chosen_rows, fits_of_moves, outside_of_moves
from gis.shifted import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

from .alarms import Alarm
from .layer import Layer
from .spec import POINTS, POLYGONS

_PLAIN = "wgs84"  # CGCS2000 and WGS 84 lie within a metre of each other
_TITLES = {_PLAIN: "CGCS2000/WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}
_Shift = Callable[[Places, Places], tuple[Places, Places]]
_TO: dict[str, _Shift] = {
    _PLAIN: lambda lon, lat: (lon, lat),
    "gcj02": wgs84_to_gcj02,
    "bd09": wgs84_to_bd09,
}
_FROM: dict[str, _Shift] = {
    _PLAIN: lambda lon, lat: (lon, lat),
    "gcj02": gcj02_to_wgs84,
    "bd09": bd09_to_wgs84,
}
_SHIFTED = ("gcj02", "bd09")
_OTHER = "other "  # marks moves that the other layer's shift would explain
_MOST_OUTSIDE = 0.1
_MOST_BORDER_POINTS = 4000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Placed:
    """A layer's places under every system that it could be in, in one plane around them."""

    moves: Mapping[str, Places]
    plane: pyproj.Proj

    def against(self, reference: Layer) -> tuple[dict[str, Places], gpd.GeoSeries]:
        """Give the moves that a reference can tell apart, and the reference in the plane."""
        plain = _declared(reference) == _PLAIN  # its own shift would look like one of the layer
        moves = {name: xy for name, xy in self.moves.items() if plain or not name.startswith(_OTHER)}
        return moves, on_plane(reference.frame.geometry, self.plane)


def shift_suspicion(points: Layer, references: Sequence[Layer]) -> Alarm | None:
    """
    Ask whether a layer of points lies as if its coordinates were in another system than declared.

    The points are held against each reference (streets, points of a like theme,
    borders of zones) as declared and under the other systems, and against 240
    moves by chance: only a system that beats all of them clearly, and the
    declared one too, is suspected.

    Parameters
    ----------
    points
        Points in China, fresh from the door. Others give None.
    references
        Layers known to lie right, the surest first; in any metric CRS.

    Returns
    -------
    Alarm or None
        H220 (the points seem to be in another system), H221 (the reference seems
        to be shifted) or H224 (points outside all zones come in); with the fits.
    """
    if not points.frame.geom_type.isin(POINTS).all():
        return None
    places = _places_in_china(points)
    if places is None:
        return None
    placed = _placed(points, places)
    for reference in references:
        moves, shapes = placed.against(reference)
        fits = fits_of_moves(moves, shapes, base=_declared(points))
        alarm = _misfit(points, reference, fits, code="H220") or _outside(points, reference, moves, shapes)
        if alarm is not None:
            return alarm
        if fits and fits[_declared(points)].stands_out():
            return None  # they lie right: no further reference is asked
    return None


def pair_suspicion(first: Layer, second: Layer) -> Alarm | None:
    """
    Ask whether two layers of one theme lie apart by a web map's shift.

    Points are held against points, borders of polygons against borders (two
    editions of one boundary, say). Gives H222 or None; see `shift_suspicion`.
    """
    kinds = [POINTS if layer.frame.geom_type.isin(POINTS).all() else POLYGONS for layer in (first, second)]
    if kinds[0] != kinds[1] or not all(
        layer.frame.geom_type.isin(kind).all() for layer, kind in zip((first, second), kinds, strict=True)
    ):
        return None
    return _apart(first, second) or _apart(second, first)


def _apart(first: Layer, second: Layer) -> Alarm | None:
    places = _places_in_china(first)
    if places is None:
        return None
    moves, shapes = _placed(first, places).against(second)
    fits = fits_of_moves(moves, shapes, base=_declared(first), only_rivals=True)
    return _misfit(first, second, fits, code="H222")


def _declared(layer: Layer) -> str:
    return layer.origin.coordinates if layer.origin.coordinates in _TITLES else _PLAIN


def _places_in_china(layer: Layer) -> Places | None:
    """Give some of the layer's places in degrees; None where they are too few or lie elsewhere."""
    degrees = layer.frame.geometry.to_crs(WGS84)
    if not layer.frame.geom_type.isin(POINTS).all():
        places = _border_places(degrees)
    else:
        places = shapely.get_coordinates(degrees.to_numpy())
    area = pyproj.CRS(CGCS2000).area_of_use
    if area is None or not len(places):
        return None
    inside = (places >= (area.west, area.south)).all(axis=1) & (places <= (area.east, area.north)).all(axis=1)
    if np.mean(~inside) > _MOST_OUTSIDE:
        return None
    places = places[inside]
    places = places[chosen_rows(places)]
    return places if len(places) >= FEWEST else None


def _border_places(degrees: gpd.GeoSeries) -> Places:
    """Walk the borders in equal steps."""
    borders = shapely.boundary(degrees.to_numpy())
    length = float(shapely.length(borders).sum())
    if length <= 0:
        return np.empty((0, 2))
    return np.asarray(shapely.get_coordinates(shapely.segmentize(borders, length / _MOST_BORDER_POINTS)))


def _placed(layer: Layer, places: Places) -> _Placed:
    """Place a layer under every system that it, or (`_OTHER`) what it is held against, could be in."""
    declared = _declared(layer)
    lon, lat = places.T
    in_file = _TO[declared](lon, lat)
    moves = {system: _FROM[system](*in_file) for system in _TITLES}
    moves |= {_OTHER + system: _TO[system](lon, lat) for system in _SHIFTED if system != declared}
    plane = plane_of_degrees(places)
    return _Placed(
        moves={name: np.column_stack(plane(*degrees)) for name, degrees in moves.items()}, plane=plane
    )


def _outside(layer: Layer, zones: Layer, moves: Mapping[str, Places], shapes: gpd.GeoSeries) -> Alarm | None:
    """Tell the system that brings the points into the zones which they leave as declared."""
    if not zones.frame.geom_type.isin(POLYGONS).all():
        return None
    declared = _declared(layer)
    own = {system: moves[system] for system in _TITLES}
    fits = outside_of_moves(own, shapes, base=declared)
    best = min(fits, key=lambda name: fits[name].outside, default=declared)
    if best == declared or not fits[best].is_clearly_better_than(fits[declared]):
        return None
    values = _names(layer, zones, best) | {f"{system}_out": fit.outside for system, fit in fits.items()}
    return Alarm(code="H224", layer=layer.name, file=layer.origin.file, values=values)


def _names(accused: Layer, witness: Layer, likely: str) -> dict[str, object]:
    return {
        "accused": accused.title,
        "witness": witness.title,
        "declared": _TITLES[_declared(accused)],
        "likely": _TITLES[likely],
        "coordinates": likely,
    }


def _misfit(layer: Layer, reference: Layer, fits: Mapping[str, MoveFit], *, code: str) -> Alarm | None:
    """Tell the system under which the layer fits clearly better than declared, if there is one."""
    if not fits:
        return None
    declared = _declared(layer)
    best = max(fits, key=lambda name: fits[name].score)
    if best == declared or not fits[best].is_clearly_better_than(fits[declared]):
        return None
    of_other = best.startswith(_OTHER)
    accused, witness = (reference, layer) if of_other else (layer, reference)
    likely = best.removeprefix(_OTHER)
    values = _names(accused, witness, likely)
    for system in _TITLES:
        fit = fits[system]
        if of_other:  # undoing the declared shift of the layer is the same as shifting the other one
            fit = fits[declared] if system == _PLAIN else fits.get(_OTHER + system, fits[_PLAIN])
        values |= {f"{system}_m": fit.median_m, f"{system}_near": fit.near_share}
    told = "H221" if of_other and code == "H220" else code
    return Alarm(code=told, layer=accused.name, file=accused.origin.file, values=values)
