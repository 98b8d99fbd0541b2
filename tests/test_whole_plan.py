"""The whole plan on the sample district: every row whole, whatever the order and format of its files."""

import json
import math
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from analyses import assess, open_plan
from analyses.outcome import OUTCOME_TITLES
from layers import open_district

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "layers" / "samples" / "hecheng"
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


@pytest.fixture(scope="module")
def mine():
    return assess(open_district(SAMPLE))


def measured(result):
    return [row for row in result.rows if row.outcome not in {"no_data", "not_spatial"}]


@pytest.mark.slow
def test_every_entry_of_the_plan_has_its_row_and_every_outcome_occurs(mine):
    plan = open_plan("hecheng-2024-1")
    assert len(plan.targets) == 63
    assert [row.target_id for row in mine.rows] == [entry.id for entry in (*plan.targets, *plan.not_spatial)]
    assert {row.outcome for row in mine.rows} == set(OUTCOME_TITLES)
    assert [told["id"] for told in mine.projects] == [project.id for project in plan.projects]
    assert all(told["footprints"] or told["reason"] for told in mine.projects)


@pytest.mark.slow
def test_a_row_says_what_was_counted_how_and_who_answers_for_it(mine):
    for row in mine.rows:
        assert row.clause, row.target_id
        assert row.quote, row.target_id
        assert row.departments or row.clause == "二", row.target_id  # section 二 names no office
        assert row.reason or row.outcome in {"met", "missed"}, row.target_id
    for row in measured(mine):
        assert row.definition, row.target_id
        assert row.method, row.target_id
        assert row.numerator is not None, row.target_id
        assert row.layers, row.target_id
        assert row.evidence, row.target_id
        assert set(row.evidence.values()) <= set(mine.evidence), row.target_id


@pytest.mark.slow
def test_the_figure_lies_in_its_interval_and_units_fill_the_whole(mine):
    for row in measured(mine):
        for part in (row, *row.parts):
            ends = [end for end in (part.low, part.value, part.high) if end is not None]
            assert ends == sorted(ends), (row.target_id, part)
        if row.by and row.quantity_unit == "m2":
            for what in ("numerator", "denominator"):
                parts = math.fsum(getattr(unit, what) for unit in row.by)
                assert parts == pytest.approx(getattr(row, what), rel=1e-9), row.target_id


@pytest.mark.slow
def test_every_method_is_said_in_chinese(mine):
    words = json.loads((ROOT / "maps" / "page" / "words.json").read_text(encoding="utf-8"))
    methods = {text for row in measured(mine) for text in row.method.split("；")}
    assert methods <= set(words["methods"])


@pytest.mark.slow
def test_the_sample_turned_round_gives_every_figure_to_the_last_bit(mine, tmp_path):
    theirs = {row.target_id: row for row in assess(open_district(turned_round(tmp_path))).rows}
    assert len(theirs) == len(mine.rows) > 63
    differing = [
        (row.target_id, figure)
        for row in mine.rows
        for figure in FIGURES
        if getattr(theirs[row.target_id], figure) != getattr(row, figure)
    ]
    assert not differing
