"""Footprints against control lines: overlaps, slivers, distances, outcome classes, land sheets."""
