"""Land-class codes: written plainly without loss, given back lost zeros, matched with their subdivisions."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

_QUOTES = "'\"`´‘’“”ʹʼ′"
_EXCEL_TEXT = re.compile(r'="(.*)"')
_DECIMALS = re.compile(r"(\d+)\.0+")
_SPACED = re.compile(r"\d+[A-Z]?\d?[A-Z]?", re.IGNORECASE)
_ZEROLESS = re.compile(r"\d(\d\d){1,2}[A-Z]?|\d")  # 301, 30101, 301K, 3: a zero is missing in front
_THREE_DIGITS = re.compile(r"0\d\d")
_NO_VALUE = {"<null>", "null", "none", "nan", "<na>"}
# Classes of the second survey (二调), which has three digits (031 有林地); written as numbers they show here.
_SECOND_SURVEY = {"31", "32", "33", "41", "42", "43"}
_LOOK_ALIKES = str.maketrans({"К": "K", "к": "K", "Κ": "K", "κ": "K"})  # Cyrillic and Greek
_SUBDIVISION = re.compile(r"(\d\d|H\d)*[A-Z]?")


def clean_code(value: object) -> str:
    """
    Write a land-class code plainly; empty where there is none.

    Half-width, capital K, without blanks, invisible characters, quotation marks
    or a decimal point. Nothing is added: for lost zeros see `with_zeros`.
    """
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        value = "" if math.isnan(value) else int(value) if float(value).is_integer() else value
    text = unicodedata.normalize("NFKC", str(value)).translate(_LOOK_ALIKES)
    text = "".join(character for character in text if unicodedata.category(character) not in {"Cf", "Cc"})
    if written := _EXCEL_TEXT.fullmatch(text.strip()):
        text = written.group(1)
    text = text.strip().strip(_QUOTES).strip()
    text = _DECIMALS.sub(r"\1", text) if _DECIMALS.fullmatch(text) else text
    squeezed = re.sub(r"\s+", "", text)
    if _SPACED.fullmatch(squeezed):
        return squeezed.upper()
    return "" if text.casefold() in _NO_VALUE else text


def with_zero(code: str) -> str:
    """Give a code its leading zero back: land classes have an even number of digits."""
    return "0" + code if _ZEROLESS.fullmatch(code) and not code.startswith("0") else code


def have_lost_zeros(codes: Iterable[str]) -> bool:
    """Tell whether short codes lack a zero; those of the second survey have three digits of their own."""
    seen = set(codes)
    return not any(code in _SECOND_SURVEY or _THREE_DIGITS.fullmatch(code) for code in seen)


def is_among(code: str, wanted: Sequence[str], *, exact: bool = False) -> bool:
    """Match a code with the wanted ones or their subdivisions; K marks 可调整 (adjustable) land."""
    return any(
        code.casefold() == one.casefold()
        or (
            not exact
            and one.isdigit()
            and code.startswith(one)
            and _SUBDIVISION.fullmatch(code[len(one) :].upper()) is not None
        )
        for one in wanted
    )


class CountedCodes:
    """
    Which codes count, which may, and which are unknown.

    A land-class code takes its subdivisions with it (`0301` takes `0301K`); with
    `exact` (a user's own scheme) it does not. `unlisted` are codes of the layer that
    its list of classes does not have. `never` are subdivisions that stay out although
    their class counts or may count.
    """

    def __init__(
        self,
        classes: Sequence[str] | None,
        maybe: Sequence[str] = (),
        *,
        unlisted: Iterable[str] = (),
        exact: bool = False,
        never: Sequence[str] = (),
    ) -> None:
        self.classes = None if classes is None else tuple(clean_code(code) for code in classes)
        self.maybe = tuple(clean_code(code) for code in maybe)
        self.unlisted = frozenset(unlisted)
        self.exact = exact
        self.never = tuple(clean_code(code) for code in never)

    def counts(self, code: str) -> bool:
        """Tell whether a code surely counts."""
        return self.classes is None or self._among(code, self.classes)

    def may_count(self, code: str) -> bool:
        """Tell whether a code may count, but not surely."""
        return not self.counts(code) and self._among(code, self.maybe)

    def is_unknown(self, code: str) -> bool:
        """Tell whether nothing is known of a code: there is none, or no list has it."""
        return not code or (code in self.unlisted and not self.counts(code) and not self.may_count(code))

    def _among(self, code: str, wanted: Sequence[str]) -> bool:
        return is_among(code, wanted, exact=self.exact) and not is_among(code, self.never)
