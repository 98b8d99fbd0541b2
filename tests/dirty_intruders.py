"""Archives, workbooks and attributes that reach for other files or for the network."""

import sqlite3
import stat
import zipfile

from case_files import (
    CRS,
    KM,
    KM_M2,
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
from dirty_hostile import ATTACKS, CASES, KML_XX, ONE, attack, entity
from dirty_rasters import LEGEND, ask, tif
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, WARN, Near
from shapely import Point

__all__ = ["ATTACKS", "CASES"]


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
    return _zip_with({"doc.kml": entity(f"file://{secret}", "kml", KML_XX).encode()}, name="town.kmz")(folder)


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


@attack(ACCEPT, NOTED, WARN, figures={"rows.used": 1})
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


@attack(ACCEPT, NOTED, WARN, figures={"rows.used": 1})
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


@attack(REFUSE)
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


@attack(ACCEPT, NOTED, WARN)
def a_drawing_with_outside_references(folder, secret, url):
    body = f"0,SECTION,2,BLOCKS,0,BLOCK,8,0,2,x,70,4,1,{secret},0,ENDBLK,8,0"
    body += f",0,BLOCK,8,0,2,y,70,4,1,{url},0,ENDBLK,8,0,0,ENDSEC"
    body += f",0,SECTION,2,ENTITIES,0,INSERT,8,0,2,x,10,{E},20,{N},0,POINT,8,0,10,{E},20,{N},0,ENDSEC,0,EOF"
    text(folder / "plan.dxf", body.replace(",", "\r\n") + "\r\n")
    return inspect("plan.dxf", "--crs", CRS)


@attack(ACCEPT, NOTED, WARN)
def geojson_with_a_linked_system(folder, secret, url):
    crs = f'{{"type":"link","properties":{{"href":"{url}","type":"proj4","other":"file://{secret}"}}}}'
    text(
        folder / "stops.geojson",
        f'{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[109.98,27.55]}}}}]}}',
    )
    return inspect("stops.geojson")


@attack(REFUSE)
def a_timetable_with_a_link_for_stops(folder, secret, _url):
    members = {"stops.txt": str(secret).encode(), "stop_times.txt": b"trip_id,stop_id\nt,a\n"}
    return _zip_with(members, modes=("stops.txt",), name="gtfs.zip")(folder)


@attack(ACCEPT, NOTED, WARN, figures={"share": Near(0.5, rel=1e-3)}, file="cover.tif")
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
    text(folder / "people.csv", entity(f"file://{secret}", "x", "<x>&x;</x>"))
    return coverage("stops.gpkg", "zone.shp", "--people", "people.csv")
