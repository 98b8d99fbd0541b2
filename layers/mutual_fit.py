"""Hold the layers of a district against each other, to find those that lie as if shifted by a web map."""

from collections.abc import Mapping, Sequence

from .alarms import Alarm
from .layer import Layer
from .spec import POINTS
from .suspicion import pair_suspicion, shift_suspicion

# What points are held against, the surest first; other points come after the streets.
_STREETS = ("street", "road")
_BORDERS = ("unit", "district", "built_up", "urban", "center")
WITNESSES = (*_STREETS, *_BORDERS)
_NO_WITNESS = frozenset({"pop"})  # cells and centroids stand nowhere in particular
_PAIRS = (
    ("district", "unit"),
    ("dltb", "forest"),
    ("dltb", "farmland"),
    ("urban", "built_up"),
    ("urban", "center"),
    ("redline", "reserve"),
)


def mutual_suspicions(layers: Sequence[Layer]) -> tuple[Alarm, ...]:
    """
    Give the suspicions of shifted positions among the layers of one district, each once.

    Points are held against streets, other points and borders until one of these
    confirms them; two editions of one ground are held against each other.
    """
    by_name = {layer.name: layer for layer in layers}
    points = [layer for layer in layers if _is_points(layer)]
    found = [shift_suspicion(layer, _witnesses(layer, points, by_name)) for layer in points]
    for one, other in _PAIRS:
        first, second = by_name.get(one), by_name.get(other)
        if first is not None and second is not None and first.origin.sha256 != second.origin.sha256:
            found.append(pair_suspicion(first, second))
    told = {
        (alarm.layer, alarm.values.get("coordinates")): alarm
        for alarm in reversed(found)
        if alarm is not None
    }
    return tuple(reversed(told.values()))


def _witnesses(layer: Layer, points: Sequence[Layer], by_name: Mapping[str, Layer]) -> list[Layer]:
    others = [other.name for other in points if other.name not in {layer.name, *_NO_WITNESS}]
    names = (*_STREETS, *others, *_BORDERS)
    return [by_name[name] for name in names if name in by_name]


def _is_points(layer: Layer) -> bool:
    """Tell a layer of points; a register has none, and rows without a place make none of a layer."""
    return len(layer.frame) > 0 and bool(layer.frame.geom_type.isin(POINTS).all())
