"""The level of a unit, told by its official code after GB/T 10114."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import pandas as pd

from .layer import Layer
from .official_list import OFFICIAL_CODE
from .unit_names import TOWNSHIP, VILLAGE, full_code, plain_name

Level = Literal["街道", "乡镇", "类似乡级", "社区", "村"]
LEVELS: tuple[Level, ...] = ("街道", "乡镇", "类似乡级", "社区", "村")
_OF_TOWNSHIPS: tuple[tuple[range, Level], ...] = (
    (range(1, 100), "街道"),
    (range(100, 400), "乡镇"),  # 100-199 镇, 200-399 乡
    (range(400, 600), "类似乡级"),  # no 乡镇 in law
)
_OF_VILLAGES: tuple[tuple[range, Level], ...] = ((range(1, 200), "社区"), (range(200, 400), "村"))
_SPELLINGS: dict[str, Level] = {
    "街道办": "街道",
    "度假区": "类似乡级",
    "开发区": "类似乡级",
    "镇": "乡镇",
    "乡": "乡镇",
    "民族乡": "乡镇",
    "建制镇": "乡镇",
    "类似乡级单位": "类似乡级",
    "管理区": "类似乡级",
    "居委会": "社区",
    "居民委员会": "社区",
    **{level: level for level in LEVELS},
}
_CODE_COLUMNS = (OFFICIAL_CODE, "code", "unit_code")  # the joined code first, then what the file says


def level_of_code(code: object) -> Level | None:
    """
    Tell the level of a unit from its official code of 9 or 12 digits; None where the code tells none.

    The last three digits of a 9-digit code are 001-099 for 街道, 100-199 for 镇,
    200-399 for 乡 and 400-599 for 类似乡级单位; of a 12-digit code 001-199 for
    居委会 and 200-399 for 村委会.
    """
    digits = full_code(code)
    ranges = {TOWNSHIP: _OF_TOWNSHIPS, VILLAGE: _OF_VILLAGES}.get(len(digits), ())
    return next((level for numbers, level in ranges if int(digits[-3:]) in numbers), None)


def level_of_text(text: object) -> Level | None:
    """Tell a level that a table states in words; None for words of another list (乡级, 二级)."""
    return _SPELLINGS.get(plain_name(text))


def unit_codes(frame: pd.DataFrame) -> pd.Series:
    """
    Give the official code of each row, empty where it has none.

    The code joined from the official list stands before `code`, and that before
    `unit_code` (which of a village may be its township's).
    """
    codes = pd.Series("", index=frame.index, dtype=object)
    for column in _CODE_COLUMNS:
        if column in frame:
            codes = codes.where(codes != "", frame[column].map(full_code))
    return codes


def with_levels(layer: Layer) -> Layer:
    """
    Give a layer of units the column `level` in the words of `LEVELS`.

    A level that the table states in words decides; where it states none, or one of
    another list, the code does. What neither tells keeps the table's text.
    """
    codes = unit_codes(layer.frame)
    stated = _stated(layer.frame)
    told = stated.map(level_of_text)
    level = told.where(told.notna(), codes.map(level_of_code)).where(lambda found: found.notna(), stated)
    texts = pd.Series(level, index=layer.frame.index, dtype=object).astype("string")
    return replace(layer, frame=layer.frame.assign(level=texts))


def levels_against_code(layer: Layer) -> tuple[str, ...]:
    """Name the units whose stated level is not the one of their code: the statement is taken, and told."""
    frame = layer.frame
    told, by_code = _stated(frame).map(level_of_text), unit_codes(frame).map(level_of_code)
    apart = told.notna() & by_code.notna() & (told != by_code)
    names = frame["name"] if "name" in frame else unit_codes(frame)
    return tuple(
        f"{name}（填为{stated}，按代码为{level}）"
        for name, stated, level in sorted(_rows(names[apart], told[apart], by_code[apart]))
    )


def _stated(frame: pd.DataFrame) -> pd.Series:
    if "level" not in frame:
        return pd.Series(None, index=frame.index, dtype=object)
    return frame["level"].astype(object).where(frame["level"].notna(), None)


def _rows(*columns: pd.Series) -> Iterable[tuple[str, ...]]:
    return (tuple(map(str, row)) for row in zip(*columns, strict=True))
