"""Units as heads of columns name them, and the exact factor from one to another."""

import unicodedata
from fractions import Fraction

_WORDS: dict[str, tuple[str, ...]] = {
    "m": ("m", "米"),
    "km": ("km", "千米", "公里"),
    "m2": ("m2", "平方米", "平米", "sqm"),
    "wan_m2": ("万m2", "万平方米", "万平米"),
    "mu": ("亩", "mu"),
    "wan_mu": ("万亩",),
    "ha": ("ha", "hm2", "公顷"),
    "km2": ("km2", "平方公里", "平方千米"),
    "kw": ("kw", "千瓦", "kwp"),
    "mw": ("mw", "兆瓦", "mwp"),
    "wan_kw": ("万kw", "万千瓦"),
    "m3": ("m3", "立方米", "方"),
    "wan_m3": ("万m3", "万立方米"),
    "m3d": ("m3/d", "立方米/日", "立方米/天", "吨/日", "吨/天", "t/d", "方/日"),
    "wan_m3d": ("万m3/d", "万立方米/日", "万吨/日", "万t/d"),
    "person": ("人", "口"),
    "wan_person": ("万人",),
}
_SIZES: dict[str, tuple[str, Fraction]] = {
    "m": ("length", Fraction(1)),
    "km": ("length", Fraction(1000)),
    "m2": ("area", Fraction(1)),
    "wan_m2": ("area", Fraction(10_000)),
    "mu": ("area", Fraction(2000, 3)),
    "wan_mu": ("area", Fraction(20_000_000, 3)),
    "ha": ("area", Fraction(10_000)),
    "km2": ("area", Fraction(1_000_000)),
    "kw": ("power", Fraction(1)),
    "mw": ("power", Fraction(1000)),
    "wan_kw": ("power", Fraction(10_000)),
    "m3": ("volume", Fraction(1)),
    "wan_m3": ("volume", Fraction(10_000)),
    "m3d": ("flow", Fraction(1)),
    "wan_m3d": ("flow", Fraction(10_000)),
    "person": ("people", Fraction(1)),
    "wan_person": ("people", Fraction(10_000)),
}
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words}


def unit_factor(source: str, target: str) -> Fraction | None:
    """Give how many of the unit `target` one of `source` is; None where unknown or of another kind."""
    one, other = _BY_WORD.get(_folded(source)), _BY_WORD.get(_folded(target))
    if one is None or other is None:
        return Fraction(1) if _folded(source) == _folded(target) else None
    (kind, size), (wanted, per) = _SIZES[one], _SIZES[other]
    return size / per if kind == wanted else None


def _folded(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
