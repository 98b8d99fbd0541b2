"""Values that offices filled in, and one result held against another."""
