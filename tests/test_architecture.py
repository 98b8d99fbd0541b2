"""The house: imports point down, names are unique, and nothing heavy loads before it is needed."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from layers.alarm_kinds import ALARM_KINDS

ROOT = Path(__file__).parents[1]
FLOORS = ("gis", "layers", "analyses", "maps")  # lowest first
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
HEAVY = ("numpy", "pandas", "geopandas", "shapely", "rasterio", "pyogrio", "numba", "scipy", "folium", "rich")


def floor_of(path):
    return path.relative_to(ROOT).parts[0]


def imports_of(path):
    """Give (level, module) of every import, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_absolutely_and_stay_relative_inside_a_floor(path):
    floor = floor_of(path)
    for level, module in imports_of(path):
        top = module.split(".")[0]
        if level or top not in FLOORS:
            continue
        assert FLOORS.index(top) <= FLOORS.index(floor), f"{path.name} climbs to {module}"
        in_a_room = path.parent != ROOT / floor  # a room's own modules are near, the rest of its floor is not
        room = ".".join(path.relative_to(ROOT).parts[:-1])
        assert top != floor or (in_a_room and not module.startswith(f"{room}.")), (
            f"{path.name} imports {module} absolutely inside its own room"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_outside_maps_app_imports_it(path):
    if path.parent.name == "app":
        return
    for level, module in imports_of(path):
        assert not module.startswith("maps.app")
        assert not (level and module.split(".")[0] == "app")


def test_module_names_are_unique_over_the_house():
    names = [path.stem for path in MODULES if path.stem not in {"__init__", "errors"}]
    assert sorted(names) == sorted(set(names))


def test_no_module_bears_the_name_of_something_its_package_exports():
    for floor in FLOORS:
        modules = {path.stem for path in (ROOT / floor).glob("*.py")}
        exported = set(getattr(importlib.import_module(floor), "__all__", ()))
        assert not modules & exported
        for name in exported:
            assert getattr(importlib.import_module(floor), name).__name__ == name


def test_package_heads_load_nothing():
    for floor in (
        "gis",
        "gis/vectors",
        "gis/tabular",
        "gis/rasters",
        "layers",
        "layers/kinds",
        "layers/specs",
        "analyses",
        "analyses/asking",
        "analyses/amounts",
        "analyses/land",
        "analyses/linting",
        "analyses/per_unit",
        "analyses/reporting",
        "analyses/screening",
        "analyses/serving",
        "maps",
        "maps/app",
    ):
        tree = ast.parse((ROOT / floor / "__init__.py").read_text(encoding="utf-8"))
        loaded = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert set(loaded) <= {"typing", "gis.on_demand"}, floor


def test_tests_lie_flat():
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders <= {"__pycache__"}


def test_help_loads_no_heavy_library():
    script = (
        "import sys\n"
        "from maps.app.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr.split() == []
    assert "demo" in done.stdout


def test_every_file_begins_with_one_sentence():
    for path in MODULES:
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert text, path
        assert "\n\n" not in text or path.name == "__init__.py" or len(text) < 1200, path


def test_every_code_that_is_raised_stands_in_the_registry():
    used = {
        node.value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) == 4
        and node.value[0] == "H"
        and node.value[1:].isdigit()
    }
    assert used <= set(ALARM_KINDS) | {"H999"}
