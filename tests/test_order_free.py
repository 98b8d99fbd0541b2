"""Result rows do not depend on the order of rows or layers, nor on the file format, to the last bit."""

import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from analyses import assess
from layers import open_district

SAMPLE = Path(__file__).parents[1] / "layers" / "samples" / "hecheng"
FIGURES = (
    "outcome",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "display",
    "robust",
    "by",
    "parts",
    "readings",
    "siblings",
    "sensitivity",
)


def turned_round(folder):
    """Write the sample again: rows and layers in reverse, databases as FlatGeobuf, the shapefile as one."""
    told = tomllib.loads((SAMPLE / "district.toml").read_text(encoding="utf-8"))
    tables = []
    for name, entry in reversed(told["layers"].items()):
        tables.append(
            f"[layers.{name}]\n" + lines({**entry, **moved(SAMPLE / entry["file"], entry, name, folder)})
        )
    head = {key: value for key, value in told.items() if key != "layers"}
    text = "\n".join([*(f"[{key}]\n{lines(value)}" for key, value in head.items()), *tables])
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return folder


def moved(path, entry, name, folder):
    """Write one layer with its rows in reverse, in another format where that keeps every bit."""
    if path.suffix in {".gpkg", ".shp"}:
        encoding = "gb18030" if path.suffix == ".shp" else None  # the sample's shapefile has no .cpg
        frame = pyogrio.read_dataframe(path, layer=entry.get("layer"), encoding=encoding)
        file, other = (
            (f"{name}.fgb", {"SPATIAL_INDEX": "NO"}) if path.suffix == ".gpkg" else (f"{name}.gpkg", {})
        )
        pyogrio.write_dataframe(frame.iloc[::-1].reset_index(drop=True), folder / file, layer=name, **other)
        return {"file": file, "layer": None, "encoding": None, "units": listed(entry, folder)}
    if path.suffix == ".csv":
        text = path.read_bytes()
        utf8 = text.startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig" if utf8 else "gb18030")
        table.iloc[::-1].to_csv(folder / path.name, index=False, encoding="utf-8-sig")
        return {"encoding": None, "units": listed(entry, folder)}
    shutil.copyfile(path, folder / path.name)
    return {"units": listed(entry, folder)}


def listed(entry, folder):
    if "units" in entry:
        shutil.copyfile(SAMPLE / entry["units"], folder / entry["units"])
    return entry.get("units")


def lines(table):
    return "".join(f"{toml(key)} = {toml(value)}\n" for key, value in table.items() if value is not None)


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.slow
def test_the_sample_turned_round_gives_every_figure_to_the_last_bit(tmp_path):
    mine = assess(open_district(SAMPLE))
    theirs = {row.target_id: row for row in assess(open_district(turned_round(tmp_path))).rows}
    assert len(theirs) == len(mine.rows) > 63
    differing = [
        (row.target_id, figure)
        for row in mine.rows
        for figure in FIGURES
        if getattr(theirs[row.target_id], figure) != getattr(row, figure)
    ]
    assert not differing
