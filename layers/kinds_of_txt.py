"""Findings and refusals about coordinate TXT files, timetables and street extracts."""

from .alarm_kind import Kinds

KINDS_OF_TXT: Kinds = {}
