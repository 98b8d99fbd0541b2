"""The guard over XML: every encoding decoded, no entity let through, nothing fetched, no endless depth."""

import socket
import threading

import pytest
from made_files import refusal, snapshot

from gis.errors import InputError
from gis.features import ReadRequest
from gis.reading import read_features
from gis.vectors.xml_guard import walk, xml_text

POINT = "<Placemark><name>站</name><Point><coordinates>110,27.5</coordinates></Point></Placemark>"
ENTITY = '<!DOCTYPE kml [<!ENTITY x SYSTEM "{target}">]>'
GML = (
    '<g:FeatureCollection xmlns:g="http://www.opengis.net/gml/3.2" xmlns:a="a" '
    'xmlns:x="http://www.w3.org/1999/xlink" '
    'xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="a {url}/a.xsd">'
    '<g:featureMember><a:S g:id="s"><a:link x:href="{url}/link"/><a:g><g:Point srsName="EPSG:4546">'
    "<g:pos>399254 3049000</g:pos></g:Point></a:g></a:S></g:featureMember>"
    '<g:featureMember x:href="{url}/member.gml"/></g:FeatureCollection>'
)


def kml(body=POINT, head='<?xml version="1.0" encoding="UTF-8"?>', doctype=""):
    return f'{head}{doctype}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'


@pytest.fixture
def listener():
    """A socket that counts who calls."""
    calls = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    calls.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        done.set()
        thread.join()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk"])
def test_a_document_type_is_refused_in_every_encoding(tmp_path, encoding):
    path = tmp_path / "stops.kml"
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    path.write_bytes(kml(head=head, doctype="<!DOCTYPE kml>").encode(encoding))
    assert refusal(path).code == "H160"


def test_a_document_type_behind_a_long_comment_is_refused(tmp_path):
    path = tmp_path / "stops.kml"
    comment = "<!--" + "x" * 200_000 + "-->"
    path.write_text(kml(doctype=comment + ENTITY.format(target="file:///etc/hostname")))
    assert refusal(path).code == "H160"


def test_elements_that_nest_without_end_are_refused(tmp_path):
    path = tmp_path / "stops.kml"
    path.write_text(kml("<Folder>" * 5000 + "</Folder>" * 5000))
    assert refusal(path).code == "H160"


def test_xml_cut_short_is_refused(tmp_path):
    path = tmp_path / "stops.kml"
    path.write_text(kml()[:-20])
    assert "cut short" in str(refusal(path))


def test_text_that_only_says_utf_7_cannot_hide_a_document_type():
    raw = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
    text, _ = xml_text(raw, what="a.xml")
    with pytest.raises(InputError):
        walk(text, "a.xml", start=lambda *_: None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "gb18030", "big5"])
def test_text_is_decoded_as_its_declaration_says(encoding):
    raw = kml(POINT.replace("站", "鶴城站車輛"), f'<?xml version="1.0" encoding="{encoding}"?>').encode(
        encoding
    )
    assert "鶴城站車輛" in xml_text(raw, what="a.kml")[0]


def test_gbk_under_a_false_declaration_is_found_and_told():
    raw = kml(POINT.replace("站", "鹤城站")).encode("gbk")
    text, found = xml_text(raw, what="a.kml")
    assert ("站" in text, found.name, "though declared" in found.by) == (True, "gb18030", True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("entity.kml", kml("<name>&x;</name>" + POINT, doctype=ENTITY.replace("{target}", "{url}/x"))),
        ("entity.gml", '<?xml version="1.0"?>' + ENTITY.replace("{target}", "{url}/x") + "<kml>&x;</kml>"),
        ("dtd.gml", '<?xml version="1.0"?><!DOCTYPE a SYSTEM "{url}/a.dtd"><a/>'),
        ("link.kml", kml(POINT + "<NetworkLink><Link><href>{url}/more.kml</href></Link></NetworkLink>")),
        ("overlay.kml", kml(POINT + "<GroundOverlay><Icon><href>{url}/a.png</href></Icon></GroundOverlay>")),
        ("style.kml", kml(POINT.replace("<name>", "<styleUrl>{url}/s.kml#a</styleUrl><name>"))),
        (
            "include.kml",
            kml(POINT + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/a"/>'),
        ),
        ("far.gml", GML),
        ("system.gml", GML.replace("EPSG:4546", "{url}/4546")),
        (
            "shape.gml",
            GML.replace('<a:link x:href="{url}/link"/>', "").replace(
                "<g:Point ", '<g:Point x:href="{url}/p" '
            ),
        ),
        (
            "linked.json",
            '{"type": "Feature", "geometry": null, "crs": {"type": "link", "properties": {"href": "{url}"}}}',
        ),
    ],
)
def test_nothing_in_a_file_makes_the_reader_call_anybody(tmp_path, listener, name, text):
    url, calls = listener
    path = tmp_path / name
    path.write_text(text.replace("{url}", url), encoding="utf-8")
    before = snapshot(tmp_path)
    try:
        read_features(path, ReadRequest())
    except InputError as fault:
        assert fault.code in {"H160", "H161", "H004", "H010"}  # noqa: PT017 - some are refused, some are read
    assert (calls, snapshot(tmp_path)) == ([], before)


def test_links_that_were_not_followed_are_told(tmp_path):
    path = tmp_path / "far.gml"
    path.write_text(GML.replace("{url}", "http://127.0.0.1:9"))
    raw = read_features(path, ReadRequest())
    told = [(finding.code, finding.values["count"]) for finding in raw.findings]
    assert (len(raw.frame), told) == (1, [("H162", 2)])
