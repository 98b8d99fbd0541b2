"""Codes and names of units written plainly, and the alias table of what else they are called."""

import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from .toml_file import read_toml

DISTRICT, TOWNSHIP, VILLAGE = 6, 9, 12  # digits of official codes
_WITH_PARCEL = 19  # a village's code and seven zeros, as land-use layers write it (recalled)
_SHORT_TOWNSHIP, _SHORT_VILLAGE = 3, 6  # without the district's six digits
_SEPARATORS = re.compile(r"[;；,，、|/\s]+")  # between the codes of one cell
_SUFFIX = re.compile(
    r"(街道办事处|街道|社区居委会|社区|居委会|村民委员会|村委会|行政村|旅游度假区|村|镇|乡)$"
)
_SAME_SUFFIX = {
    "街道办事处": "街道",
    "社区居委会": "社区",
    "社区居民委员会": "社区",
    "村民委员会": "村",
    "村委会": "村",
    "行政村": "村",
}


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Same(_Table):
    same: tuple[str, ...]
    source: str


class _Former(_Table):
    name: str
    code: str
    last_list: int
    source: str


class Aliases(_Table):
    """Other spellings, other names, and units of older lists."""

    spellings: tuple[_Same, ...] = ()
    names: tuple[_Same, ...] = ()
    former: tuple[_Former, ...] = ()

    def usual(self, name: str) -> str:
        """Write a name in the spelling that stands for all of its own."""
        plain = plain_name(name)
        for entry in self.names:
            if plain in entry.same:
                plain = entry.same[0]
        for entry in self.spellings:
            for other in entry.same[1:]:
                plain = plain.replace(other, entry.same[0])
        return plain


def shipped_aliases() -> Aliases:
    """Read the alias table of the district, with its sources in the file."""
    return read_toml(Path(str(files("layers") / "unit_aliases.toml")), Aliases)


def parted(cell: object) -> list[str]:
    """Part a cell that names several units at commas, semicolons, bars or blanks."""
    return [] if _is_missing(cell) else [text for text in _SEPARATORS.split(str(cell)) if text]


def full_code(value: object, prefix: str = "") -> str:
    """
    Write an official code plainly: 6, 9 or 12 digits; empty where it is none.

    Takes numbers, `431202001.0`, full-width digits, a village's 19 digits, and
    with the six digits of the district in `prefix` also short codes (`1` is
    `431202001`, `1001` is `431202001001`). Trailing zeros of a higher level go.
    """
    if _is_missing(value):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().strip("'’\"")
    text = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]+", text):
        return ""
    if len(text) == _WITH_PARCEL and text.endswith("0" * (_WITH_PARCEL - VILLAGE)):
        text = text[:VILLAGE]
    if prefix and len(text) <= _SHORT_VILLAGE and text != prefix:
        short = _SHORT_TOWNSHIP if len(text) <= _SHORT_TOWNSHIP else _SHORT_VILLAGE
        text = prefix + text.zfill(short)
    if len(text) == VILLAGE and text.endswith("000"):
        text = text[:TOWNSHIP]
    if len(text) == TOWNSHIP and text.endswith("000"):
        text = text[:DISTRICT]
    return text if len(text) in {DISTRICT, TOWNSHIP, VILLAGE} else ""


def plain_name(value: object) -> str:
    """Write a name plainly: half-width, no blanks, the short form of its kind (村委会 is 村)."""
    if _is_missing(value):
        return ""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))
    for long, short in _SAME_SUFFIX.items():
        if text.endswith(long):
            return text.removesuffix(long) + short
    return text


def stem(name: str) -> str:
    """Strip a name of its kind: one stem may belong to several units, so that it joins nothing."""
    return _SUFFIX.sub("", plain_name(name))


def _is_missing(value: object) -> bool:
    """Tell whether a cell is empty (None, NA or NaN)."""
    if isinstance(value, float | np.floating):
        return bool(np.isnan(value))
    return value is None or value is pd.NA
