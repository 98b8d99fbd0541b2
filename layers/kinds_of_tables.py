"""Findings and refusals about spreadsheets and text tables."""

from .alarm_kind import Kinds

KINDS_OF_TABLES: Kinds = {}
