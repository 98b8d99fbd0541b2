"""Which facility stands in, serves or lies near which unit, and how surely."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.unit_names import DISTRICT, TOWNSHIP, VILLAGE, full_code, parted

from .listed_units import POLYGON

RIM_M = 1e-6  # what rounding may add to a distance that is exactly at its limit
NEAR_BORDER = "设施距边界不足{tolerance_m:g} m"
CONTRADICTION = "编码与位置不符"
OVERLAP = "单元面重叠"
_LENGTHS = (DISTRICT, TOWNSHIP, VILLAGE)
_COLUMNS = ("unit", "facility", "hold", "how", "flag")


class Hold(IntEnum):
    """How surely a facility makes its unit a yes."""

    POSSIBLE = 1  # only if the doubt is settled in its favour
    STANDING = 2  # by its position as drawn, which something speaks against
    SURE = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Links:
    """
    Pairs of unit and facility (row numbers), how they are joined, and what speaks against it.

    `open_pairs` lists every unit to which a facility may belong of which nothing
    says where it does; `odd` marks those whose codes name no unit of the district.
    """

    pairs: pd.DataFrame
    open_pairs: pd.DataFrame
    odd: np.ndarray


def links(
    units: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    elsewhere: frozenset[str],
    tolerance_m: float,
    within_m: float | None,
) -> Links:
    """
    Join facilities with units by service code, by position (or distance), and by their own code.

    Parameters
    ----------
    units
        `code`, `level`, shape or None, one row per unit.
    facilities
        Any shapes, or none; `serves_code` and `unit_code` where there are such.
    elsewhere
        Codes of units that exist and are not in question: a link to one is no fault.
    tolerance_m
        Nearer to a border a position alone is not sure.
    within_m
        If given, a unit is served by what lies so near its shape, instead of in it.
    """
    codes = _Codes(units, facilities, elsewhere)
    shapes = facilities.geometry.to_numpy()
    served = _frame(codes.served(), Hold.SURE, "服务代码")
    if within_m is None:
        placed = _by_place(units, shapes, codes, tolerance_m)
    else:
        near = _dwithin(units.geometry.to_numpy(), shapes, within_m + RIM_M)
        placed = _frame(zip(*near, strict=True), Hold.SURE, "距离")
    own = _by_own_code(units, shapes, codes, placed, by_distance=within_m is not None)
    pairs = pd.concat([served, placed, own], ignore_index=True)
    joined = np.zeros(len(facilities), dtype=bool)
    joined[pairs["facility"].to_numpy(dtype=int)] = True
    return Links(pairs=pairs, open_pairs=_open(units, shapes, codes, joined, within_m), odd=codes.odd)


def _open(
    units: gpd.GeoDataFrame, shapes: np.ndarray, codes: "_Codes", joined: np.ndarray, within_m: float | None
) -> pd.DataFrame:
    """
    List where facilities may belong of which nothing says it.

    One with a position can be in a unit of which only the seat is known (one that is
    not drawn at all is unknown anyway); one without may be in any unit that its
    code, of a higher level, does not exclude.
    """
    bodiless = shapely.is_missing(shapes)
    silent = ~joined & ~codes.told_elsewhere
    seated = ~shapely.is_missing(units.geometry.to_numpy()) & ~_has_ground(units) & (within_m is None)
    rows = [
        (unit, site)
        for site in np.flatnonzero(codes.dangling | silent).tolist()
        for unit in range(len(units))
        if (codes.dangling[site] or bodiless[site] or seated[unit]) and codes.may_be(unit, site)
    ]
    return _frame(rows, Hold.POSSIBLE, "不明")


class _Codes:
    """The codes that facilities bear, held against those of the units."""

    def __init__(
        self, units: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, elsewhere: frozenset[str]
    ) -> None:
        self.units = [str(code) for code in units["code"]]
        self.rows = {code: row for row, code in enumerate(self.units) if code}
        self.lengths = sorted({len(code) for code in self.rows})
        prefixes = {code[:DISTRICT] for code in self.rows}
        self.prefix = prefixes.pop() if len(prefixes) == 1 else ""
        self.above = _beginnings(self.rows)
        self.elsewhere = elsewhere
        self.above_elsewhere = _beginnings(elsewhere)
        size = len(facilities)
        raw_serves, raw_own = _texts(facilities, "serves_code"), _texts(facilities, "unit_code")
        self.serves = [[full_code(one, self.prefix) for one in parted(text)] for text in raw_serves]
        self.own = [full_code(text, self.prefix) for text in raw_own]
        lost_links = [any(not self.known(code) for code in codes) for codes in self.serves]
        lost_own = [bool(text) and not self.known(code) for text, code in zip(raw_own, self.own, strict=True)]
        self.dangling = np.array(lost_links, dtype=bool).reshape(size)
        foreign = [any(self.foreign(code) for code in [*many, one]) for many, one in self._both()]
        self.odd = self.dangling | np.array(lost_own, dtype=bool) | np.array(foreign, dtype=bool)
        told = [any(self.away(code) for code in [*many, one]) for many, one in self._both()]
        self.told_elsewhere = np.array(told, dtype=bool).reshape(size)

    def served(self) -> list[tuple[int, int]]:
        """List (unit, facility) of every service link, each once."""
        found = {
            (row, facility)
            for facility, codes in enumerate(self.serves)
            for code in codes
            for row in self.named(code)
        }
        return sorted(found)

    def named(self, code: str) -> list[int]:
        """Find the units that a code names: itself, or what a longer code begins with."""
        cuts = [code[:length] for length in self.lengths if len(code) >= length]
        return [self.rows[cut] for cut in cuts if cut in self.rows]

    def known(self, code: str) -> bool:
        """Tell whether a code names a unit in question, one elsewhere, or what holds some of them."""
        return bool(code) and (bool(self.named(code)) or self.away(code) or self.holds(code))

    def holds(self, code: str) -> bool:
        """Tell whether a code is of a higher level than units in question."""
        return code in self.above

    def away(self, code: str) -> bool:
        """Tell whether a code names what is surely not in question."""
        if not code or self.named(code) or self.holds(code):
            return False
        inside = any(code[:length] in self.elsewhere for length in _LENGTHS)
        return inside or code in self.above_elsewhere or self.foreign(code)

    def foreign(self, code: str) -> bool:
        """Tell whether a code is of another district than the units are."""
        return bool(code and self.prefix) and not code.startswith(self.prefix)

    def may_be(self, unit: int, facility: int) -> bool:
        """Tell whether a facility's own code, as far as it goes, leaves a unit open to it."""
        own = self.own[facility]
        return not self.holds(own) or self.units[unit].startswith(own)

    def agree(self, unit: int, facility: int) -> bool:
        """Tell whether a facility's own code says that it belongs to the unit."""
        code = self.units[unit]
        return bool(code) and self.own[facility].startswith(code)

    def contradict(self, unit: int, facility: int) -> bool:
        """Tell whether a facility's own code says that it belongs elsewhere."""
        code, own = self.units[unit], self.own[facility]
        return bool(code and own) and not own.startswith(code) and not code.startswith(own)

    def _both(self) -> Iterable[tuple[list[str], str]]:
        return zip(self.serves, self.own, strict=True)


def _by_place(units: gpd.GeoDataFrame, shapes: np.ndarray, codes: _Codes, tolerance_m: float) -> pd.DataFrame:
    """Join by position: inside and away from the border is sure, if no code of its own says otherwise."""
    ground = units.geometry.to_numpy(copy=True)
    ground[~_has_ground(units)] = None
    unit, site = _dwithin(ground, shapes, tolerance_m)
    borders = shapely.boundary(ground)
    shapely.prepare(ground)
    shapely.prepare(borders)
    within = shapely.contains(ground[unit], shapely.point_on_surface(shapes[site]))
    near = shapely.dwithin(borders[unit], shapes[site], tolerance_m)
    pairs = list(zip(unit.tolist(), site.tolist(), strict=True))
    agree = np.array([codes.agree(*pair) for pair in pairs], dtype=bool)
    contradict = np.array([codes.contradict(*pair) for pair in pairs], dtype=bool)
    level = np.array([len(codes.units[row]) for row in unit], dtype=int)
    homes = pd.Series(within).groupby([site, level]).transform("sum").to_numpy()
    several = within & (homes > 1)
    sure = within & ~contradict & ~several & (~near | agree) | (~within & agree & (homes == 0))
    hold = np.select([sure, within], [Hold.SURE, Hold.STANDING], default=Hold.POSSIBLE)
    settled = pd.Series(sure).groupby([site, level]).transform("any").to_numpy(dtype=bool)
    flags = [
        "；".join(text for text, told in zip(_flags(tolerance_m), row, strict=True) if told)
        for row in zip(near & ~agree, contradict, several, strict=True)
    ]
    found = pd.DataFrame({"unit": unit, "facility": site, "hold": hold, "how": "位置", "flag": flags})
    return pd.DataFrame(found[sure | within | ~settled])


def _flags(tolerance_m: float) -> tuple[str, str, str]:
    return NEAR_BORDER.format(tolerance_m=tolerance_m), CONTRADICTION, OVERLAP


def _by_own_code(
    units: gpd.GeoDataFrame, shapes: np.ndarray, codes: _Codes, placed: pd.DataFrame, *, by_distance: bool
) -> pd.DataFrame:
    """Join by the code of the unit that a facility says it lies in, where its position does not say it."""
    standing = placed[placed["hold"] >= Hold.STANDING]
    at_home = {(site, len(codes.units[unit])) for unit, site in standing[["unit", "facility"]].to_numpy()}
    known = set(zip(placed["unit"], placed["facility"], strict=True))
    shape_of = units.geometry.to_numpy()
    measurable = ~shapely.is_missing(shape_of) if by_distance else _has_ground(units)
    bodiless = shapely.is_missing(shapes)
    found = []
    for site, code in enumerate(codes.own):
        for unit in codes.named(code):
            pair = (unit, site)
            if pair in known or (by_distance and measurable[unit] and not bodiless[site]):
                continue
            speaks_against = not bodiless[site] and (
                measurable[unit] or (not by_distance and (site, len(codes.units[unit])) in at_home)
            )
            hold, flag = (Hold.POSSIBLE, CONTRADICTION) if speaks_against else (Hold.SURE, "")
            found.append((unit, site, hold, "单元代码", flag))
    return _typed(pd.DataFrame(found, columns=list(_COLUMNS)))


def _beginnings(codes: Iterable[str]) -> frozenset[str]:
    """Give the codes and those of the levels above them."""
    return frozenset(code[:length] for code in codes for length in _LENGTHS if length <= len(code))


def _dwithin(grounds: np.ndarray, shapes: np.ndarray, distance_m: float) -> tuple[np.ndarray, np.ndarray]:
    tree = shapely.STRtree(shapes)
    unit, site = tree.query(grounds, predicate="dwithin", distance=distance_m)
    order = np.lexsort((site, unit))
    return unit[order], site[order]


def _has_ground(units: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(shapely.get_dimensions(units.geometry.to_numpy()) == POLYGON)


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in frame:
        return [""] * len(frame)
    return [str(text).strip() for text in frame[column].astype(object).where(frame[column].notna(), "")]


def _frame(pairs: Iterable[tuple[int, int]], hold: Hold, how: str) -> pd.DataFrame:
    rows = [(unit, site, hold, how, "") for unit, site in pairs]
    return _typed(pd.DataFrame(rows, columns=list(_COLUMNS)))


def _typed(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.astype({"unit": int, "facility": int, "hold": int, "how": object, "flag": object})
