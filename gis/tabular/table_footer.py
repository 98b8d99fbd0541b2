"""Lines of a table that are no records: totals and notes below, column numbers under the head."""

import re
import unicodedata
from collections.abc import Collection, Sequence

_TOTALS = r"(?:合\s*计|总\s*计|小\s*计|累\s*计|共\s*计|total|sum)(?![一-鿿A-Za-z])"
_NOTES = (
    r"(?:备\s*注|注|说\s*明|附\s*注|制\s*表|填\s*表|编\s*制|审\s*核|复\s*核|审\s*批|批\s*准|负\s*责|联\s*系|"
    r"统\s*计|数据来源|资料来源|来\s*源|日\s*期|填\s*报|上\s*报|note|notes|source)"
    r"(?:人员?|单位|部门|时间|日期|电话|单位负责人)?\s*(?:[:：、.]|$|\d*[:：、.])"
)
_WHOLE_CELL = frozenset(("合计", "总计", "小计", "累计", "共计", "平均", "平均值", "均值"))
_AT_THE_END = frozenset(
    ("total", "subtotal", "grandtotal", "sum", "average", "mean")
)  # above it, names of firms
_LONGEST = 20  # characters of such a cell, blanks between them included
_FOOTER = re.compile(rf"\s*(?:{_TOTALS}|{_NOTES}|单位负责人|※|\*\s*注)", re.IGNORECASE)


def rows_above_footer(rows: list[list[str]]) -> int:
    """Count the rows above the footer."""
    last = len(rows)
    while last and (is_footer(rows[last - 1]) or not any(cell.strip() for cell in rows[last - 1])):
        last -= 1
    return last


def is_column_numbers(row: Sequence[str]) -> bool:
    """Tell a row 1, 2, 3 … under the head, which statistical forms have."""
    numbers = [cell.strip() for cell in row if cell.strip()]
    worded = bool(numbers) and numbers[0] in {"甲", "栏次", "列次"}
    plain = [number.strip("()（）") for number in numbers[worded:]]
    enough = len(numbers) > 2  # noqa: PLR2004 - 1, 2 could be a row
    return enough and plain == [str(one) for one in range(1, len(plain) + 1)]


def is_footer(row: Sequence[str]) -> bool:
    """Tell whether a line begins with the word of a total or of a note."""
    first = next((cell for cell in row if cell.strip()), "")
    return bool(_FOOTER.match(first))


def records_of(
    body: Sequence[Sequence[str]], marked: Sequence[int], solid: Collection[int] = ()
) -> tuple[list[int], list[int], list[str]]:
    """
    Part the places of records from those of rows that sum up others, and from the footer's texts.

    Rows that sum up have the word of a total or a mean for their first cell, and
    nothing else (an English word: in the last row only). Without coordinates (columns
    `marked`) below all records they are the footer's, unless at the places `solid`.
    """
    filled = [place for place, row in enumerate(body) if any(cell.strip() for cell in row)]
    summing = {place for place in filled if _sums_up(body[place], last=place == filled[-1])}
    placed = {place for place in summing if all(body[place][column].strip() for column in marked)}
    placed |= summing & set(solid)
    kept = [place for place in range(len(body)) if place not in placed]
    firm = set(solid)
    above, below = footer_of(
        [body[place] for place in kept], marked, {at for at, place in enumerate(kept) if place in firm}
    )
    between = summing.intersection(kept[:above])
    return [place for place in kept[:above] if place not in between], sorted(placed | between), below


def _sums_up(row: Sequence[str], *, last: bool) -> bool:
    first = next(cell for cell in row if cell.strip())
    if len(first) > _LONGEST:
        return False
    word = "".join(unicodedata.normalize("NFKC", first).casefold().split()).strip(":-_")
    return word in _WHOLE_CELL or (last and word in _AT_THE_END)


def footer_of(
    body: Sequence[Sequence[str]], marked: Sequence[int], solid: Collection[int] = ()
) -> tuple[int, list[str]]:
    """
    Find totals, notes and blank rows at the end: a footer's word, and no coordinates (columns `marked`).

    Rows at the places `solid` are records, blank or not. Gives the number of rows
    above the footer, and its texts.
    """
    below: list[str] = []
    last = len(body)
    while last:
        row = body[last - 1]
        filled = any(cell.strip() for cell in row)
        if last - 1 in solid:
            break
        if filled and (not is_footer(row) or all(row[place].strip() for place in marked)):
            break
        if filled:
            below.insert(0, " ".join(cell.strip() for cell in row if cell.strip()))
        last -= 1
    return last, below
