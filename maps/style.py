"""One look and one wording for page, sheet and report: quiet ground, loud finding."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from analyses.wording import length_text, share_text

FONTS = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei")

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#f4f2ec",  # ground outside the district
        "ground": "#fffefb",  # ground inside
        "veil": "#e9e5db",  # over what does not count
        "ink": "#1d252c",  # text, boundary
        "soft": "#5a646d",  # second text; 6:1 on white
        "line": "#d9d5ca",  # rules and frames
        "unit": "#8c9399",  # outlines of units
        "covered": "#0072b2",  # Okabe-Ito blue
        "gaps": "#d55e00",  # Okabe-Ito vermilion
        "gaps_ink": "#a34700",  # vermilion dark enough for text
        "facilities": "#12344d",
        "chosen": "#000000",  # outline of what was clicked
        "unsettled": "#7a4f8f",
        "no_data": "#6a737b",
    }
)

# colour and shape of each outcome; the shape alone must tell them apart
OUTCOME_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "met": (COLOURS["covered"], "disc"),
        "missed": (COLOURS["gaps_ink"], "diamond"),
        "unsettled": (COLOURS["unsettled"], "triangle"),
        "no_data": (COLOURS["no_data"], "ring"),
        "not_spatial": (COLOURS["no_data"], "dash"),
    }
)

SENSES: Mapping[str, str] = MappingProxyType({"at_least": "≥", "at_most": "≤", "equals": "="})

UNIT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "km2": "km²",
        "m2": "m²",
        "ha": "公顷",
        "mu": "亩",
        "m3/d": "m³/d",
        "m3d": "m³/d",
        "people": "人",
        "person": "人",
        "persons": "人",
        "count": "个",
        "1": "",
    }
)

MISSING = "—"


def number(value: float | None, digits: int = 2) -> str:
    """Write a number, thousands grouped; whole numbers stay whole, nothing becomes a dash."""
    if value is None or not math.isfinite(value):
        return MISSING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.{digits}f}"


def figure(value: float | None, unit: str | None, bound: float | None = None) -> str:
    """Write a value in its unit, as the table of results does; a share gets one digit more than its bound."""
    if value is None or not math.isfinite(value):
        return MISSING
    if unit == "share":
        return share_text(value, bound)
    if unit == "m":
        return length_text(value)
    return f"{number(value)} {UNIT_TITLES.get(unit, unit) if unit else ''}".rstrip()


def bound_text(sense: str, value: float, unit: str | None) -> str:
    """Write a bound: the sign, then the number."""
    text = f"{value * 100:.10g}%" if unit == "share" else figure(value, unit)
    return f"{SENSES.get(sense, sense)} {text}"
