"""Hold the area that a coordinate TXT states for a parcel against the one that its vertices enclose."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from gis.findings import Finding
from gis.geometry import repair
from gis.measure import ellipsoidal_area_m2
from gis.units import M2_PER_HA, M2_PER_MU

from .txt_parcel import Parcel

_TOLERANCE = 0.001  # land surveys accept 0.1 %
_MOST_STEP_M2 = 50.0  # of rounding that a stated figure is granted
_MOST_PLANE_EXCESS = 0.0025  # of a Gauss-Krüger plane over the ellipsoid, at the edge of a zone
_MOST_NAMED = 5
_LARGEST_DEGREES = 180.0
_UNITS = (("ha", M2_PER_HA), ("m²", 1.0), ("亩", M2_PER_MU))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Misfit:
    row: int
    stated_m2: float
    computed_m2: float
    text: str


def stated_areas(parcels: Sequence[Parcel], shapes: gpd.GeoSeries) -> tuple[Finding, ...]:
    """
    Compare stated and computed areas; H136 names the parcels where they differ.

    The stated figure may be ellipsoidal or planar (offices differ): it is told only if
    it is more than 0.1 % (and half its last digit) from both. `shapes` carry the CRS
    where it is known; without one the ellipsoidal area lies up to 0.25 % below the planar.
    """
    rows = [i for i, parcel in enumerate(parcels) if parcel.kind == "Polygon" and parcel.area_m2 is not None]
    degrees = shapes.crs is not None and shapes.crs.is_geographic
    nowhere = shapes.crs is None and (np.abs(shapes.total_bounds) <= _LARGEST_DEGREES).any()
    if not rows or nowhere:
        return ()
    sound = repair(shapes.iloc[rows]).shapes
    planar = sound.area.to_numpy()
    if shapes.crs is None:
        lowest, highest = planar * (1 - _MOST_PLANE_EXCESS), planar
    else:
        ground = ellipsoidal_area_m2(sound)
        lowest, highest = ground, ground if degrees else planar
    found = [
        misfit
        for k, i in enumerate(rows)
        if (misfit := _misfit(i + 1, parcels[i], float(lowest[k]), float(highest[k]))) is not None
    ]
    if not found:
        return ()
    listing = ", ".join(misfit.text for misfit in found[:_MOST_NAMED])
    return (
        Finding(
            code="H136",
            values={
                "count": len(found),
                "listing": listing + (" …" if len(found) > _MOST_NAMED else ""),
                "kind": "in the plane" if shapes.crs is None else "on the ellipsoid",
                "kind_zh": "平面" if shapes.crs is None else "椭球面",
                "stated_m2": sum(misfit.stated_m2 for misfit in found),
                "computed_m2": sum(misfit.computed_m2 for misfit in found),
            },
            rows=tuple(misfit.row for misfit in found),
            area_m2=sum(misfit.computed_m2 for misfit in found),
        ),
    )


def _misfit(row: int, parcel: Parcel, ground_m2: float, planar_m2: float) -> _Misfit | None:
    stated = parcel.area_m2 or 0.0
    low, high = sorted((ground_m2, planar_m2))
    step = min(parcel.area_step_m2 / 2, _MOST_STEP_M2)
    if low * (1 - _TOLERANCE) - step <= stated <= high * (1 + _TOLERANCE) + step:
        return None
    figures = f"{stated / M2_PER_HA:.6g} / {ground_m2 / M2_PER_HA:.6g} ha"
    return _Misfit(
        row=row,
        stated_m2=stated,
        computed_m2=ground_m2,
        text=f"{parcel.number or row}: {figures}{_as_other_unit(parcel, low, high)}",
    )


def _as_other_unit(parcel: Parcel, low: float, high: float) -> str:
    """Offer the unit in which the figure as written would fit."""
    figure = "".join(character for character in parcel.area_text if character.isdigit() or character == ".")
    for name, unit_m2 in _UNITS:
        area_m2 = float(figure) * unit_m2
        if low * (1 - _TOLERANCE) <= area_m2 <= high * (1 + _TOLERANCE):
            return f" (= {name}?)"
    return ""
