"""How finely arcs are drawn by a reader that draws them itself: a fraction of a millimetre off, no more."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pyogrio

from gis.errors import GeometryError

DEVIATION_MM = 0.2  # a millimetre is allowed; this keeps the area of a disc of 500 m to a millionth
_SAFETY = 0.9  # readers round the number of steps
_COARSEST_DEG = 1.0
_FINEST_DEG = 0.0025  # a full circle of 144,000 corners


def arc_step_deg(largest_radius_m: float, what: str) -> float:
    """
    Give the angle of one step along an arc, in degrees.

    A chord over the angle s leaves its arc of radius r by r (1 - cos(s/2)), at most
    `DEVIATION_MM` here. Raises `GeometryError` H030 for a radius above some 750 km.
    """
    height = _SAFETY * DEVIATION_MM / 1000
    if largest_radius_m <= height:
        return _COARSEST_DEG
    step = 4 * math.degrees(math.asin(math.sqrt(height / largest_radius_m / 2)))
    if not step >= _FINEST_DEG:
        raise GeometryError(
            f"{what}: an arc has a radius of {largest_radius_m:.4g}, too large for millimetres; "
            "draw it as a line",
            code="H030",
        )
    return min(step, _COARSEST_DEG)


def bulge_radius(chord: float, bulge: float) -> float:
    """
    Give the radius of a CAD arc over a chord; the bulge is the tangent of a quarter of its angle.

    0 where the arc rises above its chord by less than may be neglected.
    """
    if chord * abs(bulge) / 2 <= _SAFETY * DEVIATION_MM / 1000:
        return 0.0
    return chord * (1 + bulge * bulge) / (4 * abs(bulge))


@contextmanager
def gdal_settings(**settings: str) -> Iterator[None]:
    """Set options of the vector library for the length of a block."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(
            {name: None if value is None else _text(value) for name, value in before.items()}
        )


def _text(value: object) -> str:
    return ("YES" if value else "NO") if isinstance(value, bool) else str(value)
