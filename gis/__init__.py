"""How the earth is handled: reference systems, shapes, rasters, distances. No policy, no place names."""
