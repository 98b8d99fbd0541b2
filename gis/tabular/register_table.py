"""From a table under its head to rows without places: attribute lists that count and add up."""

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from gis.features import RawFeatures
from gis.findings import Finding
from gis.text_encoding import Encoding

from .cell_findings import told_of_cells, told_rounded, without_errors
from .register_head import known_names
from .table_head import headed
from .table_rows import Grid, named


def register_rows(  # noqa: PLR0913 - the cells, the known names, and how they were read
    grid: Grid,
    known: Collection[str],
    *,
    form: str,
    encoding: Encoding,
    layer: str | None = None,
    findings: tuple[Finding, ...] = (),
) -> RawFeatures:
    """
    Give a table's rows as they stand, with an empty geometry.

    Titles, merged heads, footers, totals and column numbers are parted as in tables
    with coordinates. Where no head is known the first row of several cells is taken
    for it, which is told (H278). Raises `InputError` as `headed` does.
    """
    table = headed(grid, register=known)
    rows, counted = without_errors(table.frame)
    heads = [str(name) for name in rows.columns]
    unknown = () if known_names(heads, known) else (_told_unknown(heads),)
    return RawFeatures(
        frame=without_places(rows),
        format=form,
        layer=layer,
        crs=None,
        crs_by="",
        encoding=encoding.name,
        encoding_by=encoding.by,
        read=len(rows) + sum(table.left_out.values()),
        left_out=table.left_out,
        findings=(
            *findings,
            *table.findings,
            *unknown,
            *counted,
            *told_of_cells(grid, table),
            *told_rounded(rows),
        ),
    )


def without_places(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give rows an empty geometry; a column that is called so keeps its values under another name."""
    kept = rows.rename(columns={"geometry": "geometry_in_file"})
    return gpd.GeoDataFrame(kept, geometry=gpd.GeoSeries([None] * len(kept), index=kept.index))


def _told_unknown(heads: list[str]) -> Finding:
    return Finding(code="H278", values={"columns": named(heads, 6)})
