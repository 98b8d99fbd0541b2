"""Class rasters: headers, classes, pixels, and exact zonal areas."""
