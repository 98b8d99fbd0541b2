"""The registry of findings and refusals: every code that the toolkit tells, by topic."""

from .alarm_kind import AlarmKind, Severity
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

__all__ = ["ALARM_KINDS", "AlarmKind", "Severity"]

ALARM_KINDS: dict[str, AlarmKind] = {
    **KINDS_OF_FILES,
    **KINDS_OF_CONTENTS,
    **KINDS_OF_PLACES,
    **KINDS_OF_SHAPES,
    **KINDS_OF_RASTERS,
    **KINDS_OF_RESULTS,
    **KINDS_OF_TABLES,
    **KINDS_OF_TXT,
    **KINDS_OF_FORMATS,
    **KINDS_OF_CHECKS,
    **KINDS_OF_FIT,
    **KINDS_OF_REGISTERS,
    **KINDS_OF_REPORTS,
}
