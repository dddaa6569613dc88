"""The answer as it may be shown: statements dropped, marked or given as a hypothesis; called by `assistant.verifier.verify`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.language import Lang, Text
from assistant.verifier.statements import CITATION, Statement, cited

Fate = Literal["keep", "mark", "miscited", "hypothesis", "drop"]
UNVERIFIED = Text(ko="(확인되지 않음)", en="(unverified)")
MISCITED = Text(ko="(인용한 근거에 없음)", en="(not in the cited evidence)")
HYPOTHESIS = Text(ko="가설:", en="Hypothesis:")
INERT = Text(ko="링크와 이미지는 글자로만 보여 줍니다.", en="Links and images are shown as text.")
_MOST_REMOVED = 0.5  # share of the words of an answer


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A statement that is not shown, and why, in a sentence of the asker's language."""

    statement: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A statement that is shown with a mark, and why, in a sentence of the asker's language."""

    statement: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The answer as it may be shown. `ok`: nothing had to be removed or marked.

    `mostly_removed`: most of its words are gone or not verified. What is left is a torso: better to show an answer composed
    from the findings, and to say so.
    """

    text: str
    removed: tuple[Removed, ...] = ()
    marked: tuple[Marked, ...] = ()
    mostly_removed: bool = False

    @property
    def flagged(self) -> tuple[Removed | Marked, ...]:
        """Everything removed or marked."""
        return (*self.removed, *self.marked)

    @property
    def ok(self) -> bool:
        return not self.removed and not self.marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one statement."""

    fate: Fate = "keep"
    reason: Text | None = None
    bad_citations: tuple[str, ...] = ()


def rewritten(text: str, verdicts: Sequence[tuple[Statement, Verdict]], lang: Lang, defused: Sequence[str]) -> Verified:
    """The text with each verdict carried out. `defused`: links and images that became text."""
    removed: list[Removed] = []
    marked = [Marked(statement=d, reason=INERT.in_(lang)) for d in defused]
    gone, all_words = 0, sum(_weight(s) for s, _ in verdicts)
    for s, verdict in reversed(verdicts):
        if verdict.fate == "keep":
            continue
        original = text[s.start : s.end]
        reason = verdict.reason.in_(lang) if verdict.reason else ""
        if verdict.fate == "drop":
            removed.insert(0, Removed(statement=original.strip(), reason=reason))
            gone += _weight(s)
            text = _dropped(text, s)
            continue
        marked.append(Marked(statement=original.strip(), reason=reason))
        gone += _weight(s) if verdict.fate == "mark" else 0
        text = text[: s.start] + _with_mark(original, s, verdict, lang) + text[s.end :]
    return Verified(
        text=re.sub(r"\n{3,}", "\n\n", text) if removed else text,
        removed=tuple(removed),
        marked=tuple(marked),
        mostly_removed=gone > _MOST_REMOVED * all_words,
    )


def _weight(s: Statement) -> int:
    """Words that say something: a heading alone is no answer."""
    return 0 if s.kind == "heading" else len(s.plain.split())


def _with_mark(original: str, s: Statement, verdict: Verdict, lang: Lang) -> str:
    shown = original
    for bad in verdict.bad_citations:
        shown = _without_citation(shown, bad)
    if verdict.fate == "hypothesis":
        return f"{HYPOTHESIS.in_(lang)} {shown}"
    mark = (MISCITED if verdict.fate == "miscited" else UNVERIFIED).in_(lang)
    if s.kind == "row":
        return f"{shown.rstrip().rstrip('|').rstrip()} {mark} |"
    return f"{shown.rstrip()} {mark}"


def _without_citation(text: str, bad: str) -> str:
    def keep(match: "re.Match[str]") -> str:
        left = [i for i in cited(match[0]) if i != bad]
        return f"[{', '.join(left)}]" if left else ""

    return re.sub(r"\s+([.,;])", r"\1", CITATION.sub(keep, text))


def _dropped(text: str, s: Statement) -> str:
    """Without the statement, and without its line when nothing else is left on it."""
    start = text.rfind("\n", 0, s.start) + 1
    end = text.find("\n", s.end)
    end = len(text) if end < 0 else end
    line = text[start : s.start] + text[s.end : end].lstrip()
    if not re.search(r"[^\W\d_]", line):
        return text[:start] + text[min(end + 1, len(text)) :]
    return text[:start] + line.rstrip() + text[end:]
