"""Files for the graded input sets, and their areas by formulas that share no code with the package."""

import io
import math
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely import Polygon, box

E, N = 400_000.0, 3_049_000.0  # the corner of DOMAIN B5's vector, in EPSG:4546 (central meridian 111 E)
CRS = "EPSG:4546"
KM = box(E, N, E + 1000, N + 1000)
KM_M2 = 999_755.734  # DOMAIN B5: its ellipsoidal area
NAMES = ("鹤城一站", "鹤城二站", "鹤城三站")
STOPS = ((E + 250.0, N + 250.0), (E + 500.0, N + 500.0), (E + 750.0, N + 750.0))
_GEOD = pyproj.Geod(a=6378137, rf=298.257222101)
_ZONE_37 = pyproj.Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
_TO_ZONE_37 = pyproj.Transformer.from_crs("EPSG:4490", CRS, always_xy=True)


def inspect(*words):
    """Ask what is in a file."""
    return ["inspect", *words, "--json"]


def share(of, *words, classes="0301", field="DLBM"):
    """Ask for the share of some land classes."""
    return ["measure", "share", "--of", of, "--classes", classes, "--field", field, *words, "--json"]


def coverage(facilities, demand, *words, radius=300):
    """Ask for the share within reach."""
    return [
        *("measure", "coverage", "--facilities", facilities, "--demand", demand),
        *("--radius", str(radius), *words, "--json"),
    ]


def degrees(xy):
    """Bring positions of zone 37 to longitude and latitude on CGCS2000."""
    x, y = np.asarray(xy, dtype=float).reshape(-1, 2).T
    return [tuple(map(float, pair)) for pair in zip(*_ZONE_37.transform(x, y), strict=True)]


def metres(lonlat):
    """Bring longitude and latitude to zone 37."""
    x, y = np.asarray(lonlat, dtype=float).reshape(-1, 2).T
    return [tuple(map(float, pair)) for pair in zip(*_TO_ZONE_37.transform(x, y), strict=True)]


def in_degrees(shape):
    """Bring a shape of zone 37 to longitude and latitude, corner by corner."""
    return shapely.transform(shape, lambda xy: np.array(degrees(xy)))


def true_area(shape, crs=CRS):
    """Measure on the GRS80 ellipsoid by geodesics between points 20 m apart in the plane of the CRS."""
    to = pyproj.Transformer.from_crs(crs, "EPSG:4490", always_xy=True)
    fine = shapely.segmentize(shape, 20.0)
    total = 0.0
    for part in shapely.get_parts(fine):
        rings = [part.exterior, *part.interiors]
        areas = [abs(_GEOD.polygon_area_perimeter(*to.transform(*ring.coords.xy))[0]) for ring in rings]
        total += areas[0] - sum(areas[1:])
    return total


def band_area(south, north, west, east):
    """Measure the ellipsoidal area between two parallels and two meridians (authalic formula, degrees)."""
    flat = 1 / 298.257222101
    ecc = math.sqrt(flat * (2 - flat))

    def q(lat):
        s = math.sin(math.radians(lat))
        return (1 - ecc**2) * (s / (1 - (ecc * s) ** 2) + math.atanh(ecc * s) / ecc)

    return 6378137.0**2 / 2 * (q(north) - q(south)) * math.radians(east - west)


def frame(shapes, crs=CRS, **columns):
    """Make rows of shapes."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def stops(crs=CRS, places=STOPS, **columns):
    """Make three stops with Chinese names."""
    data = {"NAME": list(NAMES[: len(places)])} | columns
    return gpd.GeoDataFrame(data, geometry=[shapely.Point(place) for place in places], crs=crs)


def quarters():
    """Cut the square kilometre into four parcels of 500 m: south-west, south-east, north-west, north-east."""
    return [
        box(E + i * 500, N + j * 500, E + i * 500 + 500, N + j * 500 + 500) for j in (0, 1) for i in (0, 1)
    ]


def parcels(*codes, crs=CRS, **columns):
    """Make the four parcels with their land-class codes."""
    return gpd.GeoDataFrame({"DLBM": list(codes)} | columns, geometry=quarters(), crs=crs)


def shp(  # noqa: PLR0913 - each option is one thing that a careless office gets wrong
    rows, path, *, encoding="utf-8", cpg="UTF-8", language=0, prj=True
):
    """Write a shapefile whose .cpg, language byte and .prj are as told."""
    rows.to_file(path, driver="ESRI Shapefile", encoding=encoding)
    for suffix, keep in ((".cpg", cpg is not None), (".prj", prj)):
        if not keep:
            path.with_suffix(suffix).unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    patch(path.with_suffix(".dbf"), 29, bytes([language]))
    return path


def raw_shp(  # noqa: PLR0913 - the parts of the format
    path, records, fields=(("ID", "N", 6, 0),), rows=None, *, kind=5, prj=CRS
):
    """
    Write a shapefile byte by byte: `records` are contents after the type word, or None for a null shape.

    `rows` are the values of the .dbf as bytes, one list a record.
    """
    body, index, place = b"", b"", 50
    for number, content in enumerate(records, 1):
        record = struct.pack("<i", 0) if content is None else struct.pack("<i", kind) + content
        body += struct.pack(">ii", number, len(record) // 2) + record
        index += struct.pack(">ii", place, len(record) // 2)
        place += 4 + len(record) // 2

    def head(words):
        numbers = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<ii", 1000, kind)
        return numbers + struct.pack("<8d", E, N, E + 1000, N + 1000, 0, 0, 0, 0)

    path.write_bytes(head(place) + body)
    path.with_suffix(".shx").write_bytes(head(50 + len(index) // 2) + index)
    if rows is None:
        rows = [[str(number).encode()] for number in range(1, len(records) + 1)]
    raw_dbf(path.with_suffix(".dbf"), fields, rows)
    if prj:
        text = pyproj.CRS.from_user_input(prj).to_wkt("WKT1_ESRI")
        path.with_suffix(".prj").write_text(text, encoding="utf-8")
    return path


def raw_dbf(path, fields, rows, *, language=0, deleted=()):
    """Write a .dbf byte by byte: fields are (name, type, width, decimals), values bytes."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack("<4BIHH16xBBH", 3, 124, 1, 1, len(rows), 33 + 32 * len(fields), width, 0, language, 0)
    for name, letter, size, decimals in fields:
        raw = name if isinstance(name, bytes) else name.encode()
        head += raw[:11].ljust(11, b"\0") + letter.encode() + b"\0" * 4 + bytes([size, decimals]) + b"\0" * 14
    body = b""
    for number, row in enumerate(rows, 1):
        body += b"*" if number in deleted else b" "
        for value, (_, letter, size, _) in zip(row, fields, strict=True):
            body += value[:size].rjust(size) if letter == "N" else value[:size].ljust(size)
    path.write_bytes(head + b"\r" + body + b"\x1a")
    return path


def ring_record(*rings):
    """Write a polygon's content for `raw_shp`, its rings as they are given."""
    points = [point for ring in rings for point in ring]
    x, y = zip(*points, strict=True)
    starts = np.cumsum([0, *(len(ring) for ring in rings[:-1])]).tolist()
    head = struct.pack("<4d2i", min(x), min(y), max(x), max(y), len(rings), len(points))
    flat = [value for point in points for value in point]
    return head + struct.pack(f"<{len(starts)}i", *starts) + struct.pack(f"<{len(flat)}d", *flat)


def clockwise(shape):
    """Give the ring of a box clockwise, as a shapefile's outer ring runs."""
    return (
        list(shapely.normalize(shape).exterior.coords)
        if _is_clockwise(shape)
        else list(shapely.reverse(shape).exterior.coords)
    )


def _is_clockwise(shape):
    return not shapely.is_ccw(shapely.normalize(shape).exterior)


def patch(path, place, new):
    """Overwrite bytes of a file; a negative place counts from its end."""
    raw = bytearray(path.read_bytes())
    place = place if place >= 0 else len(raw) + place
    raw[place : place + len(new)] = new
    path.write_bytes(raw)


def text(path, content, encoding="utf-8"):
    """Write a text as bytes, line ends as given."""
    path.write_bytes(content.encode(encoding))
    return path


def zipped(path, folder_or_members, **more):
    """Zip the files of a folder, or a table of name -> bytes."""
    members = folder_or_members
    if isinstance(members, Path):
        members = {
            str(file.relative_to(members)): file.read_bytes()
            for file in sorted(members.rglob("*"))
            if file.is_file()
        }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        for name, data in more.items():
            archive.writestr(name, data)
    return path


def gpkg_blob(wkb, srs=4546):
    """Put a WKB into a GeoPackage's blob without an envelope."""
    return b"GP\x00\x01" + struct.pack("<i", srs) + wkb


def set_geometry(path, row, blob, table=None):
    """Put a blob into one row of a GeoPackage, as a faulty writer would (indexes dropped first)."""
    base = sqlite3.connect(path)
    table = table or path.stem
    triggers = base.execute("select name from sqlite_master where type = 'trigger'").fetchall()
    for (name,) in triggers:
        base.execute(f'drop trigger "{name}"')
    base.execute(f'update "{table}" set geom = ? where fid = ?', (blob, row))  # noqa: S608 - our own names
    base.commit()
    base.close()


def sql(path, *statements):
    """Run statements on a SQLite file; triggers are dropped first, since their functions are not here."""
    base = sqlite3.connect(path)
    for (name,) in base.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        base.execute(f'drop trigger "{name}"')
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()


def circle(x, y, radius, count=200_000):
    """Draw a circle so finely that its area is that of the true one to 1e-9."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return Polygon(np.c_[x + radius * np.cos(angles), y + radius * np.sin(angles)])


def csv_text(*lines, end="\n"):
    """Join lines."""
    return end.join(lines) + end


def xlsx(path, sheets):
    """Write a workbook from tables of cells by sheet name; lists are rows."""
    import openpyxl  # noqa: PLC0415 - only where a workbook is made

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def to_bytes(write):
    """Catch what a writer puts into a file."""
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()
