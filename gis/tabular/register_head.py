"""The head of a table without coordinates: found by the names that its catalogue knows."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from .table_rows import Grid

_FARTHEST_HEAD = 30  # rows with something in them that may stand above the head
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_FEWEST_COLUMNS = 3  # in narrower tables a lone cell may be a record
_SIGNS = re.compile(r"[\s*:_]")


def tidy(cell: str) -> str:
    """Take blanks and breaks off a name; inside they stay single."""
    kept = "".join(" " if unicodedata.category(one).startswith(("Z", "C")) else one for one in cell)
    return " ".join(kept.split())


def head_key(name: str) -> str:
    """Fold a head for comparison: without unit in brackets, blanks, marks and case."""
    folded = unicodedata.normalize("NFKC", str(name)).casefold()
    bare = _SIGNS.sub("", _BRACKETS.sub("", folded))
    return bare or _SIGNS.sub("", folded)


def known_names(names: Sequence[str], known: Collection[str]) -> int:
    """Count the different heads of a row that are known."""
    wanted = {head_key(name) for name in known}
    return len({head_key(name) for name in names if name.strip()} & wanted)


def upper_row(grid: Grid, place: int) -> int:
    """Tell whether the row above belongs to the head: it fills blank names."""
    if place == 0:
        return place
    above, row = grid.rows[place - 1], grid.rows[place]
    filled = [bool(cell.strip()) for cell in above]
    if sum(filled) < 2 or len(above) < len(row):  # noqa: PLR2004 - a title is one cell
        return place
    fills = any(have and not cell.strip() for have, cell in zip(filled, row, strict=False))
    return place - 1 if fills else place


def register_head(grid: Grid, known: Collection[str]) -> tuple[int, int] | None:
    """
    Find the first and the last row of the head of a register: places in the grid.

    It is the row of most known names, with the row below where that names what is
    blank in it, or the row above where that does. None where no row has any.
    """
    filled = [place for place, row in enumerate(grid.rows) if any(cell.strip() for cell in row)]
    hits = {place: known_names(grid.rows[place], known) for place in filled[:_FARTHEST_HEAD]}
    best = max(hits, key=lambda place: (hits[place], -place), default=0)
    if not hits.get(best):
        return None
    if hits.get(best + 1) and upper_row(grid, best + 1) == best:
        return best, best + 1
    return upper_row(grid, best), best


def is_heading(row: Sequence[str], number: int, merged: Collection[tuple[int, int, int, int]]) -> bool:
    """Tell a line that parts a register (一、国家级): its only cell is numbered, or merged across others."""
    filled = [place for place, cell in enumerate(row) if cell.strip()]
    if len(filled) != 1 or len(row) < _FEWEST_COLUMNS:
        return False
    across = any(
        top == bottom == number and left <= filled[0] <= right and right - left + 1 >= _FEWEST_COLUMNS
        for top, left, bottom, right in merged
    )
    return across or _NUMBERED.match(row[filled[0]].strip()) is not None


def first_head(grid: Grid) -> tuple[int, int]:
    """Take the first row with more than a title's one cell for the head, where no name is known."""
    several = (place for place, row in enumerate(grid.rows) if sum(bool(cell.strip()) for cell in row) > 1)
    place = next(several, 0)
    return place, place
