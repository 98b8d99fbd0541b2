"""Inputs that reach for other files or the network; `attacks` are made with a secret file and an address."""

import functools
import os
import socket
import sqlite3
import stat
import zipfile

from case_files import (
    CRS,
    KM,
    KM_M2,
    NAMES,
    E,
    N,
    coverage,
    csv_text,
    frame,
    inspect,
    shp,
    stops,
    text,
    xlsx,
    zipped,
)
from dirty_rasters import LEGEND, ask, tif
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near
from shapely import Point

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


def _entity(secret, root, body, kind="SYSTEM"):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {root} [<!ENTITY x {kind} "{secret}">]>\n{body}'
    )


KML_XX = kml().split("?>", 1)[1].replace(NAMES[0], "&x;")


@attack(REFUSE, says="DTD|DOCTYPE|entit")
def kml_with_an_external_entity(folder, secret, _url):
    text(folder / "stops.kml", _entity(f"file://{secret}", "kml", KML_XX))
    return inspect("stops.kml")


@attack(REFUSE, says="DTD|DOCTYPE|entit")
def kml_with_an_entity_from_the_net(folder, _secret, url):
    text(folder / "stops.kml", _entity(url, "kml", KML_XX))
    return inspect("stops.kml")


@attack(REFUSE)
def kml_in_utf16_with_an_entity(folder, secret, _url):
    told = _entity(f"file://{secret}", "kml", KML_XX).replace("UTF-8", "UTF-16")
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
    told = _entity(f"file://{secret}", "kml", KML_XX).replace(
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


@attack(NOTED, WARN, ACCEPT, REFUSE)
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
        _entity(f"file://{secret}", "x", GML_BODY.format(schema="", geometry=GML_POINT, name="&x;")),
    )
    return inspect("zone.gml")


@attack(REFUSE, NOTED, WARN)
def gml_with_geometry_elsewhere(folder, secret, url):
    for href in (url, f"file://{secret}"):
        body = GML_BODY.format(schema="", geometry=f'<gml:pointProperty xlink:href="{href}#p"/>', name="a")
        text(folder / "zone.gml", '<?xml version="1.0"?>' + body)
    return inspect("zone.gml")


@attack(REFUSE, NOTED, WARN, ACCEPT)
def gml_with_a_schema_on_the_net(folder, _secret, url):
    schema = f'xsi:schemaLocation="http://ogr.maptools.org/ {url}/x.xsd"'
    text(
        folder / "zone.gml",
        '<?xml version="1.0"?>' + GML_BODY.format(schema=schema, geometry=GML_POINT, name="a"),
    )
    return inspect("zone.gml")


@attack(REFUSE, NOTED, WARN, ACCEPT)
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


def _zip_with(members, modes=(), name="town.zip"):
    def make(folder):
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member, data in members.items():
                entry = zipfile.ZipInfo(member)
                if member in modes:
                    entry.create_system = 3
                    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(entry, data)
        return inspect(name)

    return make


def _zip_attack(name, members, modes=()):
    def make(folder, secret, _url):
        told = {member: data(secret) if callable(data) else data for member, data in members.items()}
        return _zip_with(told, modes)(folder)

    make.__name__ = name
    attack(REFUSE)(make)


def _path(secret):
    return str(secret).encode()


_zip_attack("a_zip_with_a_link", {"stops.csv": _path}, modes=("stops.csv",))
_zip_attack("a_zip_with_a_link_beside_the_data", {"stops.csv": ONE, "more.csv": _path}, modes=("more.csv",))
_zip_attack("a_zip_that_climbs_out", {"../stops.csv": ONE})
_zip_attack("a_zip_that_climbs_out_within", {"a/../../stops.csv": ONE, "b.csv": ONE})
_zip_attack("a_zip_with_an_absolute_name", {"/tmp/stops.csv": ONE})  # noqa: S108 - a name inside an archive
_zip_attack("a_zip_with_a_drive_letter", {"C:\\stops.csv": ONE})
_zip_attack("a_zip_with_backslashes_that_climb", {"..\\..\\stops.csv": ONE})


@attack(REFUSE)
def a_zip_with_encrypted_members(folder, _secret, _url):
    zipped(folder / "town.zip", {"stops.csv": ONE})
    raw = bytearray((folder / "town.zip").read_bytes())
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    (folder / "town.zip").write_bytes(raw)
    return inspect("town.zip")


@attack(REFUSE)
def a_kmz_that_climbs_out(folder, _secret, _url):
    return _zip_with({"../doc.kml": kml().encode()}, name="town.kmz")(folder)


@attack(REFUSE)
def a_kmz_with_an_entity(folder, secret, _url):
    return _zip_with({"doc.kml": _entity(f"file://{secret}", "kml", KML_XX).encode()}, name="town.kmz")(
        folder
    )


def _book_with(folder, part, change):
    path = xlsx(folder / "stops.xlsx", {"站点": [["NAME", "lon", "lat"], ["a", 109.98, 27.55]]})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = change(members.get(part, b""))
    return zipped(path, members)


@attack(REFUSE)
def a_workbook_with_an_entity(folder, secret, _url):
    def change(raw):
        declared = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
        head, sign, rest = raw.partition(b"?>")
        return (head + sign if sign else b'<?xml version="1.0"?>') + declared + (rest if sign else raw)

    _book_with(folder, "xl/worksheets/sheet1.xml", change)
    return inspect("stops.xlsx")


@attack(ACCEPT, NOTED, WARN, REFUSE, figures={"rows.used": 1})
def a_workbook_with_external_links(folder, secret, url):
    kinds = {"r1": url, "r2": f"file://{secret}"}
    links = "".join(
        f'<Relationship Id="{name}" Type="x" Target="{target}" TargetMode="External"/>'
        for name, target in kinds.items()
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationships xmlns="{schema}">{links}</Relationships>'
    _book_with(folder, "xl/worksheets/_rels/sheet1.xml.rels", lambda _: link.encode())
    return inspect("stops.xlsx")


@attack(ACCEPT, NOTED, WARN, REFUSE, figures={"rows.used": 1})
def formulas_and_scripts_in_attributes(folder, secret, url):
    bad = f'"=WEBSERVICE(""{url}"")","<script src={url}></script>",@SUM(1),{secret}'
    text(folder / "stops.csv", csv_text("A,B,C,D,lon,lat", bad + ",109.98,27.55"))
    return inspect("stops.csv")


@attack(REFUSE, ACCEPT, NOTED, figures={"rows.used": 3})
def a_cpg_that_is_a_path(folder, secret, _url):
    shp(stops(), folder / "stops.shp", cpg=str(secret))
    return inspect("stops.shp")


@attack(WARN, REFUSE, NOTED)
def a_prj_that_is_a_path(folder, secret, url):
    shp(stops(), folder / "stops.shp")
    text(folder / "stops.prj", f"@{secret} {url}")
    return inspect("stops.shp")


for name, stated in {
    "a_path": "{secret}",
    "an_address": "{url}",
    "an_init_file": "+init={secret}:1",
    "grids": "+proj=longlat +nadgrids={secret} +type=crs",
}.items():

    def _stated(folder, secret, url, stated=stated):
        shp(stops(), folder / "stops.shp", prj=False)
        return inspect("stops.shp", "--crs", stated.format(secret=secret, url=url))

    _stated.__name__ = f"a_stated_crs_that_is_{name}"
    attack(REFUSE, *((WARN, NOTED) if name == "grids" else ()), file="")(_stated)


@attack(REFUSE, ACCEPT, NOTED, WARN)
def a_geopackage_with_a_view_of_functions(folder, secret, _url):
    stops().to_file(folder / "stops.gpkg")
    base = sqlite3.connect(folder / "stops.gpkg")
    base.execute(
        f"create view v as select fid, geom, load_extension('{secret}') as x, "  # noqa: S608 - the attack
        f"readfile('{secret}') as y from stops"
    )
    base.execute(
        "insert into gpkg_contents select 'v', data_type, 'v', description, last_change, "
        "min_x, min_y, max_x, max_y, srs_id from gpkg_contents"
    )
    base.execute(
        "insert into gpkg_geometry_columns select 'v', column_name, geometry_type_name, srs_id, z, m "
        "from gpkg_geometry_columns"
    )
    base.commit()
    base.close()
    return inspect("stops.gpkg", "--layer", "v")


@attack(ACCEPT, NOTED, WARN, figures={"rows.used": 3})
def a_layer_name_with_sql(folder, _secret, _url):
    stops().to_file(folder / "stops.gpkg", layer='x"; drop table stops; --')
    return inspect("stops.gpkg")


@attack(REFUSE)
def a_layer_option_with_sql(folder, secret, _url):
    stops().to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg", "--layer", f"stops\" union select readfile('{secret}') --")


@attack(REFUSE, file="dltb.gpkg", says="column|field|NAME")
def a_field_option_with_sql(folder, _secret, _url):
    from case_files import parcels, share  # noqa: PLC0415

    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    return share("dltb.gpkg", field='DLBM" or 1=1 --')


@attack(ACCEPT, NOTED, WARN, REFUSE)
def a_drawing_with_outside_references(folder, secret, url):
    body = f"0,SECTION,2,BLOCKS,0,BLOCK,8,0,2,x,70,4,1,{secret},0,ENDBLK,8,0"
    body += f",0,BLOCK,8,0,2,y,70,4,1,{url},0,ENDBLK,8,0,0,ENDSEC"
    body += f",0,SECTION,2,ENTITIES,0,INSERT,8,0,2,x,10,{E},20,{N},0,POINT,8,0,10,{E},20,{N},0,ENDSEC,0,EOF"
    text(folder / "plan.dxf", body.replace(",", "\r\n") + "\r\n")
    return inspect("plan.dxf", "--crs", CRS)


@attack(REFUSE, NOTED, WARN, ACCEPT)
def geojson_with_a_linked_system(folder, secret, url):
    crs = f'{{"type":"link","properties":{{"href":"{url}","type":"proj4","other":"file://{secret}"}}}}'
    text(
        folder / "stops.geojson",
        f'{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[109.98,27.55]}}}}]}}',
    )
    return inspect("stops.geojson")


@attack(REFUSE, NOTED, WARN, ACCEPT)
def a_timetable_with_a_link_for_stops(folder, secret, _url):
    members = {"stops.txt": str(secret).encode(), "stop_times.txt": b"trip_id,stop_id\nt,a\n"}
    return _zip_with(members, modes=("stops.txt",), name="gtfs.zip")(folder)


@attack(NOTED, WARN, ACCEPT, REFUSE, figures={"share": Near(0.5, rel=1e-3)}, file="cover.tif")
def a_sidecar_that_points_elsewhere(folder, secret, url):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    text(
        folder / "cover.tif.aux.xml",
        f'<PAMDataset><Metadata domain="SUBDATASETS"><MDI key="OVERVIEW_FILE">{secret}</MDI></Metadata>'
        f'<Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">/vsicurl/{url}</MDI></Metadata></PAMDataset>',
    )
    return ask()


@attack(ACCEPT, NOTED, figures={"area_m2": Near(KM_M2, rel=1e-7)})
def a_name_that_looks_like_a_command(folder, _secret, _url):
    name = "$(touch x);`id`&&鹤城 [2023] 'q'.gpkg"
    frame([KM], NAME=["a"]).to_file(folder / "a.gpkg", layer="zone")
    (folder / "a.gpkg").rename(folder / name)
    return inspect(name)


@attack(REFUSE, file="people.csv")
def a_population_file_that_is_an_entity(folder, secret, _url):
    shp(frame([KM], NAME=["a"]), folder / "zone.shp")
    frame([Point(E + 500, N + 500)], NAME=["a"]).to_file(folder / "stops.gpkg")
    text(folder / "people.csv", _entity(f"file://{secret}", "x", "<x>&x;</x>"))
    return coverage("stops.gpkg", "zone.shp", "--people", "people.csv")
