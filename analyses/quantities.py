"""The units that targets are stated in: what each is called, what it measures, how one becomes another."""

from dataclasses import dataclass

from gis.errors import ParameterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """
    A unit of planning tables.

    One of it is `times / per` base units of its dimension: two whole numbers, so
    that 162,400 kW are 16.24 万kW to the last bit, and 亩 are 2000/3 m².
    """

    title: str
    dimension: str
    times: int = 1
    per: int = 1
    digits: int = 2


UNITS: dict[str, Unit] = {
    "share": Unit(title="%", dimension="share"),
    "count": Unit(title="个", dimension="count", digits=0),
    "m": Unit(title="m", dimension="length", digits=0),
    "km": Unit(title="km", dimension="length", times=1000),
    "m2": Unit(title="m²", dimension="area"),
    "ha": Unit(title="ha", dimension="area", times=10_000),
    "mu": Unit(title="亩", dimension="area", times=2000, per=3),
    "km2": Unit(title="km²", dimension="area", times=1_000_000),
    "kW": Unit(title="kW", dimension="power", digits=0),
    "MW": Unit(title="MW", dimension="power", times=1000),
    "wan_kW": Unit(title="万kW", dimension="power", times=10_000),
    "m3d": Unit(title="m³/d", dimension="flow", digits=0),
    "m3": Unit(title="m³", dimension="volume", digits=0),
    "people": Unit(title="人", dimension="people", digits=0),
}
_SPELLINGS = {
    "m²": "m2",
    "km²": "km2",
    "亩": "mu",
    "万kW": "wan_kW",
    "m³/d": "m3d",
    "m³": "m3",
    "人": "people",
}


def known_unit(name: str) -> str:
    """Give the name of a unit, also where a column's head writes it (`m³/d`, `万kW`); else refuse."""
    plain = _SPELLINGS.get(name, name)
    if plain not in UNITS:
        raise ParameterError(f"no unit is called '{name}'; use one of {', '.join(UNITS)}")
    return plain


def converted(value: float, source: str, target: str) -> float:
    """Convert a value between two units of one dimension; equal units leave it untouched."""
    if source == target:
        return value
    given, wanted = UNITS[known_unit(source)], UNITS[known_unit(target)]
    if given.dimension != wanted.dimension:
        raise ParameterError(f"{source} cannot become {target}: {given.dimension} is not {wanted.dimension}")
    return value * (given.times * wanted.per) / (given.per * wanted.times)
