"""The pages: their examples are read by the code they speak of, and both languages say the same."""

import ast
import importlib
import re
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest
from made_district import table, write_district

from analyses import assess
from analyses.plan_file import open_plan
from analyses.plan_tables import (
    Indicator,
    NotSpatial,
    PartEntry,
    Plan,
    ProjectEntry,
    ReadingEntry,
    SiblingEntry,
    Target,
    alternatives,
    inherited,
)
from analyses.quantities import UNITS
from layers import open_district
from layers.catalogue import CATALOGUE
from layers.district import DistrictFile
from maps import result_folder
from maps.app.cli import cli

ROOT = Path(__file__).parents[1]
GUIDES = ROOT / "docs" / "plan-files.md", ROOT / "docs" / "plan-files.zh.md"
READMES = ROOT / "README.md", ROOT / "README.zh.md"
ANY_TARGET = (
    '[[targets]]\nid = "X99"\ntitle = "合成"\ntheme = "示例"\nclause = "一"\nquote = "合成"\nkind = "OT"\n'
)
HEAD = '[plan]\nid = "guide"\ntitle = "合成方案"\nissued = 2024-01-01\n'
OF_DISTRICTS = ("district", "layers", "decisions", "fill_in", "scopes", "baseline")
READERS = {"number", "texts", "_text", "_figure", "_choice"}  # of a question's parameters
COMMENT = re.compile(r"\s+#.*$| {2,}.*$", re.MULTILINE)  # what a line says beside its code


def text_of(path):
    return path.read_text(encoding="utf-8")


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.DOTALL | re.MULTILINE)


def is_of_a_district(block):
    return block.startswith("[") and block[1:].split("]")[0].split(".")[0] in OF_DISTRICTS


def plan_of(block):
    """Read an example as the plan that it is, or as the part of a plan that it shows."""
    text = block
    if block.startswith("siblings"):
        text = blocks(GUIDES[0], "toml")[0] + block
    elif not block.startswith("["):
        text = HEAD + ANY_TARGET + block
    elif "[plan]" not in block:
        text = HEAD + ("" if "[[targets]]" in block else ANY_TARGET) + block
    return Plan.model_validate(tomllib.loads(text))


EXAMPLES = [plan_of(block) for block in blocks(GUIDES[0], "toml") if not is_of_a_district(block)]
TARGETS = [target for plan in EXAMPLES for target in plan.targets]
SHIPPED = open_plan("hecheng-2024-1")


def questions(target):
    """Give every question that a target puts, complete."""
    given = (*target.parts, *target.readings, *target.siblings)
    own = () if target.parts else (target,)
    return (*own, *(inherited(entry, target) for entry in given))


def told_kinds(guide):
    """Read the table of indicators: roles and parameters of each."""
    rows = re.findall(
        r"^\| `(\w+)` \|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|$", text_of(guide), re.MULTILINE
    )
    return {
        name: (set(re.findall(r"`(\w+)`", roles)), set(re.findall(r"`(\w+)`", parameters)))
        for name, roles, parameters, _ in rows
    }


KINDS = told_kinds(GUIDES[0])


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_guide_describes_every_kind_of_question(guide):
    assert set(told_kinds(guide)) == set(get_args(Indicator))
    assert told_kinds(guide) == KINDS


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
@pytest.mark.parametrize("kind", [Target, PartEntry, ReadingEntry, SiblingEntry, ProjectEntry, NotSpatial])
def test_the_guide_names_every_field_of_a_plan_file(guide, kind):
    text = text_of(guide)
    shown = set(re.findall(r"`(\w+)`", text)) | set(re.findall(r"\b(\w+) = ", text))
    assert set(kind.model_fields) <= shown


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_guide_names_every_unit(guide):
    assert set(UNITS) <= set(re.findall(r"`(\w+)`", text_of(guide)))


def test_there_are_examples_of_most_kinds():
    shown = {question.indicator for target in TARGETS for question in questions(target)}
    assert {
        "area_coverage",
        "area_share",
        "presence",
        "count",
        "total",
        "length",
        "overlap",
        "change",
    } <= shown


@pytest.mark.parametrize(
    "target", [*TARGETS, *SHIPPED.targets], ids=lambda target: f"{target.id} {target.kind}"
)
def test_examples_and_the_shipped_plan_use_only_roles_and_parameters_that_the_guide_tells(target):
    asked = questions(target)
    for question in asked:
        assert set(question.layers) <= KINDS[question.indicator][0]
    known = set().union(*(KINDS[question.indicator][1] for question in asked))
    assert {name for question in asked for name in question.parameters} <= known


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.title)
def test_columns_of_examples_are_in_the_catalogue(target):
    for question in questions(target):
        for role, columns in question.where.items():
            for name in alternatives(question.layers[role]):
                assert all(CATALOGUE[name].field(column) for column in columns)
        counted = question.layers.get("rows", question.layers.get("facilities"))
        assert all(CATALOGUE[counted].field(column) for column in question.counts)


def trees_of_askers():
    return [ast.parse(text_of(path)) for path in sorted((ROOT / "analyses" / "asking").glob("*.py"))]


def names_read(call):
    """List the parameters that a call reads by name."""
    names = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    function = ast.unparse(call.func)
    reads = function.endswith("question.parameters.get") or function in READERS
    return set(names[:1]) if reads else set()


def test_every_parameter_that_is_asked_for_stands_in_the_guide():
    calls = [node for tree in trees_of_askers() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    read = set().union(*map(names_read, calls))
    assert {"radius_m", "weight", "width_m", "named"} <= read
    assert read <= set().union(*(parameters for _, parameters in KINDS.values()))


def test_every_role_and_parameter_of_the_guide_stands_in_the_code():
    nodes = [node for tree in trees_of_askers() for node in ast.walk(tree)]
    words = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert set().union(*(roles | parameters for roles, parameters in KINDS.values())) <= words


@pytest.mark.parametrize("block", [one for one in blocks(GUIDES[0], "toml") if is_of_a_district(one)])
def test_examples_of_district_toml_are_read_as_one(block):
    given = tomllib.loads(block)
    head = {"name": "合成示例区", "crs": "EPSG:4546", "as_of": tomllib.loads("d = 2025-12-31")["d"]}
    assert DistrictFile.model_validate({"district": head, **given})


def test_the_readmes_example_of_district_toml_is_read_as_one():
    given = tomllib.loads(blocks(READMES[0], "toml")[0])
    assert DistrictFile.model_validate(given).decisions["T03"].share == 0.9


@pytest.fixture
def toilets(tmp_path):
    """Assess the guide's first example where one toilet stands in the middle of a square kilometre."""

    def assessed(plan):
        more = '\n[layers.toilet]\nfile = "toilets.csv"\ncrs = "EPSG:4546"\n'
        folder = write_district(tmp_path / "区", more=more)
        table(folder / "toilets.csv", [(500, 500, "运营")], column="status")
        text = text_of(folder / "district.toml").replace("hecheng-2024-1", "my-plan.toml")
        (folder / "district.toml").write_text(text, encoding="utf-8")
        (folder / "my-plan.toml").write_text(plan, encoding="utf-8")
        (row,) = assess(open_district(folder)).rows
        return row

    return assessed


def test_the_first_example_is_a_plan_that_can_be_assessed(toilets):
    row = toilets(blocks(GUIDES[0], "toml")[0])
    assert row.value == pytest.approx(0.7853981633974483, rel=1e-5)  # pi / 4: the disc touches all four sides
    assert row.outcome == "met"


def test_the_examples_other_radius_is_one_number(toilets):
    row = toilets(blocks(GUIDES[0], "toml")[0].replace("radius_m = 500", "radius_m = 250"))
    assert row.value == pytest.approx(0.7853981633974483 / 4, rel=1e-5)
    assert row.outcome == "missed"


def test_the_last_example_adds_a_definition_beside_the_figure(toilets):
    row = toilets(blocks(GUIDES[0], "toml")[0] + blocks(GUIDES[0], "toml")[-1])
    assert [(sibling.definition, sibling.value) for sibling in row.siblings] == [
        ("800米口径", pytest.approx(1.0))
    ]


@pytest.mark.parametrize("pair", [GUIDES, READMES], ids=["plan-files", "README"])
def test_both_languages_show_the_same_code(pair):
    one, other = ([COMMENT.sub("", block) for block in blocks(path, r"\w*")] for path in pair)
    assert one == other


@pytest.mark.parametrize("pair", [GUIDES, READMES], ids=["plan-files", "README"])
def test_both_languages_have_the_same_sections_and_tables(pair):
    shapes = [
        [
            "#" if line.startswith("#") else f"| {line.replace(chr(92) + '|', '').count('|')}"
            for line in text_of(path).splitlines()
            if line.startswith(("#", "|"))
        ]
        for path in pair
    ]
    assert shapes[0] == shapes[1]


def lines_of_commands():
    for path in (*GUIDES, *READMES):
        text = text_of(path)
        lines = [line for block in blocks(path, "") for line in block.splitlines()]
        lines += re.findall(r"`(hecheng [^`]+)`", text)
        yield from (line for line in lines if line.startswith("hecheng "))


@pytest.mark.parametrize("line", sorted(set(lines_of_commands())))
def test_commands_on_the_pages_exist_with_their_options(line):
    command, words = cli, line.split()[1:]
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", line)) <= known


@pytest.mark.parametrize("path", [*GUIDES, *READMES], ids=lambda path: path.name)
def test_links_lead_to_files_that_exist(path):
    links = re.findall(r"\]\(([^)#]+)\)", text_of(path))
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_readme_names_every_file_of_a_result(path):
    written = {result_folder.MAP, result_folder.TABLE, result_folder.EVIDENCE, result_folder.RECORD}
    assert written <= set(re.findall(r"^\| `([\w.]+)` \|", text_of(path), re.MULTILINE))


@pytest.mark.parametrize("path", [*GUIDES, *READMES], ids=lambda path: path.name)
def test_the_numbers_of_promises_are_those_of_the_plan(path):
    told = {
        int(number)
        for number in re.findall(r"(?<![\d.])(\d+) (?:项|个项目|targets|promises|projects)", text_of(path))
    }
    sizes = {len(SHIPPED.targets), len(SHIPPED.projects), len(SHIPPED.not_spatial)}
    assert told
    assert told <= sizes


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_readmes_python_uses_names_that_packages_export(path):
    (block,) = blocks(path, "python")
    for node in ast.parse(block).body:
        if isinstance(node, ast.ImportFrom):
            package = importlib.import_module(node.module)
            assert {alias.name for alias in node.names} <= set(package.__all__)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_readme_stays_short(path):
    assert len(text_of(path).splitlines()) < 190
