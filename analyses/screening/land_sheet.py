"""The land sheet of projects (套合): their ground by land class, 三大类 and owner, ridges apart."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from analyses.land.code_systems import LAND_AND_SEA_USE, THIRD_SURVEY, code_table, read_codes, stated_systems
from gis.areal import Shapes
from gis.common_ground import cut
from gis.errors import InputError
from gis.piece_store import pieces_of
from gis.plane import to_plane
from layers.layer import Layer

from .footprints import Footprints

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OUTSIDE, UNKNOWN = "（无地类数据）", "不明"
RIDGES = "1203"  # 田坎
_OWNERS = ("qsdwmc", "权属单位名称", "zldwmc", "坐落单位名称")
_CLASSES = ("dlbm", "地类编码", "地类代码")
_ROUNDING = 1e-6  # of a footprint: less bare ground than that is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class LandRow:
    """
    Ground of one footprint in one land class of one owner, ellipsoidal m².

    `area_m2` is the class without its ridges, `ridges_m2` the ridges (田坎) that the
    survey deducts. A footprint's rows fill it: ground without land data has a row of
    its own (dlbm empty).
    """

    footprint: str
    dlbm: str
    dlmc: str
    major_class: str
    owner: str
    area_m2: float
    ridges_m2: float


def land_rows(sites: Footprints, landuse: Layer) -> tuple[LandRow, ...]:
    """
    Split footprints by land class and owner.

    Parcels that overlap count once: of two the one whose code, owner and place
    sort first. Ridges are the share (TBMJ - TBDLMJ) / TBMJ of the parcel, or
    KCXS, or KCMJ / TBMJ; 0 where the layer has none of them.

    Raises
    ------
    InputError
        If the layer has no column of land classes.
    """
    shapes = to_plane(landuse.frame.geometry, sites.crs).to_numpy()
    cuts = cut(sites.shapes, pieces_of(shapes))
    parcels = _parcels(landuse)
    own = _own_ground(cuts.shapes, cuts.footprint, parcels, cuts.polygon)
    area_m2 = sites.measured_m2(own)
    alike = np.abs(area_m2 - sites.area_m2[cuts.footprint]) <= 1e-9 * sites.area_m2[cuts.footprint]
    area_m2 = np.where(alike, sites.area_m2[cuts.footprint], area_m2)
    table = pd.DataFrame(
        {
            "place": cuts.footprint,
            "code": parcels.code[cuts.polygon],
            "name": parcels.name[cuts.polygon],
            "owner": parcels.owner[cuts.polygon],
            "ridges": area_m2 * parcels.ridges[cuts.polygon],
            "area": area_m2,
        }
    )
    return tuple(_rows(table, sites, parcels))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Parcels:
    code: npt.NDArray[np.object_]
    name: npt.NDArray[np.object_]
    owner: npt.NDArray[np.object_]
    ridges: Floats  # share of the parcel
    major: Mapping[str, str]


def _parcels(landuse: Layer) -> _Parcels:
    frame = landuse.frame
    column = _column(frame, _CLASSES)
    if column is None:
        raise InputError(f"{landuse.origin.file}: no column DLBM; name it in `fields`", code="H012")
    stated = _column(frame, ("code_system", "编码体系"))
    systems = stated_systems(frame[stated].dropna().unique()) if stated is not None else set()
    # asked about arable land, so that the codes are read as land classes and lost zeros come back
    read = read_codes(frame[column], ["0101"], stated=systems)
    codes = read.codes.to_numpy(dtype=object)
    third = read.systems != (LAND_AND_SEA_USE,)
    owner = _column(frame, _OWNERS)
    name = _column(frame, ("dlmc", "地类名称"))
    return _Parcels(
        code=codes,
        name=_texts(frame, name),
        owner=_texts(frame, owner),
        ridges=_ridges(frame),
        major={code: major_class(code) if third else UNKNOWN for code in set(codes)},
    )


def _own_ground(shapes: Shapes, footprint: Ints, parcels: _Parcels, polygon: Ints) -> Shapes:
    """Leave to each pair the ground that no pair before it has taken, so that each spot counts once."""
    own = shapes.copy()
    # of pairs in one order whatever order the rows came in: `cut` sorts by place, codes break what is alike
    order = np.lexsort((np.arange(len(shapes)), parcels.code[polygon].astype(str), footprint))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    rank = np.empty(len(shapes), dtype=np.int64)
    rank[order] = np.arange(len(shapes))
    before = (footprint[one] == footprint[other]) & (rank[other] < rank[one])
    one, other = one[before], other[before]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other])) > _ROUNDING
    for place in np.unique(one[shared]):
        taken = other[shared & (one == place)]
        own[place] = shapely.difference(own[place], shapely.union_all(shapes[np.sort(taken)]))
    return own


def _rows(table: pd.DataFrame, sites: Footprints, parcels: _Parcels) -> list[LandRow]:
    by_place = {int(str(place)): part for place, part in table.groupby("place", sort=True)}
    found = []
    for place, row_id in enumerate(sites.id):
        part = by_place.get(place)
        covered_m2 = 0.0
        if part is not None:
            covered_m2 = math.fsum(part["area"])
            for (code, owner), own in part.groupby(["code", "owner"], sort=True):
                ridges_m2 = math.fsum(own["ridges"])
                found.append(
                    LandRow(
                        footprint=row_id,
                        dlbm=str(code),
                        dlmc=str(own["name"].min()) or _title(str(code)),
                        major_class=parcels.major[str(code)],
                        owner=str(owner),
                        area_m2=math.fsum(own["area"]) - ridges_m2,
                        ridges_m2=ridges_m2,
                    )
                )
        bare_m2 = float(sites.area_m2[place]) - covered_m2
        if bare_m2 > _ROUNDING * sites.area_m2[place]:
            found.append(
                LandRow(
                    footprint=row_id,
                    dlbm="",
                    dlmc=OUTSIDE,
                    major_class=UNKNOWN,
                    owner="",
                    area_m2=bare_m2,
                    ridges_m2=0.0,
                )
            )
    return found


def major_class(code: str) -> str:
    """Give the 三大类 of a code of the third survey; 不明 for a code that the survey does not have."""
    if not code or not code_table(THIRD_SURVEY).has(code):
        return UNKNOWN
    classes, rest = _major_table()
    fitting = [prefix for prefix in classes if code.startswith(prefix)]
    return classes[max(fitting, key=len)] if fitting else rest


@cache
def _major_table() -> tuple[dict[str, str], str]:
    text = (files("analyses") / "code_tables" / "major_classes.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return {code: name for name, codes in told["classes"].items() for code in codes}, str(told["rest"])


def land_warnings(rows: Sequence[LandRow], landuse: Layer) -> tuple[str, ...]:
    """Say what of the land sheet is open: codes without a class, bare ground, ridges not known."""
    found = []
    unknown = sorted({row.dlbm for row in rows if row.major_class == UNKNOWN and row.dlbm})
    if unknown:
        found.append(f"地类编码 {'、'.join(unknown)} 不在三调分类或属用地用海分类，三大类记为“不明”")
    bare_m2 = math.fsum(row.area_m2 for row in rows if row.dlmc == OUTSIDE)
    if bare_m2 > 0:
        found.append(f"{bare_m2:.2f} m² 用地没有地类数据，单列一行")
    arable = any(row.dlbm.startswith("01") for row in rows)
    if arable and not _ridges(landuse.frame).any():
        found.append("地类图斑没有田坎数据（TBDLMJ、KCXS、KCMJ），耕地面积含田坎")
    return tuple(found)


def major_totals(rows: Sequence[LandRow]) -> dict[str, float]:
    """Sum the sheet by 三大类, m²; ridges are farmland in the wide sense (1203)."""
    names = sorted({row.major_class for row in rows} | ({major_class(RIDGES)} if rows else set()))
    return {
        name: math.fsum(
            [
                *(row.area_m2 for row in rows if row.major_class == name),
                *(row.ridges_m2 for row in rows if major_class(RIDGES) == name),
            ]
        )
        for name in names
    }


def rounded_to_sum(amounts: Sequence[float], digits: int) -> tuple[float, ...]:
    """Round a column for print so that it adds up: the residual goes to the largest item (DOMAIN B5)."""
    rounded = [round(amount, digits) for amount in amounts]
    if not rounded:
        return ()
    residual = round(round(math.fsum(amounts), digits) - math.fsum(rounded), digits)
    largest = max(range(len(rounded)), key=lambda place: amounts[place])
    rounded[largest] = round(rounded[largest] + residual, digits)
    return tuple(rounded)


def _ridges(frame: pd.DataFrame) -> Floats:
    """Give the share of each parcel that is ridges, by the best column that the layer has."""
    whole, net = _numbers(frame, ("tbmj", "图斑面积")), _numbers(frame, ("tbdlmj", "图斑地类面积"))
    ridges = _numbers(frame, ("kcmj", "扣除地类面积", "扣除面积"))
    factor = _numbers(frame, ("kcxs", "扣除系数", "tkxs", "田坎系数"))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = ((whole - net) / whole, ridges / whole, factor)
    for share in shares:
        found = np.where((share > 0) & (share < 1), share, 0.0)
        if found.any():
            return found
    return np.zeros(len(frame))


def _numbers(frame: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    column = _column(frame, names)
    if column is None:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _column(frame: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    """Find a column by its names, the first first, whatever its capitals."""
    present = {str(column).casefold(): str(column) for column in frame.columns}
    return next((present[name] for name in names if name in present), None)


def _texts(frame: pd.DataFrame, column: str | None) -> npt.NDArray[np.object_]:
    if column is None:
        return np.full(len(frame), "", dtype=object)
    texts: npt.NDArray[np.object_] = (
        frame[column].astype("string").str.strip().fillna("").to_numpy(dtype=object)
    )
    return texts


def _title(code: str) -> str:
    return code_table(THIRD_SURVEY).classes.get(code[:4], "")
