"""An answer in the parts that become blocks: each finding by itself, what stands between them together. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TITLE = re.compile(r"(?:#{1,6} +)?\*\*(?P<title>.+)\*\*")

_PROPOSAL = re.compile(r"^ *(?P<number>[1-9])\. .*\b(?P<plan>p-[0-9a-f]{4,})\b", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Section:
    """`severity` is "" for what tells of no finding."""

    text: str
    severity: str = ""


def sections(answer: str, raised: Mapping[str, str]) -> tuple[Section, ...]:
    """In order, nothing left out; `raised` gives the severity of each finding of the turn by its title.

    A finding is a paragraph that begins with a title in bold, as `assistant.planner.composing` writes it.
    """
    found: list[Section] = []
    for paragraph in _paragraphs(answer):
        match = _TITLE.fullmatch(paragraph.split("\n", 1)[0].strip())
        severity = raised.get(match["title"], "") if match else ""
        if found and not severity and not found[-1].severity:
            found[-1] = Section(text=f"{found[-1].text}\n\n{paragraph}")
        else:
            found.append(Section(text=paragraph, severity=severity))
    return tuple(found)


def numbers(answer: str) -> dict[str, int]:
    """Under which number of a list an answer names each plan."""
    return {m["plan"]: int(m["number"]) for m in _PROPOSAL.finditer(answer)}


def _paragraphs(text: str) -> list[str]:
    """Parted by empty lines, but not within a fence."""
    parts: list[str] = []
    for part in re.split(r"\n[ \t]*\n", text.strip("\n")):
        if parts and parts[-1].count("```") % 2:
            parts[-1] += f"\n\n{part}"
        else:
            parts.append(part.strip("\n"))
    return [p for p in parts if p.strip()]
