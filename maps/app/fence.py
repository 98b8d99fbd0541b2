"""Switch off what could reach beyond the named file, before either GDAL loads."""

import os
import sys

# Virtual, pipeline, database and network drivers; vector and raster libraries each bundle their own GDAL.
_SKIPPED = (
    "VRT OGR_VRT GDALG STACIT STACTA HTTP WCS WMS WMTS WFS OAPIF OGCAPI CSW DAAS EEDA EEDAI "
    "PLMOSAIC PLSCENES CARTO AmigoCloud Elastic PostgreSQL PostGISRaster MySQL MSSQLSpatial OCI ODBC "
    "MongoDBv3 NGW RDA TileDB ESRIJSON TopoJSON GeoJSONSeq DERIVED"
)
_SETTINGS = {
    "GDAL_SKIP": _SKIPPED,
    "CPL_LOG": os.devnull,  # each GDAL remarks on drivers that only the other copy has
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_PAM_ENABLED": "NO",
    "PROJ_NETWORK": "OFF",
}


def raise_fence() -> None:
    """Set the drivers' environment and speak UTF-8, also on Windows."""
    for name, value in _SETTINGS.items():
        os.environ[name] = value
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
