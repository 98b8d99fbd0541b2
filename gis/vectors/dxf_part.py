"""A drawing of some entities alone, each under its number, for a reader that draws them."""

from collections.abc import Iterable, Iterator

import numpy as np

from .dxf_entities import Entity, Pair
from .splines import drawn_spline

_SAME_PLACE_M = 1e-6  # between the ends of a closed spline
_OWN_HANDLE, _GROUP, _FIRST_XDATA = 5, 102, 1000
_HEAD = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
_END = "0\nENDSEC\n0\nEOF\n"


def part_with(entities: Iterable[str]) -> str:
    """Put entities, as `lines_of` gives them, into a drawing of their own."""
    return _HEAD + "".join(entities) + _END


def lines_of(entity: Entity) -> str:
    """
    Write one entity, its number as its handle; a spline becomes a line of many corners.

    Raises `ValueError` for a spline that cannot be drawn.
    """
    pairs = _spline_pairs(entity) if entity.kind == "SPLINE" else _plain_pairs(entity)
    return "".join(f"{code}\n{value}\n" for code, value in pairs)


def _plain_pairs(entity: Entity) -> Iterator[Pair]:
    yield entity.pairs[0]
    yield _OWN_HANDLE, f"{entity.number:X}"
    in_group = False
    for code, value in entity.pairs[1:]:
        if code == _GROUP:
            in_group = value.startswith("{")
        elif not in_group and code not in {_OWN_HANDLE, 8} and code < _FIRST_XDATA:
            yield code, value


def _spline_pairs(entity: Entity) -> Iterator[Pair]:
    xs, ys, knots, weights = (
        np.array([float(value) for found, value in entity.pairs if found == code])
        for code in (10, 20, 40, 41)
    )
    if not len(xs) or len(xs) != len(ys):
        raise ValueError("a spline without control points")
    points = np.column_stack((xs, ys))
    places = drawn_spline(
        int(entity.first(71, "3")), knots, points, weights if len(weights) else np.ones(len(points))
    )
    if np.hypot(*(places[-1] - places[0])) < _SAME_PLACE_M:
        places[-1] = places[0]
    yield 0, "LWPOLYLINE"
    yield _OWN_HANDLE, f"{entity.number:X}"
    yield 90, str(len(places))
    yield 70, "0"
    for x, y in places:
        yield 10, repr(float(x))
        yield 20, repr(float(y))
