"""The guard over XML: decode it, refuse entities and depth, and walk it without fetching anything."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

from gis import text_encoding
from gis.errors import InputError
from gis.text_encoding import Encoding

_MOST_BYTES = 1 << 30
_DEEPEST = 200  # elements inside one another; sound files stay below 40
_CHUNK = 1 << 20
_HEAD_BYTES = 400
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.ASCII)
_WIDE_HEADS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_WIDE = ("utf-16", "utf-32", "ucs-2", "ucs-4", "iso-10646")  # false where the head reads as single bytes

StartHandler = Callable[[str, Mapping[str, str]], None]
EndHandler = Callable[[str], None]
TextHandler = Callable[[str], None]


def xml_text(raw: bytes, *, what: str, stated: str | None = None) -> tuple[str, Encoding]:
    """
    Decode XML by its mark, by what the user states, or by its declaration held against the bytes.

    The declaration is taken off, so that whoever parses the text, or a UTF-8 copy of
    it, sees exactly the characters that the guard saw. Raises `InputError` H041
    where the bytes are not text, H100 above 1 GiB.
    """
    if len(raw) > _MOST_BYTES:
        raise InputError(f"{what}: more than 1 GiB of XML; cut it to the study area", code="H100")
    wide = next((name for head, name in _WIDE_HEADS if raw.startswith(head)), None)
    if stated is not None or raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        text, found = text_encoding.decoded_file(raw, what=what, stated=stated)
    elif wide is not None:
        text, found = text_encoding.decoded_file(raw, what=what, stated=wide)
        found = Encoding(name=wide, by="format")
    else:
        declared = _declared(raw)
        found = text_encoding.decide([raw], what=what, declared=declared or "utf-8")
        text, _ = text_encoding.decoded_file(raw, what=what, stated=found.name)
    declaration = _DECLARATION.match(text)
    return text[declaration.end() if declaration else 0 :].lstrip(), _as_told(found)


def walk(
    text: str,
    what: str,
    *,
    start: StartHandler,
    end: EndHandler | None = None,
    data: TextHandler | None = None,
) -> None:
    """
    Walk through decoded XML, element by element, in one pass.

    `start` gets the tag and the attributes without their prefixes, `end` the tag,
    `data` pieces of text. Nothing is fetched. Raises `InputError` H160 for a
    document type, an entity or too much depth, H001 where it is no whole XML.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_size = _CHUNK
    parser.buffer_text = True
    depth = 0

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise InputError(
                f"{what}: elements nest more than {_DEEPEST} deep; export it again, plainly", code="H160"
            )
        start(local(tag), {local(name): value for name, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(tag))

    def refused(*_: object) -> int:
        raise InputError(
            f"{what}: declares a document type or entities; export it again without them", code="H160"
        )

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if data is not None:
        parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
    parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refused
    _fed(parser, text, what)


def local(name: str) -> str:
    """Take the prefix off a name."""
    return name.rpartition(":")[2]


def file_text(path: Path, stated: str | None) -> tuple[str, Encoding]:
    """Read and decode a file of XML, refusing its size before it is read."""
    if path.stat().st_size > _MOST_BYTES:
        raise InputError(f"{path.name}: more than 1 GiB of XML; cut it to the study area", code="H100")
    return xml_text(path.read_bytes(), what=path.name, stated=stated)


def _fed(parser: expat.XMLParserType, text: str, what: str) -> None:
    try:
        for place in range(0, len(text), _CHUNK):
            parser.Parse(text[place : place + _CHUNK].encode("utf-8"), False)  # noqa: FBT003 - takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003 - takes no keyword
    except (expat.ExpatError, UnicodeEncodeError) as fault:
        reason = " ".join(str(fault).split())
        raise InputError(
            f"{what}: no whole XML ({reason}, after its declaration); "
            "the file may be cut short: export it again"
        ) from fault


def _declared(raw: bytes) -> str | None:
    match = _DECLARED.search(raw[:_HEAD_BYTES])
    name = match[1].decode("ascii") if match else None
    return None if name is None or name.lower().startswith(_WIDE) else name


def _as_told(found: Encoding) -> Encoding:
    """Say no more of a file that is UTF-8, as the format has it."""
    plain = found.name.startswith("utf-8") and found.by != "stated" and "though" not in found.by
    return Encoding(name="utf-8", by="format") if plain else found
