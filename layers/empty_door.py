"""A layer without any row, taken because somebody said that it is meant to be empty."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj

from gis.crs import CGCS2000
from gis.features import RawFeatures

from .layer import Layer, RowAccount
from .ledger import Ledger
from .origins import origin_of
from .spec import LayerSpec
from .statement import Statement

EMPTY = "H010"


def may_be_empty(spec: LayerSpec, statement: Statement) -> bool:
    """Tell whether an empty file is taken: where it is acknowledged, and bounds no other figure."""
    return EMPTY in statement.accept and not spec.bounds


def empty_layer(path: Path, spec: LayerSpec, statement: Statement, to: pyproj.CRS | None) -> Layer:
    """Give the layer with all its columns and no row: no stops are 0 %, not an error (DOMAIN D9)."""
    book = Ledger(path, spec, statement)
    book.alarm("H296")
    crs = to or pyproj.CRS(CGCS2000)
    columns = {
        known.name: pd.Series(dtype="datetime64[s]" if known.date else "float64" if known.unit else "string")
        for known in spec.fields
    }
    frame = gpd.GeoDataFrame({"id": pd.Series(dtype="string"), **columns}, geometry=[], crs=crs)
    raw = RawFeatures(
        frame=frame,
        format="empty",
        layer=statement.layer,
        crs=None,
        crs_by="nothing in it",
        encoding=None,
        encoding_by=None,
    )
    return Layer(
        name=spec.name,
        title=spec.title,
        frame=frame,
        spec=spec,
        origin=origin_of(
            raw, book, crs_read="none", crs_read_by="nothing in it", crs_used=str(crs.to_string())
        ),
        rows=RowAccount(read=0, used=0),
        alarms=tuple(book.alarms),
    )
