"""What a GML text holds, counted before any reader sees it: features, systems, links, odd coordinates."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.errors import GeometryError, InputError

from .xml_guard import walk


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MEMBERS = _names("featureMember featureMembers member members")
_SHAPES = _names(
    "Point LineString LinearRing Polygon Curve Surface MultiPoint MultiLineString MultiPolygon MultiCurve "
    "MultiSurface MultiGeometry CompositeCurve CompositeSurface OrientableCurve OrientableSurface Ring Box "
    "Envelope Solid MultiSolid GeometricComplex Tin TriangulatedSurface PolyhedralSurface"
)
_CURVES = _names("Arc ArcString Circle ArcByCenterPoint CircleByCenterPoint")
_NOT_DRAWN = _names(
    "Bezier BSpline CubicSpline Clothoid OffsetCurve GeodesicString Geodesic ArcByBulge ArcStringByBulge"
)
_TOPOLOGY = _names(
    "TopoSurface TopoCurve TopoPoint TopoVolume Edge Face Node directedEdge directedFace directedNode"
)
_PARTS = _names(
    "pointMember lineStringMember polygonMember curveMember surfaceMember geometryMember exterior interior "
    "outerBoundaryIs innerBoundaryIs pointMembers curveMembers surfaceMembers geometryMembers baseCurve "
    "baseSurface segments patches pointProperty pointRep lineStringProperty polygonProperty geometryProperty "
    "curveProperty surfaceProperty multiPointProperty multiCurveProperty multiSurfaceProperty centerOf "
    "position extentOf edgeOf centerLineOf"
)
_COORDINATES = _names("pos posList coordinates X Y Z")
_NUMBERS = re.compile(r"[0-9+\-.eE\s]+", re.ASCII)
_PAIRS = re.compile(r"[0-9+\-.eE,\s]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature member: its type, whether it has a shape, and what is odd in its coordinates."""

    kind: str
    shaped: bool
    fault: str | None


@dataclass(slots=True)
class Survey:
    """What was counted: features in their order, names of systems, links and curves."""

    root: str = ""
    features: list[Feature] = field(default_factory=list)
    systems: set[str] = field(default_factory=set)
    links: int = 0
    curved: bool = False

    def counts(self) -> Counter[str]:
        """Count features by type."""
        return Counter(feature.kind for feature in self.features)


def surveyed(text: str, what: str) -> Survey:
    """
    Walk through a GML text and count.

    Raises `InputError` H161 where shapes are given by reference or by topology, and
    for two shapes in one feature; `GeometryError` H030 for curves that nobody draws here.
    """
    walker = _Walker(what)
    walk(text, what, start=walker.start, end=walker.end, data=walker.data)
    if walker.inner_links & walker.shape_ids:
        raise _by_reference(what)
    return walker.survey


def _by_reference(what: str) -> InputError:
    return InputError(
        f"{what}: shapes are given by reference (xlink:href, topology); export it with the shapes in place",
        code="H161",
    )


class _Walker:
    """The survey in the making, and the way from the root to the present element."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.survey = Survey()
        self.path: list[str] = []
        self.inside = 0  # depth of the present feature's element; 0 outside
        self.shapes = 0  # outermost shapes of the present feature
        self.within_shape = 0  # depth of the outermost shape
        self.fault: str | None = None
        self.text: list[str] = []
        self.dimension = 2
        self.inner_links: set[str] = set()
        self.shape_ids: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.path.append(tag)
        self.survey.root = self.survey.root or tag
        self.text.clear()
        if "srsName" in attributes:
            self.survey.systems.add(attributes["srsName"].strip())
        if "href" in attributes:
            self._link(tag, attributes["href"])
        if not self.inside:
            if self._is_member(tag):
                self.inside = len(self.path)
                self.shapes, self.fault = 0, None
            return
        self._inside_feature(tag, attributes)

    def _is_member(self, tag: str) -> bool:
        parent = self.path[-2] if len(self.path) > 1 else ""
        return parent in _MEMBERS and not tag.endswith("Collection")

    def _inside_feature(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.survey.curved |= tag in _CURVES
        if tag in _TOPOLOGY:
            raise _by_reference(self.what)
        if tag in _NOT_DRAWN:
            raise GeometryError(
                f"{self.what}: holds a curve of the kind {tag}; export it with lines in its place",
                code="H030",
            )
        if tag in _SHAPES:
            if "id" in attributes:
                self.shape_ids.add(attributes["id"])
            if not self.within_shape:
                self.within_shape, self.dimension = len(self.path), 2
                self.shapes += "boundedBy" not in self.path[self.inside :]
        if attributes.get("srsDimension", attributes.get("dimension")) == "3":
            self.dimension = 3

    def _link(self, tag: str, target: str) -> None:
        if tag in _PARTS or (tag in _MEMBERS and target.startswith("#")):
            raise _by_reference(self.what)
        if target.startswith("#"):
            self.inner_links.add(target[1:])
        elif tag in _MEMBERS or (self.inside and not target.startswith("urn:")):
            self.survey.links += 1

    def data(self, piece: str) -> None:
        if self.path[-1] in _COORDINATES:
            self.text.append(piece)

    def end(self, tag: str) -> None:
        if self.inside and tag in _COORDINATES and self.within_shape:
            self.fault = self.fault or _fault("".join(self.text), tag, self.dimension)
        self.text.clear()
        if len(self.path) == self.within_shape:
            self.within_shape = 0
        if len(self.path) == self.inside:
            self._finished(tag)
        self.path.pop()

    def _finished(self, tag: str) -> None:
        self.inside = 0
        if self.shapes > 1:
            raise InputError(
                f"{self.what} (rows {len(self.survey.features) + 1}): a feature with {self.shapes} shapes; "
                "export one shape a feature",
                code="H011",
            )
        self.survey.features.append(Feature(tag, bool(self.shapes), self.fault))


def _fault(text: str, tag: str, dimension: int) -> str | None:
    """Say what is odd about coordinates: readers take a word for 0 without saying so."""
    if not (_PAIRS if tag == "coordinates" else _NUMBERS).fullmatch(text):
        return "coordinates that are no numbers"
    words = text.replace(",", " ").split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return "coordinates that are no numbers"
    if any(abs(number) == float("inf") for number in numbers):
        return "coordinates that are not finite"
    if tag == "posList" and len(numbers) % dimension:
        return "a list of coordinates that does not come out even"
    return None
