"""Every layer of a district at the door: what was taken, flagged or refused, by topic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gis.crs import geographic_bounds
from gis.errors import ToolkitError

from .alarm_kind import Kinds, Severity
from .alarms import Alarm
from .catalogue import known_layer
from .kinds.kinds_of_checks import KINDS_OF_CHECKS
from .kinds.kinds_of_contents import KINDS_OF_CONTENTS
from .kinds.kinds_of_files import KINDS_OF_FILES
from .kinds.kinds_of_fit import KINDS_OF_FIT
from .kinds.kinds_of_formats import KINDS_OF_FORMATS
from .kinds.kinds_of_places import KINDS_OF_PLACES
from .kinds.kinds_of_rasters import KINDS_OF_RASTERS
from .kinds.kinds_of_registers import KINDS_OF_REGISTERS
from .kinds.kinds_of_reports import KINDS_OF_REPORTS
from .kinds.kinds_of_results import KINDS_OF_RESULTS
from .kinds.kinds_of_shapes import KINDS_OF_SHAPES
from .kinds.kinds_of_tables import KINDS_OF_TABLES
from .kinds.kinds_of_txt import KINDS_OF_TXT
from .layer import Layer, RasterLayer
from .workspace import Workspace, scope_alarm

# The columns of the report, in the order in which the door looks.
TOPICS: Mapping[str, Kinds] = {
    "文件": {**KINDS_OF_FILES, **KINDS_OF_FORMATS, **KINDS_OF_TABLES, **KINDS_OF_TXT},
    "坐标": {**KINDS_OF_PLACES, **KINDS_OF_FIT},
    "图形": KINDS_OF_SHAPES,
    "记录与取值": {**KINDS_OF_CONTENTS, **KINDS_OF_CHECKS, **KINDS_OF_REGISTERS, **KINDS_OF_REPORTS},
    "栅格": KINDS_OF_RASTERS,
    "范围": KINDS_OF_RESULTS,
}
# What is told of a layer that came in although this code refuses it.
_TOLD_INSTEAD = {"H030": "H033", "H032": "H031", "H010": "H296"}
_ARCTIC, _ARCTIC_LAT = "H021", 73.5  # accepted, it leaves no alarm behind
TAKEN, FLAGGED, REFUSED = "accepted", "warned", "refused"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerReport:
    """One layer of the district: opened with its alarms, or refused with one line."""

    name: str
    title: str
    file: str
    opened: Layer | RasterLayer | None = None
    alarms: tuple[Alarm, ...] = ()
    refusal: ToolkitError | None = None

    @property
    def outcome(self) -> str:
        """Tell `accepted`, `warned` (something beyond a notice, not acknowledged) or `refused`."""
        if self.refusal is not None:
            return REFUSED
        open_warnings = [
            alarm for alarm in self.alarms if alarm.severity is not Severity.NOTICE and not alarm.accepted
        ]
        return FLAGGED if open_warnings else TAKEN

    def codes(self, topic: str) -> tuple[str, ...]:
        """List the codes that were told in a topic, each once."""
        told = [alarm.code for alarm in self.alarms]
        if self.refusal is not None:
            told.append(self.refusal.code)
        return tuple(dict.fromkeys(code for code in told if code in TOPICS[topic]))


def report_layers(workspace: Workspace) -> tuple[LayerReport, ...]:
    """Open every layer that district.toml names, whether or not a target needs it; a refusal ends none."""
    refusals: dict[str, ToolkitError] = {}
    for name in workspace.file.layers:
        try:
            workspace.layer(name)
        except ToolkitError as fault:
            refusals[name] = fault
    workspace.hold_together()
    return tuple(_report(workspace, name, refusals.get(name)) for name in workspace.file.layers)


def _report(workspace: Workspace, name: str, refusal: ToolkitError | None) -> LayerReport:
    opened = None if refusal is not None else workspace.layer(name)
    entry = workspace.file.layers[name]
    return LayerReport(
        name=name,
        title=known_layer(name, "layers").title,
        file=entry.file,
        opened=opened,
        alarms=() if opened is None else (*opened.alarms, *_idle(opened, entry.accept)),
        refusal=refusal,
    )


def _idle(opened: Layer | RasterLayer, accepted: Iterable[str]) -> tuple[Alarm, ...]:
    """Say which accepted codes met nothing: one that is misspelt would be thought to be at work."""
    told = {alarm.code for alarm in opened.alarms}
    placed = isinstance(opened, Layer) and bool(opened.frame.geometry.notna().any())
    if isinstance(opened, Layer) and placed and geographic_bounds(opened.frame)[1] >= _ARCTIC_LAT:
        told.add(_ARCTIC)
    idle = [code for code in dict.fromkeys(accepted) if not {code, _TOLD_INSTEAD.get(code)} & told]
    if not idle:
        return ()
    values = {"codes": ", ".join(idle)}
    return (Alarm(code="H081", layer=opened.name, file=opened.origin.file, values=values),)


def report_scopes(workspace: Workspace) -> tuple[dict[str, str], tuple[Alarm, ...]]:
    """Make every scope of the district; gives what is wrong with those that cannot be, and the stand-ins."""
    faults: dict[str, str] = {}
    stand_ins = []
    for word, entry in workspace.file.scopes.items():
        try:
            scope = workspace.scope(word)
        except ToolkitError as fault:
            faults[word] = str(fault)
            continue
        if scope is None:
            absent = [name for name in entry.names() if workspace.entry(name) is None]
            faults[word] = f"scope '{word}': no layer {', '.join(absent)}; add it under [layers]"
        elif (alarm := scope_alarm(scope)) is not None:
            stand_ins.append(alarm)
    return faults, tuple(stand_ins)
