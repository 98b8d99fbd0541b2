"""Inputs that reach for other files or the network; `attacks` are made with a secret file and an address."""

import functools
import os
import socket

from case_files import (
    NAMES,
    E,
    N,
    csv_text,
    inspect,
    stops,
    text,
)
from dirty_rasters import LEGEND, ask
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases

cases = Cases("hostile")
CASES = cases.all
ATTACKS = []
SECRET = "canary-7f3a9c-must-not-be-told"  # noqa: S105 - a marker to look for, no password
NOWHERE = "http://127.0.0.1:9/x"
ONE = csv_text("NAME,lon,lat", "a,109.98,27.55").encode()


def attack(*outcomes, **more):
    """Register a maker of (folder, secret, address) as an attack and as a case."""

    def add(make):
        @functools.wraps(make)
        def case(folder):
            secret = folder.parent / "secret.csv"
            secret.write_text(f"NAME,lon,lat\n{SECRET},109.98,27.55\n", encoding="utf-8")
            return make(folder, secret, NOWHERE)

        cases.add(make.__name__, case, *outcomes, **more)
        ATTACKS.append(make)
        return make

    return add


def entity(secret, root, body, kind="SYSTEM"):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {root} [<!ENTITY x {kind} "{secret}">]>\n{body}'
    )


KML_XX = kml().split("?>", 1)[1].replace(NAMES[0], "&x;")


@attack(REFUSE, says="DTD|DOCTYPE|entit")
def kml_with_an_external_entity(folder, secret, _url):
    text(folder / "stops.kml", entity(f"file://{secret}", "kml", KML_XX))
    return inspect("stops.kml")


@attack(REFUSE, says="DTD|DOCTYPE|entit")
def kml_with_an_entity_from_the_net(folder, _secret, url):
    text(folder / "stops.kml", entity(url, "kml", KML_XX))
    return inspect("stops.kml")


@attack(REFUSE)
def kml_in_utf16_with_an_entity(folder, secret, _url):
    told = entity(f"file://{secret}", "kml", KML_XX).replace("UTF-8", "UTF-16")
    text(folder / "stops.kml", told, "utf-16")
    return inspect("stops.kml")


@attack(REFUSE)
def kml_of_a_billion_laughs(folder, _secret, _url):
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    told = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY l0 "ha">{laughs}]>' + KML_XX.replace("&x;", "&l9;")
    text(folder / "stops.kml", told)
    return inspect("stops.kml")


@attack(REFUSE)
def kml_with_a_doctype_behind_a_long_comment(folder, secret, _url):
    told = entity(f"file://{secret}", "kml", KML_XX).replace(
        "<!DOCTYPE", "<!--" + "x" * 100_000 + "-->\n<!DOCTYPE"
    )
    text(folder / "stops.kml", told)
    return inspect("stops.kml")


@attack(REFUSE, NOTED, WARN, figures={"rows.used": 3})
def kml_with_a_network_link(folder, secret, url):
    links = "".join(
        f"<NetworkLink><Link><href>{href}</href></Link></NetworkLink>" for href in (url, f"file://{secret}")
    )
    text(folder / "stops.kml", kml().replace("</Document>", links + "</Document>"))
    return inspect("stops.kml")


@attack(REFUSE, NOTED, WARN)
def kml_with_nothing_but_a_network_link(folder, _secret, url):
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    text(
        folder / "stops.kml",
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}</Document></kml>',
    )
    return inspect("stops.kml")


@attack(ACCEPT, NOTED, WARN)
def kml_with_pictures_and_styles_from_the_net(folder, _secret, url):
    icon = f"<Style id='s'><IconStyle><Icon><href>{url}</href></Icon></IconStyle></Style>"
    body = f"{icon}<styleUrl>{url}#s</styleUrl>"
    text(folder / "stops.kml", kml().replace("<name>d</name>", f"<name>d</name>{body}"))
    return inspect("stops.kml")


GML_BODY = (
    '<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    '{schema} gml:id="c"><ogr:featureMember><ogr:zone gml:id="z"><ogr:geom>{geometry}</ogr:geom>'
    "<ogr:NAME>{name}</ogr:NAME></ogr:zone>"
    "</ogr:featureMember></ogr:FeatureCollection>"
)
GML_POINT = f'<gml:Point gml:id="p" srsName="EPSG:4546"><gml:pos>{E} {N}</gml:pos></gml:Point>'


@attack(REFUSE)
def gml_with_an_external_entity(folder, secret, _url):
    text(
        folder / "zone.gml",
        entity(f"file://{secret}", "x", GML_BODY.format(schema="", geometry=GML_POINT, name="&x;")),
    )
    return inspect("zone.gml")


@attack(REFUSE, NOTED, WARN)
def gml_with_geometry_elsewhere(folder, secret, url):
    for href in (url, f"file://{secret}"):
        body = GML_BODY.format(schema="", geometry=f'<gml:pointProperty xlink:href="{href}#p"/>', name="a")
        text(folder / "zone.gml", '<?xml version="1.0"?>' + body)
    return inspect("zone.gml")


@attack(ACCEPT, NOTED, WARN)
def gml_with_a_schema_on_the_net(folder, _secret, url):
    schema = f'xsi:schemaLocation="http://ogr.maptools.org/ {url}/x.xsd"'
    text(
        folder / "zone.gml",
        '<?xml version="1.0"?>' + GML_BODY.format(schema=schema, geometry=GML_POINT, name="a"),
    )
    return inspect("zone.gml")


@attack(ACCEPT, NOTED, WARN)
def gml_with_a_system_on_the_net(folder, _secret, url):
    point = GML_POINT.replace("EPSG:4546", url)
    text(folder / "zone.gml", '<?xml version="1.0"?>' + GML_BODY.format(schema="", geometry=point, name="a"))
    return inspect("zone.gml")


for suffix in ("xml", "gml", "json", "geojson", "kml", "shp", "csv", "txt"):

    def _service(folder, _secret, url, suffix=suffix):
        text(folder / f"x.{suffix}", f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>")
        return inspect(f"x.{suffix}")

    _service.__name__ = f"a_service_description_as_{suffix}"
    attack(REFUSE)(_service)
for suffix in ("shp", "json", "gpkg", "gml", "txt", "csv"):

    def _virtual(folder, secret, _url, suffix=suffix):
        source = f"<SrcDataSource>{secret}</SrcDataSource><SrcLayer>secret</SrcLayer>"
        body = f'<OGRVRTLayer name="secret">{source}</OGRVRTLayer>'
        text(folder / f"x.{suffix}", f"<OGRVRTDataSource>{body}</OGRVRTDataSource>")
        return inspect(f"x.{suffix}")

    _virtual.__name__ = f"a_virtual_source_of_the_secret_as_{suffix}"
    attack(REFUSE)(_virtual)
for suffix in ("tif", "img", "asc"):

    def _virtual_raster(folder, secret, url, suffix=suffix):
        sources = "".join(
            f"<SimpleSource><SourceFilename>{name}</SourceFilename></SimpleSource>"
            for name in (secret, f"/vsicurl/{url}")
        )
        band = f'<VRTRasterBand dataType="Byte" band="1">{sources}</VRTRasterBand>'
        body = f'<VRTDataset rasterXSize="9" rasterYSize="9">{band}</VRTDataset>'
        text(folder / f"cover.{suffix}", body)
        text(folder / "legend.csv", LEGEND)
        return ask(of=f"cover.{suffix}")

    _virtual_raster.__name__ = f"a_virtual_raster_of_the_secret_as_{suffix}"
    attack(REFUSE, file=f"cover.{suffix}")(_virtual_raster)


def _named(name, words, **more):
    def make(_folder, secret, url):
        return inspect(words.format(secret=secret, url=url, rest=url.partition("://")[2]))

    make.__name__ = name
    attack(REFUSE, file="", **more)(make)


for name, words in {
    "an_address": "{url}.geojson",
    "an_https_address": "https://{rest}.geojson",
    "an_ftp_address": "ftp://{rest}.geojson",
    "vsicurl": "/vsicurl/{url}.geojson",
    "vsizip_over_the_net": "/vsizip//vsicurl/{url}.zip",
    "vsis3": "/vsis3/bucket/x.geojson",
    "vsistdin": "/vsistdin/x.geojson",
    "vsimem": "/vsimem/x.geojson",
    "esrijson_prefix": "ESRIJSON:{url}",
    "geojson_prefix": "GeoJSON:{url}",
    "wfs_prefix": "WFS:{url}",
    "csv_prefix_of_the_secret": "CSV:{secret}",
    "gtfs_prefix_of_the_secret": "GTFS:{secret}",
    "postgres_prefix": "PG:host=127.0.0.1",
    "file_address_of_the_secret": "file://{secret}",
    "inline_json": '{{"type":"FeatureCollection","features":[]}}',
    "inline_xml": "<OGRVRTDataSource/>",
    "a_device": "/dev/zero",
    "standard_input": "/dev/stdin",
    "kernel_memory_map": "/proc/self/maps",
    "network_share": "\\\\127.0.0.1\\share\\x.shp",
}.items():
    _named(f"path_that_is_{name}", words)


@attack(REFUSE)
def a_pipe(folder, _secret, _url):
    os.mkfifo(folder / "stops.csv")
    return inspect("stops.csv")


@attack(REFUSE)
def a_socket(folder, _secret, _url):
    here = os.getcwd()  # noqa: PTH109 - a socket's name may be no longer than 108 bytes
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("stops.csv")
    finally:
        os.chdir(here)
    return inspect("stops.csv")


@attack(NOTED, WARN, figures={"rows.used": 3})
def a_link_that_the_user_named(folder, _secret, _url):
    stops().to_file(folder / "real.gpkg", layer="stops")
    (folder / "stops.gpkg").symlink_to(folder / "real.gpkg")
    return inspect("stops.gpkg")


@attack(REFUSE)
def a_link_to_a_device(folder, _secret, _url):
    (folder / "stops.csv").symlink_to("/dev/zero")
    return inspect("stops.csv")


@attack(REFUSE)
def a_link_to_itself(folder, _secret, _url):
    (folder / "stops.csv").symlink_to("stops.csv")
    return inspect("stops.csv")


@attack(REFUSE, file="")
def a_folder_with_a_link_that_leads_out(folder, secret, _url):
    (folder / "data").mkdir()
    (folder / "data" / "stops.csv").symlink_to(secret)
    return inspect("data")
