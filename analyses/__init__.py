"""What is true: layers become measurements, targets and measurements become verdicts."""

from typing import TYPE_CHECKING

from gis.on_demand import names_from

if TYPE_CHECKING:
    from .assessment import assess
    from .control_lines import conflicts
    from .coverage import area_coverage
    from .measurement import Measurement
    from .people import people_coverage
    from .plan_file import open_plan
    from .plan_tables import Plan, Target
    from .result import Result
    from .row_shares import row_share
    from .shares import area_share
    from .sums import totals
    from .unit_presence import presence
    from .verdicts import Verdict, judge

__all__ = [
    "Measurement",
    "Plan",
    "Result",
    "Target",
    "Verdict",
    "area_coverage",
    "area_share",
    "assess",
    "conflicts",
    "judge",
    "open_plan",
    "people_coverage",
    "presence",
    "row_share",
    "totals",
]

__getattr__ = names_from(
    __name__,
    {
        "Measurement": "measurement",
        "Plan": "plan_tables",
        "Result": "result",
        "Target": "plan_tables",
        "Verdict": "verdicts",
        "area_coverage": "coverage",
        "area_share": "shares",
        "assess": "assessment",
        "conflicts": "control_lines",
        "judge": "verdicts",
        "open_plan": "plan_file",
        "people_coverage": "people",
        "presence": "unit_presence",
        "row_share": "row_shares",
        "totals": "sums",
    },
)
