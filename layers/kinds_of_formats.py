"""Findings and refusals about vector formats and archives."""

from .alarm_kind import Kinds

KINDS_OF_FORMATS: Kinds = {}
