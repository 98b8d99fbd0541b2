"""Findings and refusals about what the door checks in rows and shapes."""

from .alarm_kind import Kinds

KINDS_OF_CHECKS: Kinds = {}
