"""The five things that can be said of a promise."""

from enum import StrEnum


class Outcome(StrEnum):
    """Missing data is never missed; all but the first two need a reason."""

    MET = "met"
    MISSED = "missed"
    UNSETTLED = "unsettled"
    NO_DATA = "no_data"
    NOT_SPATIAL = "not_spatial"


OUTCOME_TITLES = {
    "met": "达标",
    "missed": "未达标",
    "unsettled": "待定",
    "no_data": "无法判定",
    "not_spatial": "非空间指标",
}
