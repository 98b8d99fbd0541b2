"""OpenStreetMap extracts (.osm.pbf): points, lines or multipolygons with their tags."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import osmium
import osmium.filter
import osmium.geom
import osmium.io
import osmium.osm
import shapely

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer

from .ogr import told_as_input_error

_Thing: TypeAlias = (
    "osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation | osmium.osm.Area | osmium.osm.Changeset"
)
_LAYERS = ("points", "lines", "multipolygons")
_MAX_BYTES = 2 << 30
_KEYS = (
    "name",
    "highway",
    "building",
    "landuse",
    "natural",
    "amenity",
    "leisure",
    "shop",
    "office",
    "tourism",
    "public_transport",
    "railway",
    "waterway",
    "power",
    "barrier",
    "place",
    "boundary",
    "admin_level",
    "oneway",
    "operator",
)
# A closed way is an area by these keys (https://wiki.openstreetmap.org/wiki/Area), else a line that returns.
_AREA_KEYS = frozenset(
    [
        *("aeroway", "amenity", "boundary", "building", "craft", "geological", "historic", "landuse"),
        *("leisure", "military", "natural", "office", "place", "shop", "sport", "tourism"),
    ]
)
_AREA_TAGS = frozenset({("area", "yes"), ("highway", "platform"), ("public_transport", "platform")})
_AREA_RELATIONS = frozenset({"multipolygon", "boundary"})
_FEWEST = 2
_BROKEN = "area with parts beyond the extract or rings that do not close"
_OUTSIDE = "line without two points in the extract"


def read_osm(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read one of the layers `points`, `lines`, `multipolygons` in WGS 84.

    Columns: `id` (`node/1`, `way/1`, `relation/1`), the common tags by their keys, all
    others in `other_tags` as JSON text. Nodes and ways without tags are no rows. Ways
    that leave the extract keep the part inside (H147); areas with missing parts or
    open rings are left out and counted (H146); multipolygons whose tags stand on the outer
    way, which is read without its holes, are told (H148).

    Raises `InputError`: H005 with the counts where no layer is named, H145 for a file
    of versions or one beyond 2 GiB.
    """
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"{path.name}: larger than 2 GiB; cut the extract to the study area", code="H145")
    with told_as_input_error(path):
        _refuse_versions(path)
        layer = _chosen(path, request.layer)
        reading = _Reading(path, layer)
        for thing in _things(path, areas=layer == "multipolygons"):
            reading.take(thing)
        frame = reading.frame()
    return RawFeatures(
        frame=frame,
        format="OpenStreetMap extract",
        layer=layer,
        crs=frame.crs,
        crs_by="OpenStreetMap standard",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame) + sum(reading.left_out.values()),
        left_out=dict(reading.left_out),
        findings=tuple(reading.findings()),
    )


class _Reading:
    """The rows of one layer as they come, and what is left out."""

    def __init__(self, path: Path, layer: str) -> None:
        self.path, self.layer = path, layer
        self.factory = osmium.geom.WKBFactory()
        self.tags: list[dict[str, str]] = []
        self.ids: list[str] = []
        self.shapes: list[shapely.Geometry | None] = []
        self.left_out: Counter[str] = Counter()
        self.cut: list[int] = []
        self.wanted: set[str] = set()
        self.area_ways: set[int] = set()
        self.bare_relations = 0

    def take(self, thing: _Thing) -> None:
        layer = _layer_of(thing)
        if isinstance(thing, osmium.osm.Area):
            self._area(thing)
        elif layer != self.layer:
            if isinstance(thing, osmium.osm.Relation):
                self._bare(thing)
        elif isinstance(thing, osmium.osm.Way) and layer == "multipolygons":
            self.wanted.add(f"way/{thing.id}")
            self.area_ways.add(thing.id)
        elif isinstance(thing, osmium.osm.Relation):
            self.wanted.add(f"relation/{thing.id}")
        elif isinstance(thing, osmium.osm.Node):
            self._add(f"node/{thing.id}", thing, _point(thing))
        elif isinstance(thing, osmium.osm.Way):
            self._line(thing)

    def frame(self) -> gpd.GeoDataFrame:
        missing = len(self.wanted)
        if missing:
            self.left_out[_BROKEN] += missing
        columns = {"id": self.ids} | {key: [own.pop(key, None) for own in self.tags] for key in _KEYS}
        columns["other_tags"] = [
            json.dumps(own, ensure_ascii=False, sort_keys=True) if own else None for own in self.tags
        ]
        numbers = range(1, len(self.ids) + 1)
        return gpd.GeoDataFrame(
            {key: cells for key, cells in columns.items() if any(cell is not None for cell in cells)},
            geometry=gpd.GeoSeries(self.shapes, index=numbers),
            index=numbers,
            crs="EPSG:4326",
        )

    def findings(self) -> Iterator[Finding]:
        for reason, what, what_zh in ((_BROKEN, "areas", "面"), (_OUTSIDE, "lines", "线")):
            if self.left_out[reason]:
                values = {"count": self.left_out[reason], "what": what, "what_zh": what_zh}
                yield Finding(code="H146", values=values)
        if self.cut:
            yield Finding(code="H147", values={"count": len(self.cut)}, rows=tuple(self.cut))
        if self.bare_relations:
            yield Finding(code="H148", values={"count": self.bare_relations})

    def _area(self, area: osmium.osm.Area) -> None:
        name = ("way/" if area.from_way() else "relation/") + str(area.orig_id())
        if area.num_rings()[0] and _is_area(area):
            self.wanted.discard(name)
            self._add(name, area, shapely.from_wkb(self.factory.create_multipolygon(area)))

    def _bare(self, relation: osmium.osm.Relation) -> None:
        """Count multipolygons of the old style: their outer way has the tags, and is read without holes."""
        outer = {member.ref for member in relation.members if member.type == "w" and member.role == "outer"}
        if relation.tags.get("type") == "multipolygon" and outer & self.area_ways:
            self.bare_relations += 1

    def _line(self, way: osmium.osm.Way) -> None:
        runs: list[list[tuple[float, float]]] = [[]]
        for node in way.nodes:
            if not node.location.valid():
                runs.append([])
            elif not runs[-1] or runs[-1][-1] != (node.lon, node.lat):
                runs[-1].append((node.lon, node.lat))
        lines = [shapely.LineString(run) for run in runs if len(run) >= _FEWEST]
        if not lines:
            self.left_out[_OUTSIDE] += 1
            return
        self._add(f"way/{way.id}", way, lines[0] if len(lines) == 1 else shapely.MultiLineString(lines))
        if len(runs) > 1:
            self.cut.append(len(self.ids))

    def _add(self, name: str, thing: _Thing, shape: shapely.Geometry | None) -> None:
        self.ids.append(name)
        self.tags.append({tag.k: tag.v for tag in thing.tags})
        self.shapes.append(shape)


def _things(path: Path, *, areas: bool) -> Iterator[_Thing]:
    """Go through all that has a tag; untagged nodes only lend their positions."""
    processor = osmium.FileProcessor(osmium.io.File(str(path), "pbf")).with_locations()
    if areas:
        processor = processor.with_areas()
    return iter(processor.with_filter(osmium.filter.EmptyTagFilter()))


def _refuse_versions(path: Path) -> None:
    with osmium.io.Reader(osmium.io.File(str(path), "pbf")) as reader:
        if reader.header().has_multiple_object_versions:
            raise InputError(
                f"{path.name}: holds all versions of its objects; give an extract of one date", code="H145"
            )


def _chosen(path: Path, wanted: str | None) -> str:
    if wanted in _LAYERS:
        return str(wanted)
    counts = Counter(_layer_of(thing) for thing in _things(path, areas=False))
    names = [layer for layer in _LAYERS if counts[layer]]
    listing = ", ".join(f"{layer} {counts[layer]}" for layer in names)
    return chosen_layer(names, wanted, f"{path.name} ({listing})")


def _layer_of(thing: _Thing) -> str | None:
    """Tell the layer of a tagged node, way or relation; None for what is no row of any."""
    if isinstance(thing, osmium.osm.Node):
        return "points"
    if isinstance(thing, osmium.osm.Way):
        return "multipolygons" if thing.is_closed() and len(thing.nodes) > 3 and _is_area(thing) else "lines"  # noqa: PLR2004 - a triangle
    if isinstance(thing, osmium.osm.Relation):
        kind = thing.tags.get("type")
        return "multipolygons" if kind in _AREA_RELATIONS and _is_area(thing) else None
    return None


def _is_area(thing: _Thing) -> bool:
    tags = thing.tags
    if isinstance(thing, osmium.osm.Relation) or (
        isinstance(thing, osmium.osm.Area) and not thing.from_way()
    ):
        return any(tag.k != "type" for tag in tags)
    if tags.get("area") == "no":
        return False
    return any(tag.k in _AREA_KEYS or (tag.k, tag.v) in _AREA_TAGS for tag in tags)


def _point(node: osmium.osm.Node) -> shapely.Point | None:
    return shapely.Point(node.lon, node.lat) if node.location.valid() else None
