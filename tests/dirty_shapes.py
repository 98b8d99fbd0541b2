"""Shapes that are invalid, missing, impossible, curved, mixed, doubled or overlapping."""

import json

import shapely
from case_files import (
    CRS,
    KM,
    KM_M2,
    E,
    N,
    frame,
    inspect,
    text,
    true_area,
)
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Total
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

cases = Cases("shapes")
CASES = cases.all
AREA = {"area_m2": Near(KM_M2, rel=1e-7)}
BOW = Polygon([(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])
BOW_MENDED = shapely.union_all(
    [Polygon([(E, N), (E + 5, N + 5), (E, N + 10)]), Polygon([(E + 10, N), (E + 10, N + 10), (E + 5, N + 5)])]
)
AWAY = box(E + 2000, N, E + 3000, N + 1000)
HOLE = box(E + 250, N + 250, E + 750, N + 750)
RING = KM - HOLE


def gpkg(shapes, *words, name="zone.gpkg", crs=CRS, ask=inspect):
    def make(folder):
        rows = frame(shapes, crs=crs, NAME=[str(i) for i in range(len(shapes))])
        rows.to_file(folder / name, driver="GPKG")
        return ask(name, *words)

    return make


def _geojson(geometries, *words):
    """Ask about GeoJSON geometries given as plain tables, which no library has mended."""

    def make(folder):
        features = [
            {"type": "Feature", "properties": {"NAME": str(i)}, "geometry": geometry}
            for i, geometry in enumerate(geometries)
        ]
        crs = {"type": "name", "properties": {"name": CRS}}
        text(
            folder / "zone.geojson",
            json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}),
        )
        return inspect("zone.geojson", *words)

    return make


def _poly(*rings):
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]}


def _ring(shape):
    return list(shape.exterior.coords)


cases.add(
    "a_bow_tie_alone", gpkg([Polygon([(E, N), (E + 1000, N + 1000), (E + 1000, N), (E, N + 1000)])]), REFUSE
)
cases.add(
    "a_small_bow_tie_beside_a_large_square",
    gpkg([AWAY, BOW]),
    WARN,
    figures={"area_m2": Near(true_area(AWAY) + true_area(BOW_MENDED), rel=1e-7), "rows.repaired": 1},
)
HALF = box(E + 500, N, E + 1500, N + 1000)
cases.add("parts_of_a_multipolygon_overlap", gpkg([MultiPolygon([KM, HALF])]), REFUSE, WARN)
STRIP = box(E + 999.9, N, E + 2000, N + 1000)
cases.add(
    "parts_of_a_multipolygon_overlap_a_little",
    gpkg([MultiPolygon([KM, STRIP])]),
    WARN,
    figures={"area_m2": Near(true_area(box(E, N, E + 2000, N + 1000)), rel=1e-7)},
)
cases.add("a_hole_outside_its_shell", gpkg([Polygon(_ring(KM), [_ring(AWAY)])]), REFUSE, WARN)
cases.add("a_hole_across_its_shell", gpkg([Polygon(_ring(KM), [_ring(HALF)])]), REFUSE, WARN)
SPIKE = Polygon(
    [(E, N), (E + 1000, N), (E + 1000, N + 1000), (E + 1000, N + 3000), (E + 1000, N + 1000), (E, N + 1000)]
)
cases.add("a_spike", gpkg([SPIKE]), WARN, NOTED, figures=AREA)
WEDGE = Polygon([(E + 500, N), (E + 750, N + 500), (E + 250, N + 500)])
_EAST_PART = [(E + 1000, N), (E + 1000, N + 1000), (E, N + 1000)]
TOUCHING = Polygon([(E, N), (E + 500, N), (E + 250, N + 500), (E + 750, N + 500), (E + 500, N), *_EAST_PART])
LOOPED = Polygon([(E, N), (E + 500, N), (E + 750, N + 500), (E + 250, N + 500), (E + 500, N), *_EAST_PART])
cases.add("a_loop_run_through_twice", gpkg([LOOPED]), REFUSE, WARN)
cases.add(
    "a_ring_that_touches_itself",
    gpkg([TOUCHING]),
    *(WARN, NOTED),
    figures={"area_m2": Near(KM_M2 - true_area(WEDGE), rel=1e-7)},
)
REPEATED = Polygon([point for point in _ring(KM) for _ in range(3)])
cases.add("repeated_points", gpkg([REPEATED]), ACCEPT, NOTED, figures=AREA)
FLAT = Polygon([(E, N), (E + 500, N), (E + 1000, N), (E, N)])
cases.add("a_polygon_without_ground_among_others", gpkg([AWAY, FLAT]), WARN, figures={"rows.used": 1})
cases.add("only_a_polygon_without_ground", gpkg([FLAT]), REFUSE)
cases.add(
    "geojson_hole_wound_like_its_shell",
    _geojson([_poly(_ring(KM), _ring(HOLE))]),
    ACCEPT,
    NOTED,
    figures={"area_m2": Near(true_area(RING), rel=1e-7)},
)
cases.add("geojson_ring_not_closed", _geojson([_poly(_ring(KM)[:-1])]), WARN, NOTED, REFUSE, figures=AREA)
cases.add(
    "geojson_ring_of_two_points",
    _geojson([_poly(_ring(KM)), _poly(_ring(AWAY)[:2])]),
    WARN,
    REFUSE,
    figures={"rows.used": 1},
)
cases.add(
    "geojson_null_and_empty_geometries",
    _geojson(
        [
            *({"type": "Point", "coordinates": [E + i, N]} for i in range(4)),
            None,
            {"type": "Point", "coordinates": []},
        ]
    ),
    WARN,
    figures={"rows.used": 4, "rows.skipped": Total(2)},
)
cases.add("geojson_only_null_geometries", _geojson([None, None]), REFUSE)
cases.add(
    "geojson_infinite_coordinate",
    _geojson([{"type": "Point", "coordinates": [E, N]}, {"type": "Point", "coordinates": [1e308 * 10, N]}]),
    WARN,
    REFUSE,
    figures={"rows.used": 1},
)
cases.add(
    "geojson_points_and_polygons",
    _geojson([{"type": "Point", "coordinates": [E, N]}, _poly(_ring(KM))]),
    REFUSE,
    says="point|polygon",
)
cases.add(
    "geojson_collection_of_mixed_kinds",
    _geojson(
        [
            {
                "type": "GeometryCollection",
                "geometries": [{"type": "Point", "coordinates": [E, N]}, _poly(_ring(KM))],
            }
        ]
    ),
    REFUSE,
)
cases.add(
    "geojson_unknown_geometry_type",
    _geojson([_poly(_ring(KM)), {"type": "Circle", "coordinates": [E, N], "radius": 5}]),
    WARN,
    REFUSE,
    figures={"rows.used": 1},
)
cases.add(
    "geojson_polygon_nested_too_flat",
    _geojson([_poly(_ring(KM)), {"type": "Polygon", "coordinates": _ring(AWAY)}]),
    WARN,
    REFUSE,
    figures={"rows.used": 1},
)
cases.add(
    "geojson_coordinates_as_text",
    _geojson([{"type": "Point", "coordinates": [E, N]}, {"type": "Point", "coordinates": [str(E), str(N)]}]),
    WARN,
    REFUSE,
    NOTED,
    figures={"rows.read": 2},
)
THREE = shapely.force_3d(KM, 230.0)
cases.add("heights_are_dropped_and_said", gpkg([THREE]), NOTED, figures=AREA)
cases.add("a_doubled_polygon_counts_once", gpkg([KM, KM]), WARN, figures=AREA)
cases.add(
    "polygons_that_overlap_by_half",
    gpkg([KM, HALF]),
    WARN,
    figures={"area_m2": Near(true_area(box(E, N, E + 1500, N + 1000)), rel=1e-7)},
)
cases.add(
    "a_sliver_of_ten_centimetres_between_parcels",
    gpkg([KM, box(E + 1000.1, N, E + 2000, N + 1000)]),
    WARN,
    NOTED,
    figures={"area_m2": Near(KM_M2 + true_area(box(E + 1000.1, N, E + 2000, N + 1000)), rel=1e-7)},
)
cases.add(
    "a_sliver_hole_inside_the_layer",
    gpkg(
        [
            box(E, N, E + 1000, N + 400),
            box(E, N + 400.2, E + 1000, N + 1000),
            box(E + 1000, N, E + 1100, N + 1000),
            box(E - 100, N, E, N + 1000),
        ]
    ),
    WARN,
    NOTED,
)
cases.add(
    "multipoints_of_several", gpkg([MultiPoint([(E, N), (E + 5, N)]), Point(E, N)]), REFUSE, NOTED, WARN
)
cases.add(
    "points_with_an_empty_one",
    gpkg([Point(E, N), Point()]),
    WARN,
    figures={"rows.used": 1, "rows.skipped": Total(1)},
)
cases.add(
    "lines_with_one_of_no_length",
    gpkg([LineString([(E, N), (E + 9, N)]), LineString([(E, N), (E, N)])]),
    WARN,
    NOTED,
    REFUSE,
)
