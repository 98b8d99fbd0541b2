"""Districts on disk with a plan of their own, for figures that can be computed by hand (合成示例)."""

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import shapely.affinity
from conftest import CRS, EAST, NORTH

from analyses import assess
from layers import open_district

RUNNING = {"status": {"yes": "运营", "no": ["停运", "在建", "规划"]}}
NEAR_PLANE = 1e-5  # of areas and lengths in the plane near the central meridian


class World:
    """A district folder that grows layer by layer and target by target."""

    def __init__(self, folder, *, head="", as_of="2025-12-31"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.head, self.as_of = folder, head, as_of
        self.scopes, self.layers, self.targets = {}, {}, []

    def polygons(self, name, shapes, /, suffix="gpkg", entry=None, **columns):
        """Write polygons (or lines) in metres from the corner."""
        moved = [None if one is None else shapely.affinity.translate(one, EAST, NORTH) for one in shapes]
        frame = gpd.GeoDataFrame(columns, geometry=moved, crs=CRS)
        frame.to_file(self.folder / f"{name}.{suffix}")
        self.layers[name] = {"file": f"{name}.{suffix}"} | (entry or {})

    def points(self, name, rows, *columns, encoding="utf-8", entry=None):
        """Write points as a table: east, north, then one value a column."""
        moved = [(EAST + east, NORTH + north, *rest) for east, north, *rest in rows]
        self.table(name, moved, "x", "y", *columns, encoding=encoding, entry={"crs": CRS} | (entry or {}))

    def table(self, name, rows, *columns, encoding="utf-8", entry=None):
        """Write a table as it is: a register, or points in other coordinates."""
        frame = pd.DataFrame(rows, columns=columns)
        frame.to_csv(self.folder / f"{name}.csv", index=False, encoding=encoding)
        self.layers[name] = {"file": f"{name}.csv"} | (entry or {})

    def scope(self, word, layer, shapes):
        """Draw the ground of a word."""
        self.polygons(layer, shapes)
        self.scopes[word] = layer

    def target(self, name, indicator, **said):
        """Add a target; layers of one role may be given as `rows`, `facilities`, `cover` …"""
        roles = {role: said.pop(role) for role in _ROLES if role in said}
        fixed = {
            "id": name,
            "title": name,
            "theme": "合成",
            "clause": "一",
            "quote": "合成：示例",
            "kind": "OT",
        }
        self.targets.append(fixed | {"indicator": indicator, "layers": roles} | said)

    def open(self):
        """Write district.toml and the plan, and open the district."""
        text = f'[district]\nname = "合成示例区"\ncode = "431202"\ncrs = "{CRS}"\nplan = "plan.toml"\n'
        text += f"as_of = {self.as_of}\n{self.head}\n"
        text += _tables({"scopes": self.scopes})
        text += "".join(f"\n[layers.{name}]\n{_lines(entry)}" for name, entry in self.layers.items())
        (self.folder / "district.toml").write_text(text, encoding="utf-8")
        plan = '[plan]\nid = "edges"\ntitle = "合成方案"\nissued = 2024-01-01\n'
        plan += "".join(f"\n[[targets]]\n{_lines(target)}" for target in self.targets)
        (self.folder / "plan.toml").write_text(plan, encoding="utf-8")
        return open_district(self.folder)

    def rows(self, **said):
        """Assess everything and give the rows by target."""
        return {row.target_id: row for row in assess(self.open(), **said).rows}


_ROLES = ("facilities", "units", "official", "rows", "cover", "ground", "before", "after")


def part(name, **said):
    """One part of a target; roles as in `World.target`."""
    roles = {role: said.pop(role) for role in _ROLES if role in said}
    return {"name": name} | ({"layers": roles} if roles else {}) | said


def only(row_column, *values, role="rows"):
    """Ask only for rows with these values."""
    return {role: {row_column: list(values)}}


def _lines(table):
    return "".join(f"{_word(key)} = {_toml(value)}\n" for key, value in table.items())


def _tables(tables):
    return "".join(f"\n[{name}]\n{_lines(table)}" for name, table in tables.items() if table)


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_word(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def _word(key):
    return json.dumps(key, ensure_ascii=False)
