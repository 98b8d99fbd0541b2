"""One input of the graded sets: what is made, how it is asked about, and what must come back."""

import hashlib
import io
import json
import math
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

# Loaded before the command line raises its fence: the cases must write what the door may not read.
import pyogrio

from maps.app.cli import main

ACCEPT, NOTED, WARN, REFUSE = "accept", "noted", "warn", "refuse"
_LOUD = ("warning", "error")
_PYOGRIO = pyogrio.__gdal_version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    An input, the command that asks about it, and the outcome that the specification wants.

    `make` writes files into an empty folder and gives the arguments after `hecheng`,
    with names relative to that folder. `outcomes` is a set where the specification
    leaves a choice: accept (exit 0, no warning), noted (exit 0, at least one alarm),
    warn (exit 0, a warning), refuse (exit 2, one line). `figures` hold whenever the
    exit is 0; `says` are regular expressions that the message or the alarms must match.
    """

    name: str
    kind: str
    make: Callable[[Path], list[str]]
    outcomes: frozenset[str]
    figures: Mapping[str, object] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    file: str | None = None  # the file that a refusal must name; by default any named on the command line
    needs: str | None = None  # why the case may be impossible here

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What a command did."""

    exit: int
    stdout: str
    stderr: str
    arguments: tuple[str, ...]

    @property
    def json(self) -> dict:
        return json.loads(self.stdout)


class Cases:
    """A list of cases of one class; used as a decorator of the functions that make the files."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.all: list[Case] = []

    def __call__(self, *outcomes, figures=None, says=(), file=None, needs=None):
        def add(make):
            self.add(make.__name__, make, *outcomes, figures=figures, says=says, file=file, needs=needs)
            return make

        return add

    def add(  # noqa: PLR0913 - the fields of a case
        self, name, make, *outcomes, figures=None, says=(), file=None, needs=None
    ):
        """Add one case."""
        assert name not in {case.name for case in self.all}, f"{self.kind}/{name} stands twice"
        says = (says,) if isinstance(says, str) else tuple(says)
        self.all.append(
            Case(
                name=name,
                kind=self.kind,
                make=make,
                outcomes=frozenset(outcomes),
                figures=figures or {},
                says=says,
                file=file,
                needs=needs,
            )
        )


@dataclass(frozen=True, slots=True)
class Near:
    """A figure with its tolerance: relative, and absolute beside it."""

    value: float
    rel: float = 1e-6
    off: float = 0.0

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, int | float)
            and not isinstance(other, bool)
            and math.isclose(other, self.value, rel_tol=self.rel, abs_tol=self.off)
        )

    def __hash__(self) -> int:
        return hash(self.value)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value out of several."""

    values: tuple[object, ...]

    def __eq__(self, other: object) -> bool:
        return any(value == other for value in self.values)

    def __hash__(self) -> int:
        return hash(self.values)


@dataclass(frozen=True, slots=True)
class Total:
    """A table of counts whose sum is known."""

    value: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and sum(other.values()) == self.value

    def __hash__(self) -> int:
        return hash(self.value)


@dataclass(frozen=True, slots=True)
class Where:
    """A value that a sentence in code describes."""

    what: str
    test: Callable[[object], bool]

    def __eq__(self, other: object) -> bool:
        return bool(self.test(other))

    def __hash__(self) -> int:
        return hash(self.what)


def run(arguments: list[str]) -> Got:
    """Run the command line in this process, as a user would hear it."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            code = end.code
    return Got(
        exit=code if isinstance(code, int) else -1,
        stdout=out.getvalue(),
        stderr=err.getvalue(),
        arguments=tuple(arguments),
    )


def made(case: Case, folder: Path) -> list[str]:
    """Write the files of a case; what the writing libraries remark is none of our business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return case.make(folder)


def tree(folder: Path) -> dict[str, str]:
    """Hash everything below a folder; links by where they lead, pipes by their kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = "link to " + str(path.readlink())
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = "folder" if path.is_dir() else "special"
    return found


def faults_of(case: Case, got: Got) -> list[str]:
    """Hold what came back against the case and against the message contract (RELIABILITY 1)."""
    if "Traceback" in got.stdout + got.stderr:
        return ["a traceback was shown"]
    try:
        told = got.json
    except ValueError:
        return [f"exit {got.exit}, stdout is not one JSON object: {got.stdout[:80]!r} {got.stderr[:160]!r}"]
    if got.exit == 2:
        return _refusal_faults(case, got, told)
    if got.exit != 0:
        return [f"exit {got.exit}: {_message(told)}"]
    return _answer_faults(case, told)


def _refusal_faults(case: Case, got: Got, told: dict) -> list[str]:
    message = _message(told)
    if REFUSE not in case.outcomes:
        return [f"refused without need: {message}"]
    faults = [f"refusal lacks '{key}'" for key in ("schema", "error", "alarms") if key not in told]
    lines = got.stderr.strip().splitlines()
    code = told.get("error", {}).get("code", "")
    if len(lines) != 1 or not lines[0].startswith(f"error[{code}]: "):
        faults.append(f"stderr is not one line error[{code}]: {got.stderr[:120]!r}")
    if not re.fullmatch(r"H\d{3}", code) or code in {"H000", "H999"}:
        faults.append(f"code {code!r}")
    if not any(name in message for name in _file_names(case, got)):
        faults.append(f"the message names no file: {message}")
    if ";" not in message:
        faults.append(f"no mend after ';': {message}")
    return faults + [f"does not say {word!r}: {message}" for word in _unsaid(case, message)]


def _answer_faults(case: Case, told: dict) -> list[str]:
    alarms = told.get("alarms", [])
    loud = [alarm["code"] for alarm in alarms if alarm["severity"] in _LOUD]
    reached = {ACCEPT} if not loud else {WARN}
    if alarms:
        reached.add(NOTED)
    if loud and not case.outcomes & {WARN, NOTED}:
        if case.outcomes == {REFUSE}:
            return [f"taken with {loud} instead of refused: {_figures(case, told)}"]
        said = "; ".join(alarm["message"] for alarm in alarms if alarm["severity"] in _LOUD)
        return [f"false alarm {loud}: {said}"]
    faults = [] if reached & case.outcomes else [f"silent ({_codes(alarms)}): {_figures(case, told)}"]
    for path, wanted in case.figures.items():
        value = _at(told, path)
        if wanted != value:
            faults.append(f"WRONG FIGURE {path}: {_short(value)}, not {wanted}; {_codes(alarms)}")
    rows = told.get("rows")
    if isinstance(rows, dict) and rows["read"] != rows["used"] + sum(rows["skipped"].values()):
        faults.append(f"rows do not add up: {rows}")
    text = json.dumps(told, ensure_ascii=False)
    return faults + [f"does not say {word!r}: {_codes(alarms)}" for word in _unsaid(case, text)]


def _unsaid(case: Case, text: str) -> list[str]:
    return [word for word in case.says if not re.search(word, text, re.IGNORECASE)]


def _file_names(case: Case, got: Got) -> list[str]:
    if case.file is not None:
        return [case.file]
    words = [word.partition("=")[2] or word for word in got.arguments[1:] if not word.startswith("-")]
    return [name for word in words if len(name := Path(word).name) > 3] or [""]


def _message(told: dict) -> str:
    return f"[{told.get('error', {}).get('code')}] {told.get('error', {}).get('message')}"


def _codes(alarms: list[dict]) -> str:
    return "alarms " + (",".join(f"{alarm['code']}:{alarm['severity']}" for alarm in alarms) or "none")


def _figures(case: Case, told: dict) -> str:
    keys = list(case.figures) or ["rows", "crs_read", "area_m2", "share", "covered_share"]
    return ", ".join(f"{key}={_short(_at(told, key))}" for key in keys if _at(told, key) is not None)


def _short(value: object) -> str:
    return repr(value)[:80]


def _at(told: object, path: str) -> object:
    """Follow a dotted path; a step into a list is its place, or the `name` or `value` of an entry."""
    for step in path.split("."):
        if isinstance(told, list):
            named = {str(entry.get("name", entry.get("value"))): entry for entry in told}
            told = told[int(step)] if step.isdigit() and int(step) < len(told) else named.get(step)
        elif isinstance(told, dict):
            told = told.get(step)
        else:
            return None
    return told
