"""What is true: layers become measurements, targets and measurements become verdicts."""

from typing import TYPE_CHECKING

from gis.on_demand import names_from

if TYPE_CHECKING:
    from .amounts.sums import totals
    from .assessment import assess
    from .land.shares import area_share
    from .measurement import Measurement
    from .per_unit.row_shares import row_share
    from .per_unit.unit_presence import presence
    from .plan_file import open_plan
    from .plan_tables import Plan, Target
    from .result import Result
    from .screening.control_lines import conflicts
    from .serving.coverage import area_coverage
    from .serving.people import people_coverage
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
        "area_coverage": "serving.coverage",
        "area_share": "land.shares",
        "assess": "assessment",
        "conflicts": "screening.control_lines",
        "judge": "verdicts",
        "open_plan": "plan_file",
        "people_coverage": "serving.people",
        "presence": "per_unit.unit_presence",
        "row_share": "per_unit.row_shares",
        "totals": "amounts.sums",
    },
)
