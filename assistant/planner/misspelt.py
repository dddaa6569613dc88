"""A question with its misspelt words as they are meant: the memroy limit, 인스탄스 목록. Called by `models.planner` and `route`.

Pure but for `Turn.known`, which is asked only where a word that nothing explains is one slip from a word of the field: what
something here may be called is its name.
"""

from dataclasses import replace

from assistant.language import Text
from assistant.models.spec import Turn
from assistant.patterns import Lazy
from assistant.planner import names
from knowledge import spelling

_READ = "spelling"  # where a turn's memory keeps the text, and each word as written and as read
_WORD = Lazy(r"(?<![\w./:@-])(?:[A-Za-z]{5,}(?![\w/:@-]|\.\w)|[\uac00-\ud7a3]{3,})", 0)
_QUOTED = Lazy(r"\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”|‘[^’]*’", 0)


def as_meant(turn: Turn) -> Turn:
    """The turn with its question so spelled, the same at each of its replies."""
    if _READ not in turn.memory:
        turn.memory[_READ] = _read(turn)
    text, _ = turn.memory[_READ]
    return replace(turn, question=text) if text != turn.question else turn


def read_as(turn: Turn, note: Text | None) -> Text | None:
    """How misspelt words were read, above what else must be said with the answer."""
    _, words = turn.memory.get(_READ, ("", ()))
    if not words:
        return note
    pairs = ", ".join(f"{written} → {meant}" for written, meant in words)
    said = Text(ko=f"이렇게 읽었습니다: {pairs}", en=f"Read as: {pairs}")
    return said if note is None else Text(ko=f"{said.ko}\n{note.ko}", en=f"{said.en}\n{note.en}")


def _read(turn: Turn) -> tuple[str, tuple[tuple[str, str], ...]]:
    text = spelling.usual(turn.question)
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
    found: list[tuple[str, str]] = []
    for match in reversed(list(_WORD.finditer(text))):
        if any(first <= match.start() < last for first, last in quoted):
            continue
        meant = spelling.meant_by(match[0])
        if meant and not any(names.is_named(match[0], turn.known(backend)) for backend in ("kube", "aws")):
            text = text[: match.start()] + meant + text[match.end() :]
            found.append((match[0], meant))
    return text, tuple(dict.fromkeys(reversed(found)))
