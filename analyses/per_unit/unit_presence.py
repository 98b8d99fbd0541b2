"""Which share of the units has at least one facility: in it, linked with it, or near it."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analyses.measurement import Measurement, Part
from gis.errors import ParameterError
from layers.layer import Layer

from .listed_units import POLYGON, listed_units, names_above
from .unit_links import CONTRADICTION, OVERLAP, Hold, Links, links
from .unit_remarks import NO, UNKNOWN, YES, remarks, units_by_answer

_NO_SHAPE = "缺少单元面"
_UNPLACED = "有设施归属不明"
_DOUBTFUL = "设施是否计入不明"
_METHOD = (
    "unit presence: service links and codes first-hand, positions by strict containment in the unit's ground"
)
_NEAR_METHOD = "unit presence: straight-line distance from the unit's shape to the nearest facility"


def presence(  # noqa: PLR0913 - layers first, every parameter by keyword
    units: Layer,
    facilities: Layer,
    *,
    possible: Layer | None = None,
    official: Layer | None = None,
    elsewhere: frozenset[str] = frozenset(),
    parents: Layer | None = None,
    tolerance_m: float = 20.0,
    within_m: float | None = None,
) -> Measurement:
    """
    Measure the share of units that have at least one facility.

    A unit has one that stands strictly inside its ground, or whose `serves_code`
    names it (several codes may stand in one cell; a village's code serves its
    township too). A facility without a position counts by `serves_code` or
    `unit_code`. Nothing is guessed: where a unit's answer hangs on facilities
    within `tolerance_m` of its border, on one whose `unit_code` names another unit,
    on a row that nothing places or on ground that is not drawn, the value follows
    the drawn position and `low` and `high` tell both ends.

    Parameters
    ----------
    units
        Polygons, seats (points) or register rows with `code` and `name`; all rows
        of one code are one unit (飞地). Without ground only codes and links count.
    facilities
        Those that surely count: points, lines, polygons, or a register.
    possible
        Those of which it is unknown as well; they count in `high` only.
    official
        Register of the units that there are. One that is not drawn, and not linked,
        is unknown; drawn ones that it does not have are left out with a warning.
    elsewhere
        Codes of units that exist but are not asked about.
    parents
        Units of the level above: `parts` are then given by them.
    tolerance_m
        Metres from a border within which a position alone decides nothing; 0 or more.
    within_m
        Metres; if given, a unit is served by what lies so near its seat (or polygon)
        instead of in it. Exactly at the limit is within.

    Returns
    -------
    Measurement
        `value`: share of the units, nan where there are none or nothing can be told
        of any. `numerator` and `denominator` are whole numbers. `evidence`: one row
        per unit by code, with `code`, `name`, `level`, `has` (有, 无, 不明),
        `facilities` (count), `how`, `flags` and the unit's shape (None if not drawn).

    Raises
    ------
    ParameterError
        If a distance is negative or no number.
    InputError
        H237 if the official list has rows without a code.

    Notes
    -----
    DOMAIN D5; B7: a serving point outside the unit counts only by explicit link.
    """
    _require_distance(tolerance_m, "tolerance_m")
    if within_m is not None:
        _require_distance(within_m, "within_m")
    listed = listed_units(units, official)
    sites, counts = _sites(facilities, possible)
    found = links(listed.frame, sites, elsewhere=elsewhere, tolerance_m=tolerance_m, within_m=within_m)
    undrawn = _undrawn(listed.frame, sites, facilities)
    judged = _judged(listed.frame, found, counts, undrawn)
    total, yes = len(judged), int(judged["yes"].sum())
    low, high = int(judged["sure"].sum()), _most(judged, found, sites)
    nothing_told = total == 0 or _nothing_told(judged, sites)
    wide = low != high
    return Measurement(
        value=math.nan if nothing_told else yes / total,
        unit="share",
        method=_METHOD if within_m is None else _NEAR_METHOD,
        definition=_definition(tolerance_m, within_m),
        evidence=_evidence(judged),
        numerator=yes,
        denominator=total,
        quantity_unit="count",
        low=low / total if wide and not nothing_told else None,
        high=high / total if wide and not nothing_told else None,
        parameters={"tolerance_m": tolerance_m} if within_m is None else {"within_m": within_m},
        parts=() if parents is None else _parts(judged, parents),
        details={
            "facilities_used": int(counts.sum()),
            "facilities_possible": len(sites),
            **units_by_answer(judged, listed),
        },
        warnings=tuple(remarks(judged, listed, found, sites, within_m)),
    )


def _require_distance(metres: float, name: str) -> None:
    if not 0 <= metres < math.inf:
        raise ParameterError(f"{name} must be 0 or more metres, not {metres}")


def _definition(tolerance_m: float, within_m: float | None) -> str:
    if within_m is not None:
        return f"{within_m:g} m 内有设施（或有服务代码指向）的单元数 / 单元总数（直线距离）"
    return f"有设施的单元数 / 单元总数（位于单元面内，或服务代码指向该单元；边界容差 {tolerance_m:g} m）"


def _sites(facilities: Layer, possible: Layer | None) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """Put those that count and those that may into one frame, by id; mark the first."""
    frame = facilities.frame
    if possible is not None and frame["id"].isin(possible.frame["id"]).all():
        frame = possible.frame
    elif possible is not None:
        frame = pd.concat([frame, possible.frame[~possible.frame["id"].isin(frame["id"])]])
    frame = frame.sort_values("id", kind="stable").reset_index(drop=True)
    return frame, frame["id"].isin(facilities.frame["id"]).to_numpy(dtype=bool)


def _undrawn(units: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, facilities: Layer) -> np.ndarray:
    """Mark the units without any shape, where facilities have positions: a register needs no ground."""
    is_register = not facilities.spec.geometry or (
        len(sites) > 0 and bool(shapely.is_missing(sites.geometry.to_numpy()).all())
    )
    missing = np.asarray(shapely.is_missing(units.geometry.to_numpy()), dtype=bool)
    return missing & (not is_register)


def _judged(
    units: gpd.GeoDataFrame, found: Links, counts: np.ndarray, undrawn: np.ndarray
) -> gpd.GeoDataFrame:
    """Say of each unit whether it has a facility, surely, by the drawn position, or at most."""
    pairs = found.pairs.assign(counts=counts[found.pairs["facility"].to_numpy(dtype=int)])
    standing = pairs[pairs["counts"] & (pairs["hold"] >= Hold.STANDING)]
    sure = _marked(units, standing[standing["hold"] == Hold.SURE])
    yes, possible = _marked(units, standing), _marked(units, pairs)
    opened = _marked(units, found.open_pairs)
    unknown = ~yes & (possible | opened | undrawn)
    notes = [
        "；".join([*note, *([_NO_SHAPE] if bare else []), *([_UNPLACED] if loose else [])])
        for note, bare, loose in zip(_notes(units, pairs, sure), undrawn & ~yes, opened & ~yes, strict=True)
    ]
    return units.assign(
        sure=sure,
        yes=yes,
        possible=possible | undrawn,
        opened=opened,
        undrawn=undrawn & ~yes,
        has=np.select([yes, unknown], [YES, UNKNOWN], default=NO),
        facilities=_distinct(units, standing),
        how=_how(units, standing),
        flags=pd.Series(notes, index=units.index, dtype=object),
    )


def _nothing_told(judged: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> bool:
    """Tell whether neither links nor codes nor positions in drawn ground say anything of any unit."""
    linked = judged["yes"] | (judged["possible"] & ~judged["undrawn"])
    open_to_all = (judged["opened"] | judged["undrawn"]) & ~linked
    drawn = (shapely.get_dimensions(judged.geometry.to_numpy()) == POLYGON).any()
    placed = (~shapely.is_missing(sites.geometry.to_numpy())).any()
    return bool(open_to_all.all() and not (drawn and placed))


def _marked(units: gpd.GeoDataFrame, pairs: pd.DataFrame) -> np.ndarray:
    marked = np.zeros(len(units), dtype=bool)
    marked[pairs["unit"].to_numpy(dtype=int)] = True
    return marked


def _distinct(units: gpd.GeoDataFrame, pairs: pd.DataFrame) -> np.ndarray:
    once = pairs.drop_duplicates(["unit", "facility"])
    return np.bincount(once["unit"].to_numpy(dtype=int), minlength=len(units)).astype(int)


def _how(units: gpd.GeoDataFrame, pairs: pd.DataFrame) -> list[str]:
    ways: dict[int, set[str]] = {}
    for unit, how in zip(pairs["unit"], pairs["how"], strict=True):
        ways.setdefault(unit, set()).add(how)
    return ["、".join(sorted(ways.get(row, set()))) for row in range(len(units))]


def _notes(units: gpd.GeoDataFrame, pairs: pd.DataFrame, sure: np.ndarray) -> list[list[str]]:
    """Give what speaks against the facilities of each unit; of a unit that is sure, only contradictions."""
    notes: list[set[str]] = [set() for _ in range(len(units))]
    for unit, flag, does_count in zip(pairs["unit"], pairs["flag"], pairs["counts"], strict=True):
        told = {text for text in flag.split("；") if text}
        notes[unit] |= {text for text in told if not sure[unit] or text in {CONTRADICTION, OVERLAP}}
        if not does_count and not sure[unit]:
            notes[unit].add(_DOUBTFUL)
    return [sorted(texts) for texts in notes]


def _most(judged: gpd.GeoDataFrame, found: Links, sites: gpd.GeoDataFrame) -> int:
    """Count the units that can have one at most: each facility that nothing places is in one of them."""
    decided = judged["possible"].to_numpy(dtype=bool)
    opened = judged["opened"].to_numpy(dtype=bool) & ~decided
    loose = sites.loc[sorted(set(found.open_pairs["facility"]))]
    plain = pd.DataFrame(loose.drop(columns=["id", loose.geometry.name])).astype(str)
    distinct = plain.assign(shape=shapely.to_wkb(loose.geometry.to_numpy())).drop_duplicates()
    return int(decided.sum()) + min(len(distinct), int(opened.sum()))


def _evidence(judged: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    columns = ["code", "name", "level", "has", "facilities", "how", "flags", judged.geometry.name]
    return gpd.GeoDataFrame(judged[columns], geometry=judged.geometry.name, crs=judged.crs)


def _parts(judged: gpd.GeoDataFrame, parents: Layer) -> tuple[Part, ...]:
    """Give the figure by the units of the level above, and of those that none of them holds."""
    owner = names_above(judged["code"], parents)
    sums = judged.assign(owner=owner).groupby("owner", sort=True)["yes"].agg(["sum", "count"])
    return tuple(
        Part(name=str(name), value=int(yes) / int(count), numerator=int(yes), denominator=int(count))
        for name, yes, count in sums.itertuples()
    )
