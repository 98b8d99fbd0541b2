"""Land-class codes: written plainly, matched with their subdivisions, given back lost zeros."""

import math
import re
import unicodedata
from collections.abc import Sequence

import pandas as pd


def clean_code(value: object) -> str:
    """Write a land-class code plainly: half-width, no blanks, no decimal point; empty where there is none."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


class CountedCodes:
    """Which codes count, which may; a code takes its subdivisions with it (`0301` takes `0301K`)."""

    def __init__(self, classes: Sequence[str] | None, maybe: Sequence[str]) -> None:
        self.classes = None if classes is None else tuple(clean_code(code) for code in classes)
        self.maybe = tuple(clean_code(code) for code in maybe)

    def counts(self, code: str) -> bool:
        """Tell whether a code surely counts."""
        return self.classes is None or _among(code, self.classes)

    def may_count(self, code: str) -> bool:
        """Tell whether a code may count, but not surely."""
        return not self.counts(code) and _among(code, self.maybe)

    def with_zeros(self, codes: pd.Series) -> pd.Series:
        """Give numeric codes their leading zeros back (`301` is `0301` where four digits are asked for)."""
        wanted = {
            len(code) for code in (self.classes or ()) + self.maybe if code.isdigit() and code.startswith("0")
        }
        if len(wanted) != 1:
            return codes
        width = wanted.pop()
        short = codes.str.fullmatch(rf"\d{{{width - 1}}}")
        return codes.where(~short, "0" + codes)


def _among(code: str, wanted: tuple[str, ...]) -> bool:
    """Match a code with the wanted ones or their subdivisions; K marks 可调整 (adjustable) land."""
    folded = code.casefold()
    return any(
        folded == one.casefold() or (one.isdigit() and re.fullmatch(rf"{one}(\d\d|k)*", folded) is not None)
        for one in wanted
    )
