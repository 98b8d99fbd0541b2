"""The action behind `hecheng screen`: open footprints and lines, screen them, answer."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from analyses.screening.land_sheet import major_totals, rounded_to_sum
from analyses.screening.outcome_classes import RuleTable, open_rules, require_known
from analyses.screening.screened import KINDS, LineFound, Screened, footprints_json, screened, totals_json
from gis.errors import InputError
from layers.catalogue import CATALOGUE, anonymous
from layers.door import Statement, open_layer
from layers.layer import Layer, RasterLayer
from layers.recognition import plain
from layers.spec import POLYGONS
from layers.workspace import Workspace, open_district

from .answer import Answer

FOOTPRINTS, LANDUSE = "footprints", "landuse"
_NEARLY = 0.8  # of the letters: more alike is a slip


class LineFile(NamedTuple):
    """A line that the user named: its role in options such as --crs ROLE=VALUE, its kind, its file."""

    role: str
    kind: str
    file: str


def screen(  # noqa: PLR0913 - one parameter an option
    footprints: str,
    *,
    against: Sequence[LineFile] = (),
    district: str | None = None,
    width_m: float | None = None,
    landuse: str | None = None,
    statements: Mapping[str, Statement] | None = None,
    rules: Sequence[str] = (),
    activity: str | None = None,
    as_of: dt.date | None = None,
) -> Answer:
    """
    Screen a file of footprints against lines in files, or against all lines of a district.

    `statements` say by role how files are to be read: `footprints`, `landuse`, and
    the roles of the lines.
    """
    said = dict(statements or {})
    if bool(against) == (district is not None):
        raise InputError(
            "screen: name the lines with --against [KIND=]FILE, or a district; not both, not neither",
            code="H002",
        )
    if activity is not None:
        require_known(activity)
    tables = tuple(open_rules(path) for path in rules)
    workspace = None if district is None else open_district(district)
    lines = _of_district(workspace) if workspace is not None else _of_files(against, said)
    to = lines[0][1]
    sites = _vector(footprints, said.get(FOOTPRINTS, Statement()), "project", to)
    parcels = _landuse(landuse, said, workspace, to)
    day = as_of or (workspace.as_of if workspace is not None else _today())
    done = screened(
        sites, lines, as_of=day, width_m=width_m, landuse=parcels, tables=tables, activity=activity
    )
    undated = as_of is None and workspace is None
    return _answer(
        done,
        tables,
        () if parcels is None else (parcels,),
        district=None if workspace is None else workspace.name,
        notes=() if workspace is None else workspace.file.district.notes,
        warnings=((f"未给出 --as-of：规则按今日（{day}）有效的判定，换日可能不同",) if undated else ()),
    )


def line_files(against: Sequence[str]) -> tuple[LineFile, ...]:
    """
    Part [KIND=]FILE into role, kind and file.

    Without a kind the file's name may tell it (生态保护红线.shp: redline); else the
    file stands for itself. The second line of one kind has the role KIND2.
    """
    found: list[LineFile] = []
    words: list[str] = []
    for text in against:
        kind, sign, file = text.partition("=")
        if not sign or Path(text).exists():
            kind, file = _kind_by_name(text), text
        role = kind.strip()
        before = words.count(role)
        words.append(role)
        found.append(LineFile(f"{role}{before + 1}" if before else role, _known_kind(role), file))
    return tuple(found)


def _known_kind(word: str) -> str:
    """Give the kind that a word names; one letter amiss would leave the line without its rules."""
    for kind in KINDS:
        spec = CATALOGUE[kind]
        if plain(word) in {plain(name) for name in (kind, spec.title, *spec.aliases)}:
            return kind
    near = get_close_matches(word.casefold(), set(KINDS) - {word}, n=1, cutoff=_NEARLY)
    if near:
        raise InputError(
            f"--against: no kind '{word}'; did you mean {near[0]}=FILE? a word of your own must differ more",
            code="H002",
        )
    return word


def _kind_by_name(file: str) -> str:
    stem = plain(Path(file).stem)
    for kind in KINDS:
        spec = CATALOGUE[kind]
        if any(plain(word) in stem for word in (spec.name, spec.title, *spec.aliases)):
            return kind
    return Path(file).stem


def _of_district(workspace: Workspace) -> list[tuple[str, Layer]]:
    names = tuple(kind for kind in KINDS if workspace.entry(kind) is not None)
    if not names:
        raise InputError(
            f"{workspace.name}: the district has no control line; add one of {', '.join(KINDS)}", code="H006"
        )
    workspace.open_all(names)
    found = ((name, workspace.vector(name)) for name in names)
    return [(name, layer) for name, layer in found if layer is not None]


def _of_files(against: Sequence[LineFile], said: Mapping[str, Statement]) -> list[tuple[str, Layer]]:
    """Open the lines, each in the CRS of the first."""
    found: list[tuple[str, Layer]] = []
    for line in against:
        to = found[0][1] if found else None
        found.append((line.kind, _vector(line.file, said.get(line.role, Statement()), line.kind, to)))
    return found


def _landuse(
    file: str | None, said: Mapping[str, Statement], workspace: Workspace | None, to: Layer
) -> Layer | None:
    if file is not None:
        return _vector(file, said.get(LANDUSE, Statement()), "dltb", to)
    return None if workspace is None else workspace.vector("dltb")


def _vector(file: str, statement: Statement, kind: str, to: Layer | None) -> Layer:
    spec = CATALOGUE.get(kind) or anonymous(Path(file).stem, POLYGONS, bounds=True)
    layer = open_layer(file, statement, spec=spec, to=to)
    if isinstance(layer, RasterLayer):
        raise InputError(f"{layer.origin.file}: a raster; give polygons, lines or points", code="H011")
    return layer


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _answer(  # noqa: PLR0913 - what was found, and whose ground it is
    done: Screened,
    tables: Sequence[RuleTable],
    more: tuple[Layer, ...],
    *,
    district: str | None,
    notes: Sequence[str],
    warnings: Sequence[str],
) -> Answer:
    """Tell what was found; `notes` of the district (synthetic data) stand on every output."""
    layers = (done.footprints, *(line.layer for line in done.lines), *more)
    alarms = tuple(alarm for layer in layers for alarm in layer.alarms)
    told: dict[str, object] = {
        "schema": "hecheng.screen/1",
        "district": district,
        "footprints": footprints_json(done),
        "totals": totals_json(done),
        "rules": [line.rules.as_json(done.as_of) for line in done.lines],
        "as_of": done.as_of.isoformat(),
        "crs_used": done.footprints.origin.crs_used,
        "layers": [
            {
                "title": layer.title,
                "file": layer.origin.file,
                "sha256": layer.origin.sha256,
                "crs_read": layer.origin.crs_read,
                "crs_used": layer.origin.crs_used,
                "rows": layer.rows.as_json(),
            }
            for layer in layers
        ],
        "own_rules": [table.title for table in tables],
        "notes": list(notes),
        "warnings": [*warnings, *done.warnings],
        "alarms": [alarm.as_json() for alarm in alarms],
    }
    return Answer(
        json=told,
        lines=(*_head(district), *_lines(done), *warnings, *notes),
        table=_table(done),
        alarms=alarms,
    )


def _head(district: str | None) -> tuple[str, ...]:
    return () if district is None else (district,)


def _lines(done: Screened) -> tuple[str, ...]:
    told = [f"项目 {len(done.sites.id)} 个 · 规则按 {done.as_of} 有效的判定"]
    for line in done.lines:
        touched = sum(row.overlap_m2 > 0 for row in line.rows)
        hectares = line.measured.value / 1e4
        told.append(
            f"{line.layer.title}（{line.layer.origin.file}）：{len(line.rows)} 个中 {touched} 个占用，"
            f"{hectares:,.4f} ha = {hectares * 15:,.4f} 亩 · 规则：{line.rules.title} {line.rules.version}"
        )
    if done.land:
        totals = major_totals(done.land)
        shown = rounded_to_sum([area / 1e4 for area in totals.values()], 4)
        told.append(
            "地类：" + "，".join(f"{name} {area:,.4f} ha" for name, area in zip(totals, shown, strict=True))
        )
    return (*told, *done.warnings)


def _table(done: Screened) -> tuple[tuple[str, ...], ...]:
    return tuple(_table_row(line, place) for place in range(len(done.sites.id)) for line in done.lines)


def _table_row(line: LineFound, place: int) -> tuple[str, ...]:
    row = line.rows[place]
    share = "—" if row.share is None else f"{row.share * 100:.2f}%"
    far = f"距 {row.distance_m:,.1f} m" if math.isfinite(row.distance_m) else "没有可量的距离"
    near = "相接" if row.touching else ("" if row.overlap_m2 else far)
    sliver = f"碎屑 {row.slivers_m2:.4f} m²" if row.slivers_m2 else ""
    return (
        row.id,
        row.name,
        line.layer.title,
        f"{row.overlap_m2:,.2f} m²",
        f"{row.overlap_m2 * 3 / 2000:,.4f} 亩",
        share,
        line.rulings[place].told,
        " ".join(word for word in (near, sliver) if word),
    )
