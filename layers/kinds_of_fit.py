"""Findings and refusals about how well positions fit the district, and names and codes."""

from .alarm_kind import Kinds

KINDS_OF_FIT: Kinds = {}
