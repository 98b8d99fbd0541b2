"""Decide how text was encoded, strictly: a value is decoded whole or the file is refused."""

import codecs
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from .errors import InputError

_LONGEST_CHARACTER = 4  # bytes, in UTF-8 and in GB18030


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An encoding and how it was found; `cut` lists values that end inside a character."""

    name: str
    by: str
    cut: tuple[int, ...] = ()


def known_encoding(name: str, what: str) -> str:
    """Return Python's name of an encoding, or refuse it."""
    cleaned = name.strip().lower()
    cleaned = {"936": "gb18030", "cp936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}.get(
        cleaned, cleaned
    )
    try:
        return codecs.lookup(cleaned).name
    except LookupError as fault:
        raise InputError(
            f"{what}: no encoding is called '{name}'; try utf-8 or gb18030", code="H041"
        ) from fault


def decide(
    values: Sequence[bytes], *, what: str, stated: str | None = None, declared: str | None = None
) -> Encoding:
    """
    Find the encoding that decodes every value.

    `stated` comes from the user and is binding. `declared` comes from the file
    and may lie: text that is valid UTF-8 beyond ASCII is taken as UTF-8 (GBK
    text is hardly ever valid UTF-8 by accident), then the declared encoding,
    then GB18030. A value cut inside its last character loses that character.
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
    for name, by in _candidates(declared):
        cut = _cut_values(values, name)
        if cut is not None:
            return Encoding(name=name, by=by, cut=cut)
    raise InputError(
        f"{what}: text is neither UTF-8 nor GB18030; state it with --encoding or `encoding =`", code="H041"
    )


def decoded(value: bytes, encoding: str) -> str:
    """Decode one value whose encoding was decided; a cut last character is dropped."""
    try:
        return value.decode(encoding)
    except UnicodeDecodeError as fault:
        return value[: fault.start].decode(encoding)


def _candidates(declared: str | None) -> Iterable[tuple[str, str]]:
    yield "utf-8", "found by trial: valid UTF-8"
    if declared is not None:
        with suppress(InputError):  # a nonsense code page says nothing; trial goes on
            yield known_encoding(declared, ""), f"declared as {declared}"
    yield "gb18030", "found by trial: valid GB18030"


def _cut_values(values: Sequence[bytes], encoding: str) -> tuple[int, ...] | None:
    """Return the places of values cut inside their last character, or None if anything else fails."""
    cut = []
    for place, value in enumerate(values):
        try:
            value.decode(encoding)
        except UnicodeDecodeError as fault:
            if len(value) - fault.start >= _LONGEST_CHARACTER or "incomplete" not in _tail_fault(fault):
                return None
            cut.append(place)
    return tuple(cut)


def _tail_fault(fault: UnicodeDecodeError) -> str:
    return "incomplete" if fault.reason in {"unexpected end of data", "incomplete multibyte sequence"} else ""
