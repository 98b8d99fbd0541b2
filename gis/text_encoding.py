"""Decide how text was encoded, strictly: a value is decoded whole or the file is refused."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import InputError

_LONGEST_CHARACTER = 4  # bytes, in UTF-8 and in GB18030
_CHINESE_NAMES = {"936": "gb18030", "cp936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}
_CUT_REASONS = frozenset({"unexpected end of data", "incomplete multibyte sequence"})
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HALF = 0.5
_LAST_LATIN = "\u024f"
_LAST_TWO_BYTES = "\u07ff"  # UTF-8 takes three bytes and more beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An encoding and how it was found; `cut` lists values that end inside a character."""

    name: str
    by: str
    cut: tuple[int, ...] = ()


def known_encoding(name: str, what: str) -> str:
    """Return Python's name of an encoding, or refuse it."""
    cleaned = name.strip().lower()
    try:
        found = codecs.lookup(_CHINESE_NAMES.get(cleaned, cleaned)).name
        "a".encode(found)  # "hex" and its like are codecs, but not of text
    except (LookupError, ValueError) as fault:
        raise InputError(
            f"{what}: no encoding is called '{name}'; try utf-8 or gb18030", code="H041"
        ) from fault
    return found


def decide(
    values: Sequence[bytes], *, what: str, stated: str | None = None, declared: str | None = None
) -> Encoding:
    """
    Find the encoding that decodes every value.

    `stated` comes from the user and is binding. `declared` comes from the file
    and may lie: text that is plainly UTF-8 is UTF-8 (GBK text hardly ever is, by
    accident), then the declared encoding, then GB18030. A code page of single
    bytes reads anything, so it is not believed where the text reads as Chinese.
    A value cut inside its last character loses that character.
    """
    if stated is not None:
        name = known_encoding(stated, what)
        cut = _cut_values(values, name)
        if cut is None:
            raise InputError(
                f"{what}: text is not {stated}; leave the encoding out to have it found", code="H041"
            )
        return Encoding(name=name, by="stated", cut=cut)
    if all(value.isascii() for value in values):
        return Encoding(name="utf-8", by="only ASCII text")
    believed = _believed(declared)
    for name in _order(values, believed):
        cut = _cut_values(values, name)
        if cut is not None:
            return Encoding(name=name, by=_by(name, believed, declared), cut=cut)
    raise InputError(
        f"{what}: text is neither UTF-8 nor GB18030; state it with --encoding or `encoding =`", code="H041"
    )


def decoded(value: bytes, encoding: str) -> str:
    """Decode one value whose encoding was decided; a cut last character is dropped."""
    try:
        return value.decode(encoding)
    except UnicodeDecodeError as fault:
        return value[: fault.start].decode(encoding)


def decoded_file(raw: bytes, *, what: str, stated: str | None = None) -> tuple[str, Encoding]:
    """Decode a whole text file: by its byte order mark, else by trial; a file cut short is refused."""
    mark = next((name for head, name in _MARKS if stated is None and raw.startswith(head)), None)
    found = (
        decide([raw], what=what, stated=stated) if mark is None else Encoding(name=mark, by="byte order mark")
    )
    try:
        return raw.decode(found.name).removeprefix("\ufeff"), found
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{what}: not whole {found.name} text (byte {fault.start + 1} of {len(raw)}); "
            "the file may be cut short: export it again",
            code="H041",
        ) from fault


def _believed(declared: str | None) -> str | None:
    """Give Python's name of a declared encoding; a nonsense code page says nothing."""
    try:
        known = None if declared is None else known_encoding(declared, "")
    except InputError:
        return None
    # no table of bytes is in UTF-16, where every letter would bring a NUL; yet any bytes can be read as such
    return known if known is not None and "a".encode(known) == b"a" else None


def _order(values: Sequence[bytes], declared: str | None) -> tuple[str, ...]:
    if declared is not None and _is_single_byte(declared) and _common_share(values) >= _HALF:
        declared = None
    others = ("gb18030",) if declared is None else (declared, "gb18030")
    return ("utf-8", *others) if _plainly_utf8(values, declared) else (*others, "utf-8")


def _by(name: str, believed: str | None, declared: str | None) -> str:
    if name == believed:
        return f"declared as {declared}"
    tried = "UTF-8" if name == "utf-8" else "GB18030"
    return f"found by trial: valid {tried}" + ("" if declared is None else f", though declared as {declared}")


def _plainly_utf8(values: Sequence[bytes], declared: str | None) -> bool:
    """
    Tell whether UTF-8 text is no Chinese text that happens to be valid.

    Some GBK characters (一, 站) are valid UTF-8 of two bytes, in scripts that no table here uses.
    """
    text = "".join(value.decode("utf-8", "ignore") for value in values)
    highest = max(text, default="")
    if declared == "utf-8" or highest > _LAST_TWO_BYTES:
        return True
    if _cut_values(values, "utf-8") != ():  # only what was cut speaks for it
        return False
    latin = declared is None and highest <= _LAST_LATIN
    return latin or _common_share(values) < 1


def _common_share(values: Sequence[bytes]) -> float:
    """Give the share of common characters in the text beyond ASCII, read as GB18030; 0 where it is none."""
    if _cut_values(values, "gb18030") is None:
        return 0.0
    text = "".join(value.decode("gb18030", "ignore") for value in values)
    beyond = [character for character in text if not character.isascii()]
    common = sum(bool(character.encode("gb2312", "ignore")) for character in beyond)
    return common / len(beyond) if beyond else 0.0


def _is_single_byte(encoding: str) -> bool:
    upper = bytes(range(0x80, 0x100))
    return encoding != "utf-8" and len(upper.decode(encoding, "replace")) == len(upper)


def _cut_values(values: Sequence[bytes], encoding: str) -> tuple[int, ...] | None:
    """Return the places of values cut inside their last character, or None if anything else fails."""
    cut = []
    for place, value in enumerate(values):
        try:
            value.decode(encoding)
        except UnicodeDecodeError as fault:
            if len(value) - fault.start >= _LONGEST_CHARACTER or fault.reason not in _CUT_REASONS:
                return None
            cut.append(place)
    return tuple(cut)
