"""Bytes of a text file as text: UTF-8, UTF-16 with its mark, or CP949 (which holds EUC-KR). Called by the formats."""

import codecs

from knowledge.sources.documents import Unreadable

_LOOKED_AT = 8192
_HANGUL = range(0xAC00, 0xD7A4)
_READABLE_SHARE = 0.02  # of the characters, Hangul; fewer means that CP949 fits by chance


def decode(data: bytes) -> str:
    """Raises: Unreadable (binary, or an encoding that is none of these)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16")
    if b"\0" in data[:_LOOKED_AT]:
        raise Unreadable("It is binary, not text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        text = ""
    if sum(ord(c) in _HANGUL for c in text) > _READABLE_SHARE * len(text):
        return text
    line = data[: bad.start].count(b"\n") + 1
    raise Unreadable(f"Line {line} is neither UTF-8 nor CP949 (EUC-KR). Save it as UTF-8.") from bad


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"It says it is {encoding} and is not. Save it as UTF-8.") from error
