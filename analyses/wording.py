"""Figures as people read them: never a bare percentage, never rounded across a bound."""

import math

from gis.units import m2_to_ha, m2_to_km2

from .measurement import Measurement, Part
from .plan_tables import Bounded
from .quantities import UNITS

_SENSE_SIGNS = {"at_least": "≥", "at_most": "≤", "equals": "="}
_MOST_DIGITS = 9
_LARGE_M2 = 1e5  # from 10 ha on areas read better in km2


def share_text(value: float, bound: float | None = None) -> str:
    """
    Write a share in per cent with one digit more than its bound.

    More digits are added while rounding would put the value on the bound's other side.
    """
    if math.isnan(value):
        return "—"
    digits = 1 if bound is None else _digits(bound) + 1
    while bound is not None and digits < _MOST_DIGITS and value != bound and _crosses(value, bound, digits):
        digits += 1
    return f"{value * 100:.{digits}f}%"


def area_text(area_m2: float) -> str:
    """Write an area in km² or, when small, in hectares."""
    if abs(area_m2) >= _LARGE_M2:
        return f"{m2_to_km2(area_m2):,.2f} km²"
    return f"{m2_to_ha(area_m2):,.2f} ha"


def length_text(length_m: float) -> str:
    """Write a length in metres below 10 km, in km above."""
    if math.isinf(length_m):
        return "无设施"
    return f"{length_m:,.0f} m" if abs(length_m) < 1e4 else f"{length_m / 1000:,.1f} km"  # noqa: PLR2004 - 10 km


def quantity_text(amount: float, unit: str | None) -> str:
    """Write a numerator or denominator in its unit."""
    if unit == "m2":
        return area_text(amount)
    if unit == "people":
        return f"{amount:,.0f} 人"
    return f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"


def pair_text(numerator: float, denominator: float, unit: str | None) -> str:
    """Write what a share is of, both amounts in the unit that suits the whole."""
    if unit != "m2":
        return f"{quantity_text(numerator, unit)} / {quantity_text(denominator, unit)}"
    if denominator >= _LARGE_M2:
        return f"{m2_to_km2(numerator):,.2f} km² / {m2_to_km2(denominator):,.2f} km²"
    return f"{m2_to_ha(numerator):,.2f} ha / {m2_to_ha(denominator):,.2f} ha"


def unit_text(part: Part, unit: str | None) -> str:
    """Write one unit's part of a figure."""
    return f"{pair_text(part.numerator, part.denominator, unit)}（{share_text(part.value)}）"


def amount_text(value: float, unit: str, bound: float | None = None, counter: str | None = None) -> str:
    """
    Write an amount in its unit: `3 座`, `209.70 km`, `16.24 万kW`.

    More digits are added while rounding would put the value on the bound's other side.
    """
    if unit == "share":
        return share_text(value, bound)
    if not math.isfinite(value):
        return "—" if math.isnan(value) else "无设施"
    known = UNITS[unit]
    digits = 0 if float(value).is_integer() else max(known.digits, _places(bound))
    while bound is not None and digits < _MOST_DIGITS and value != bound and _over(value, bound, digits):
        digits += 1
    return f"{value:,.{digits}f} {counter or known.title}"


def display(measured: Measurement, bound: float | None = None, counter: str | None = None) -> str:
    """Write a figure with what it is a share of: `38.20 km² / 45.10 km²（84.7%）`."""
    if measured.unit == "m":
        return length_text(measured.value)
    if measured.unit != "share":
        return amount_text(measured.value, measured.unit, bound, counter)
    if measured.numerator is None or measured.denominator is None:
        return share_text(measured.value, bound)
    amounts = pair_text(measured.numerator, measured.denominator, measured.quantity_unit)
    return f"{amounts}（{share_text(measured.value, bound)}）"


def bound_text(bound: Bounded, unit: str, counter: str | None = None) -> str:
    """Write what is demanded, such as `≥ 70%`."""
    if bound.sense is None or bound.bound_value is None:
        return "未给出数值"
    sign = _SENSE_SIGNS[bound.sense]
    if unit == "share":
        return f"{sign} {bound.bound_value * 100:.{_digits(bound.bound_value)}f}%"
    if unit == "m":
        return f"{sign} {length_text(bound.bound_value)}"
    return f"{sign} {bound.bound_value:,.{_places(bound.bound_value)}f} {counter or UNITS[unit].title}"


def _digits(bound: float) -> int:
    """Count the decimals that a bound has in per cent (0.6186 has two)."""
    text = f"{bound * 100:.6f}".rstrip("0")
    return len(text.partition(".")[2])


def _crosses(value: float, bound: float, digits: int) -> bool:
    shown = round(value * 100, digits) / 100
    return (shown >= bound) != (value >= bound)


def _places(bound: float | None) -> int:
    """Count the decimals that a bound is written with."""
    return 0 if bound is None else len(f"{bound:.6f}".rstrip("0").partition(".")[2])


def _over(value: float, bound: float, digits: int) -> bool:
    return (round(value, digits) >= bound) != (value >= bound)
