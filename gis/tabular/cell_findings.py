"""What single cells of a table hide: error values, lost digits, formulas without results, merged cells."""

import pandas as pd

from gis.findings import Finding

from .table_head import HeadedTable
from .table_rows import Grid, named

_ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
        *("#GETTING_DATA", "Err:502", "Err:504", "Err:508"),
    )
)
_ROUNDED = r"\d(?:\.\d+)?[Ee]\+\d{2,3}"  # how a program shows a long code, and saves it in a text table


def without_errors(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Take the error values of spreadsheet programs for missing, and count them."""
    bad = frame.isin(list(_ERRORS))
    if not bad.to_numpy().any():
        return frame, []
    rows = tuple(int(row) for row in frame.index[bad.any(axis=1)])
    columns = named([str(name) for name in frame.columns[bad.any(axis=0)]], 6)
    finding = Finding(code="H118", values={"count": int(bad.to_numpy().sum()), "columns": columns}, rows=rows)
    return frame.mask(bad, None), [finding]


def told_of_cells(grid: Grid, table: HeadedTable) -> list[Finding]:
    """Tell what a sheet hides: lost digits, formulas without results, merged cells, hidden rows."""
    row_of = {number: int(row) for row, number in zip(table.frame.index, table.numbers, strict=True)}
    name_of = {place: str(name) for place, name in zip(table.places, table.frame.columns, strict=True)}
    findings = []
    for code, cells in (("H120", grid.long_numbers), ("H119", grid.empty_formulas)):
        inside = [
            (row_of[number], name_of[place])
            for number, place in cells
            if number in row_of and place in name_of
        ]
        if inside:
            columns = named(list(dict.fromkeys(name for _, name in sorted(inside))), 6)
            rows = tuple(sorted({row for row, _ in inside}))
            findings.append(Finding(code=code, values={"count": len(inside), "columns": columns}, rows=rows))
    covered = {
        row_of[number]
        for top, _, bottom, _ in grid.merged
        if bottom > top
        for number in range(top, bottom + 1)
        if number in row_of
    }
    if covered:
        findings.append(Finding(code="H121", values={"count": len(covered)}, rows=tuple(sorted(covered))))
    hidden = tuple(row_of[number] for number in sorted(grid.hidden_rows & set(row_of)))
    if hidden:
        findings.append(Finding(code="H124", values={"count": len(hidden)}, rows=hidden))
    return findings


def told_rounded(rows: pd.DataFrame) -> list[Finding]:
    """Tell codes that were saved as 4.31202E+11: their digits are gone."""
    marked = {
        str(name): rows.index[found]
        for name, column in rows.items()
        if (found := column.astype("string").str.fullmatch(_ROUNDED).fillna(value=False).to_numpy(bool)).any()
    }
    if not marked:
        return []
    numbers = sorted({int(row) for found in marked.values() for row in found})
    values = {"count": sum(map(len, marked.values())), "columns": named(list(marked), 6)}
    return [Finding(code="H120", values=values, rows=tuple(numbers))]
