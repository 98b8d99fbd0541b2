"""What the names of columns say: which axis, which system, and which columns belong together."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Axis(StrEnum):
    """What a column of coordinates holds, as far as its name tells; X and Y alone leave it open."""

    LON = "longitude"
    LAT = "latitude"
    X = "x"
    Y = "y"
    EAST = "easting"
    NORTH = "northing"
    PAIR = "longitude and latitude"


@dataclass(frozen=True, slots=True)
class Meaning:
    """An axis and the system that the name speaks of; "" where it speaks of none (or of CGCS2000)."""

    axis: Axis
    system: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColumns:
    """
    Columns of coordinates by place.

    `first` and `second` are longitude and latitude, easting and northing, or x and
    y (`axis` says which); of a pair both are the one column. `others` are places of
    columns that could as well be meant.
    """

    axis: Axis
    system: str
    first: int
    second: int
    others: tuple[int, ...] = ()
    systems: tuple[str, ...] = field(default=())


_LON = ("lon", "lng", "long", "longitude", "经度", "东经", "stoplon", "经度值", "x经度", "经度x")
_LAT = ("lat", "latitude", "纬度", "北纬", "stoplat", "纬度值", "y纬度", "纬度y")
_X = ("x", "xcoord", "coordx", "pointx", "posx", "xcoordinate", "x值", "x轴")
_Y = ("y", "ycoord", "coordy", "pointy", "posy", "ycoordinate", "y值", "y轴")
_EAST = (
    "east",
    "easting",
    "横坐标",
    "横坐标x",
    "横坐标y",
    "x横坐标",
    "y横坐标",
    "东坐标",
    "东向坐标",
    "坐标东",
)
_NORTH = (
    "north",
    "northing",
    "纵坐标",
    "纵坐标x",
    "纵坐标y",
    "x纵坐标",
    "y纵坐标",
    "北坐标",
    "北向坐标",
    "坐标北",
)
_PAIR = ("location", "坐标", "经纬度", "经纬度坐标", "lnglat", "lonlat", "经度,纬度", "经度/纬度", "经度纬度")
_AXES: dict[str, Axis] = {
    name: axis
    for axis, names in (
        (Axis.LON, _LON),
        (Axis.LAT, _LAT),
        (Axis.X, _X),
        (Axis.Y, _Y),
        (Axis.EAST, _EAST),
        (Axis.NORTH, _NORTH),
        (Axis.PAIR, _PAIR),
    )
    for name in names
}
_SYSTEMS = (
    ("gcj02", re.compile(r"gcj[_-]?0?2|gcj|(?:^|_)amap(?=_)|火星坐标系?|火星|高德|腾讯")),
    ("bd09", re.compile(r"bd[_-]?0?9(?:ll|mc)?|(?:^|_)bd(?=_|$)|(?:^|_)baidu(?=_)|百度")),
    ("wgs84", re.compile(r"wgs[_-]?(?:19)?84|wgs")),
    ("xian80", re.compile(r"(?:19)?80西安(?:坐标系?)?|西安(?:19)?80(?:坐标系?)?|xi'?an[_-]?(?:19)?80")),
    ("beijing54", re.compile(r"(?:19)?54北京(?:坐标系?)?|北京(?:19)?54(?:坐标系?)?|beijing[_-]?(?:19)?54")),
    (
        "",
        re.compile(
            r"cgcs[_-]?2000|(?:国家)?2000(?:国家)?(?:大地坐标系?|坐标系)|国家2000|国测2000|大地2000|天地图"
        ),
    ),
)
_UNITS = frozenset(
    (
        *("°", "度", "deg", "degree", "degrees", "十进制", "小数", "小数度", "十进制度", "十进制小数"),
        *("度分秒", "度.分秒", "dms", "dd", "m", "米", "单位米", "单位度", "必填", "选填"),
    )
)
_HINTS = {
    **dict.fromkeys(("东", "e", "east", "东向", "横"), Axis.EAST),
    **dict.fromkeys(("北", "n", "north", "北向", "纵"), Axis.NORTH),
    **dict.fromkeys(("x", "x坐标"), Axis.X),
    **dict.fromkeys(("y", "y坐标"), Axis.Y),
    **dict.fromkeys(("lon", "lng", "经度", "东经"), Axis.LON),
    **dict.fromkeys(("lat", "纬度", "北纬"), Axis.LAT),
    **dict.fromkeys(
        ("经度,纬度", "纬度,经度", "经纬度", "lng,lat", "lon,lat", "lat,lng", "lat,lon"), Axis.PAIR
    ),
}
# Names that end so are taken where no other are found ("充电站经度", "center_lng", and the letters of 经度).
_ENDINGS = (
    (Axis.LON, re.compile(r".*(?:经度|[_.\s](?:lon|lng|longitude)|[一-鿿](?:lon|lng))|jd|jingdu")),
    (Axis.LAT, re.compile(r".*(?:纬度|[_.\s](?:lat|latitude)|[一-鿿]lat)|wd|weidu")),
    (Axis.X, re.compile(r".*(?:x坐标|[_.\s]x|[一-鿿]x)")),
    (Axis.Y, re.compile(r".*(?:y坐标|[_.\s]y|[一-鿿]y)")),
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕")
_PARTNERS = ((Axis.LON, Axis.LAT), (Axis.EAST, Axis.NORTH), (Axis.X, Axis.Y))


def meaning(name: str) -> Meaning | None:
    """Read the name of a column, units and systems in brackets included; None where it is no coordinate."""
    base, system, hints = _taken_apart(name)
    if base is None:
        return None
    axis = _AXES.get(re.sub(r"[\s_\-:.*]", "", base))
    if axis is None:
        return None
    if axis is Axis.PAIR and hints:
        axis = hints[0]
    elif axis in {Axis.X, Axis.Y}:
        axis = next((hint for hint in hints if hint not in {Axis.X, Axis.Y, Axis.PAIR}), axis)
    return Meaning(axis, system)


def system_spoken_of(text: str) -> str:
    """Tell the system that a line of text names: gcj02, bd09, xian80, beijing54, or "" for none of these."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    words = {
        "gcj02": r"gcj-?_?0?2|火星坐标|高德坐标|腾讯坐标|坐标[^,;。]{0,6}(?:高德|腾讯|火星)",
        "bd09": r"bd-?_?0?9|百度坐标|坐标[^,;。]{0,6}百度",
        "xian80": r"西安\s*(?:19)?80|(?:19)?80\s*西安|xi'?an[\s_]*(?:19)?80",
        "beijing54": r"北京\s*(?:19)?54|(?:19)?54\s*北京|beijing[\s_]*(?:19)?54",
    }
    return next((system for system, form in words.items() if re.search(form, lowered)), "")


def named_columns(names: Sequence[str], stated: str | None = None) -> NamedColumns | None:
    """
    Find the columns of coordinates by their names.

    Longitude and latitude come before a pair, and that before x and y. Of several
    systems the stated one is taken (WGS 84 if none is stated), else columns whose
    names speak of no system; `systems` then holds those that were found instead.
    """
    meanings = [meaning(name) for name in names]
    wanted = (stated, "") if stated in {"gcj02", "bd09"} else ("wgs84", "", "xian80", "beijing54")
    for first, second in _PARTNERS[:1]:
        found = _partners(meanings, first, second, wanted)
        if found is not None:
            return found
    pairs = [place for place, one in enumerate(meanings) if one is not None and one.axis is Axis.PAIR]
    ended = _by_endings(names, _ENDINGS[0], _ENDINGS[1])
    if not pairs and ended is not None:
        return ended
    for place in pairs:
        one = meanings[place]
        system = "" if one is None else one.system
        systems = () if system in wanted else (system,)
        return NamedColumns(
            axis=Axis.PAIR, system=system, first=place, second=place, others=tuple(pairs[1:]), systems=systems
        )
    for first, second in _PARTNERS[1:]:
        found = _partners(meanings, first, second, wanted)
        if found is not None:
            return found
    return _by_endings(names, _ENDINGS[2], _ENDINGS[3])


def _partners(
    meanings: Sequence[Meaning | None], first: Axis, second: Axis, wanted: Sequence[str | None]
) -> NamedColumns | None:
    places: dict[str, tuple[list[int], list[int]]] = {}
    for place, one in enumerate(meanings):
        if one is not None and one.axis in {first, second}:
            places.setdefault(one.system, ([], []))[one.axis is second].append(place)
    whole = {system: both for system, both in places.items() if all(both)}
    if not whole:
        return None
    chosen = next((system for system in wanted if system in whole), None)
    foreign = () if chosen is not None else tuple(whole)
    system = foreign[0] if chosen is None else chosen
    firsts, seconds = whole[system]
    return NamedColumns(
        axis=first,
        system=system,
        first=firsts[0],
        second=seconds[0],
        others=tuple(firsts[1:] + seconds[1:]),
        systems=foreign,
    )


def _by_endings(
    names: Sequence[str], first: tuple[Axis, re.Pattern[str]], second: tuple[Axis, re.Pattern[str]]
) -> NamedColumns | None:
    places = []
    for _, form in (first, second):
        bases = [_taken_apart(name)[0] for name in names]
        places.append(
            [place for place, base in enumerate(bases) if base is not None and form.fullmatch(base)]
        )
    if not all(places):
        return None
    systems = {_taken_apart(names[place])[1] for both in places for place in both}
    return NamedColumns(
        axis=first[0],
        system=next(iter(sorted(systems)), ""),
        first=places[0][0],
        second=places[1][0],
        others=tuple(places[0][1:] + places[1][1:]),
    )


def _taken_apart(name: str) -> tuple[str | None, str, tuple[Axis, ...]]:
    """Part a name into bare words, system, and axes named in brackets; None where a bracket is odd."""
    text = unicodedata.normalize("NFKC", name).strip().lower()
    hints, system = [], ""
    for groups in _BRACKETS.findall(text):
        inside = re.sub(r"[\s:]", "", "".join(groups)).replace("，", ",")
        spoken, rest = _without_system(inside)
        system = spoken or system
        if rest in _HINTS:
            hints.append(_HINTS[rest])
        elif rest and rest not in _UNITS and not (spoken and rest in {"坐标", "坐标系", "系"}):
            return None, system, ()
    spoken, base = _without_system(_BRACKETS.sub("", text))
    base = base.strip(" _-:*")
    trimmed = re.sub(r"^坐标[_\-\s:]*|[_\-\s:]*坐标(?=[_\-\s:]|$)", "", base).strip(" _-:")
    known = trimmed in _AXES and _AXES[trimmed] in {Axis.LON, Axis.LAT, Axis.X, Axis.Y}
    return trimmed if known else base, spoken or system, tuple(hints)


def _without_system(text: str) -> tuple[str, str]:
    for system, form in _SYSTEMS:
        if form.search(text):
            return system, form.sub("", text, count=1)
    return "", text
