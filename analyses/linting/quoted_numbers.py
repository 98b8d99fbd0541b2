"""Numbers as the words of a plan give them: 16.24万千瓦, 百分之七十, 1公里, and names in a row."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isclose

from analyses.quantities import UNITS, converted

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九十百千"
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?|[{_HAN}]+)"
_UNIT_WORDS = {  # longest first: 平方公里 is no 公里
    "平方公里": "km2", "平方千米": "km2", "km2": "km2",
    "平方米": "m2", "m2": "m2", "公顷": "ha", "ha": "ha", "亩": "mu",
    "立方米/日": "m3d", "立方米/天": "m3d", "吨/日": "m3d", "m3/d": "m3d", "立方米": "m3", "m3": "m3",
    "公里": "km", "千米": "km", "km": "km", "米": "m", "m": "m",
    "兆瓦": "MW", "MW": "MW", "千瓦": "kW", "kW": "kW",
    "%": "share",
}  # fmt: skip
_FOUND = re.compile(rf"(百分之)?({NUMBER})(万|亿)?\s*(多|余)?(年|{'|'.join(map(re.escape, _UNIT_WORDS))})?")
PHRASE_END = ",，。;；:：!！?？"
_ALL_WORDS = re.compile("全|所有|各|每|均|都|一律|村村|乡乡|户户|清零")
_NONE_WORDS = re.compile("严守|严格落实|严控|不再|不得|清零|严禁|禁止|杜绝|零|无|退出|平衡")
_SAME = 1e-12  # one division apart
_LIST_MARKS = re.compile("、|以及|[和及与]")


@dataclass(frozen=True, slots=True)
class QuotedNumber:
    """A number with the unit that follows it (None: a counter or nothing); shares 0 to 1."""

    value: float
    unit: str | None


def plain(text: str) -> str:
    """Give a text with full-width letters, digits and raised figures as plain ones."""
    return unicodedata.normalize("NFKC", text)


def numeral(word: str) -> Decimal:
    """
    Read digits or a Chinese numeral below ten thousand: `4,000`, `二百五十`, `两`, `二〇三〇`.

    A word without place names is read digit by digit.
    """
    if word[0].isdigit() and word[0].isascii():
        return Decimal(word.replace(",", ""))
    if not set(word) & set(_PLACES):
        return Decimal("".join(str(_DIGITS[letter]) for letter in word))
    total, last = 0, 0
    for letter in word:
        if letter in _PLACES:
            total += (last or 1) * _PLACES[letter]
            last = 0
        else:
            last = _DIGITS[letter]
    return Decimal(total + last)


def quoted_numbers(text: str) -> Iterator[QuotedNumber]:
    """Give every number of a text but years, with 万 and 亿 multiplied out."""
    for match in _FOUND.finditer(plain(text)):
        per_cent, word, large, _more, unit_word = match.groups()
        if unit_word == "年":
            continue
        value = numeral(word) * _LARGE.get(large or "", 1)
        unit = "share" if per_cent else _UNIT_WORDS.get(unit_word or "")
        yield QuotedNumber(float(value / 100 if unit == "share" else value), unit)


def says(text: str, bound: float, unit: str) -> bool:
    """
    Tell whether a quote gives a bound: in digits, in words, or by as many names.

    `unit` is a unit of `quantities`, or any word that counts (家, 件). "All" in
    any wording is 100 %, a ban is 0; one thing needs no number.
    """
    if any(_equals(number, bound, unit) for number in quoted_numbers(text)):
        return True
    if bound == 0:  # none left is said of all, too: 全面改造
        return (_NONE_WORDS.search(text) or _ALL_WORDS.search(text)) is not None
    if unit == "share":
        return bound == 1 and _ALL_WORDS.search(text) is not None
    if unit in UNITS and UNITS[unit].dimension not in {"count", "people"}:
        return False  # measured things are not counted by their names
    return bound == 1 or any(len(_unnumbered(phrase)) == bound for phrase in phrases(text))


def phrases(text: str) -> list[str]:
    """Part a text at commas and full stops; what stands in brackets stays with its phrase."""
    return [phrase for phrase in re.split(f"[{PHRASE_END}]", text) if phrase]


def names_in(listing: str) -> list[str]:
    """Part a listing such as 甲、乙和丙 into its names."""
    return [name for name in _LIST_MARKS.split(re.sub(r"[(（][^()（）]*[)）]", "", listing)) if name]


def _unnumbered(phrase: str) -> list[str]:
    """Give the names of a phrase that stand for one thing each: 42个村庄规划 does not."""
    return [name for name in names_in(phrase) if not name[0].isdigit()]


def _equals(number: QuotedNumber, bound: float, unit: str) -> bool:
    """Compare in the bound's unit; a number of another dimension is never it."""
    value, written = number.value, number.unit
    if unit.startswith("%"):  # %下降: in per cent, as the plan says it
        return written == "share" and isclose(value * 100, bound, rel_tol=_SAME)
    if written is None:
        return unit != "share" and value == bound
    if unit not in UNITS or UNITS[written].dimension != UNITS[unit].dimension:
        return False
    return isclose(converted(value, written, unit), bound, rel_tol=_SAME)
