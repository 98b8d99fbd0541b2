"""What must be said beside a share about the codes behind it: their list, the unknown ones, the unmatched."""

import numpy as np
import shapely

from gis.errors import InputError
from layers.alarms import Alarm
from layers.layer import Layer, RasterLayer

from .code_systems import LAND_AND_SEA_USE, THIRD_SURVEY, ReadCodes, code_table, in_a_list, most_common
from .land_codes import CountedCodes, is_among
from .zone_share import ZoneShare

_OTHER = {THIRD_SURVEY: LAND_AND_SEA_USE, LAND_AND_SEA_USE: THIRD_SURVEY}
_MOST_LISTED = 5


def code_alarms(
    cover: Layer | RasterLayer,
    zones: shapely.Geometry,
    read: ReadCodes,
    counted: CountedCodes,
    whole: ZoneShare,
) -> tuple[Alarm, ...]:
    """List what the reader of a share must know about its codes."""
    if counted.classes is None:
        return ()
    found = [*_system(read), *_unmatched(read, counted), *_rewritten(read)]
    alarms = [
        Alarm(code=code, layer=cover.name, file=cover.origin.file, values=values) for code, values in found
    ]
    if whole.unlisted_m2 > 0:
        alarms.append(_unlisted(cover, zones, read, counted, whole))
    return tuple(alarms)


def require_some_class(cover: Layer | RasterLayer, read: ReadCodes, counted: CountedCodes) -> None:
    """
    Refuse a question none of whose classes a layer or a list of land classes has: its share would read as 0.

    Of a raster the legend decides (H178).
    """
    if counted.classes is None or read.land or isinstance(cover, RasterLayer):
        return
    present = set(read.codes) - {""}
    if not any(counted.counts(code) or counted.may_count(code) for code in present):
        asked = ", ".join((*counted.classes, *counted.maybe))
        raise InputError(
            f"{cover.origin.file}: no row bears a class asked for ({asked}), and no list of land classes has "
            f"it; the codes seen are {most_common(read.codes)}: name some of them, or another column",
            code="H238",
        )


def _system(read: ReadCodes) -> list[tuple[str, dict[str, object]]]:
    if not read.contested or read.stated:
        return []
    seen = ", ".join(read.evidence)
    if len(read.systems) > 1:
        return [("H226", {"seen": seen})]
    other = code_table(_OTHER[read.systems[0]]).title
    return [("H225", {"system": read.title, "seen": seen, "other": other})]


def _unmatched(read: ReadCodes, counted: CountedCodes) -> list[tuple[str, dict[str, object]]]:
    present = set(read.codes) - {""}
    asked = (*(read.classes or ()), *read.maybe)
    if not any(counted.counts(code) or counted.may_count(code) for code in present):
        return [("H228", {"asked": ", ".join(asked), "seen": most_common(read.codes)})]
    stray = [
        one
        for one in asked
        if not any(is_among(code, (one,), exact=counted.exact) for code in present)
        and not (read.land and in_a_list(one))
    ]
    return [("H229", {"asked": ", ".join(stray), "seen": most_common(read.codes)})] if stray else []


def _rewritten(read: ReadCodes) -> list[tuple[str, dict[str, object]]]:
    if not read.rewritten:
        return []
    seen = ", ".join(f"{raw!r} → {code}" for raw, code in list(read.rewritten.items())[:_MOST_LISTED])
    return [("H230", {"count": len(read.rewritten), "seen": seen})]


def _unlisted(
    cover: Layer | RasterLayer,
    zones: shapely.Geometry,
    read: ReadCodes,
    counted: CountedCodes,
    whole: ZoneShare,
) -> Alarm:
    unknown = read.codes.map(counted.is_unknown).to_numpy(dtype=bool)
    rows: tuple[int, ...] = ()
    seen = read.codes[unknown]
    if isinstance(cover, Layer):
        shapely.prepare(zones)
        touched = np.zeros(len(unknown), dtype=bool)
        touched[unknown] = shapely.intersects(zones, cover.frame.geometry.to_numpy()[unknown])
        rows = tuple(int(row) for row in cover.frame.index[touched])
        seen = read.codes[touched]
    values = {
        "system": read.title or "/".join(code_table(system).title for system in _OTHER),
        "seen": most_common(seen),
        "area_ha": whole.unlisted_m2 / 1e4,
    }
    return Alarm(
        code="H227",
        layer=cover.name,
        file=cover.origin.file,
        values=values,
        rows=rows,
        area_m2=whole.unlisted_m2,
    )
