"""Switch off what could reach beyond the named file, before either GDAL loads."""

import os

# Virtual, pipeline, database and network drivers; vector and raster libraries each bundle their own GDAL.
_SKIPPED = (
    "VRT OGR_VRT GDALG STACIT STACTA HTTP WCS WMS WMTS WFS OAPIF OGCAPI CSW DAAS EEDA EEDAI "
    "PLMOSAIC PLSCENES CARTO AmigoCloud Elastic PostgreSQL PostGISRaster MySQL MSSQLSpatial OCI ODBC "
    "MongoDBv3 NGW RDA TileDB ESRIJSON TopoJSON GeoJSONSeq DERIVED"
)
SETTINGS = {
    "GDAL_SKIP": _SKIPPED,
    "CPL_LOG": os.devnull,  # each GDAL remarks on drivers that only the other copy has
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_PROXY": "127.0.0.1:1",  # whatever slips through finds nobody
    "GDAL_PAM_ENABLED": "NO",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_ARC_STEPSIZE": "0.1",  # degrees: what arcs GDAL draws itself, it draws finely
    "PROJ_NETWORK": "OFF",
}


def raise_fence() -> None:
    """Set the drivers' environment for this process and those that it starts."""
    os.environ.update(SETTINGS)
