"""`baepo doctor`: what is there, what answers, what is not allowed, and the command that leads on. Changes nothing."""

import argparse
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from assistant import places
from assistant.commands import options as common
from assistant.commands import output
from assistant.doctor.run import examine, exit_code
from assistant.doctor.spec import Here, Probe, Result, State
from assistant.errors import PARTLY, BaepoError, UsageError
from assistant.language import Lang, Text
from assistant.text_width import width, wrapped

_EXAMPLES = """  baepo doctor
  baepo doctor --env prod-seoul
  baepo doctor --offline            # asks nobody outside this machine
  baepo doctor --json"""
# A sign and a word, so that colour is never the only difference.
_SIGNS: dict[State, tuple[str, str]] = {
    "ok": ("✓", "+"),
    "warn": ("!", "!"),
    "missing": ("○", "o"),
    "failed": ("✗", "x"),
    "off": ("·", "."),
}
_WORDS: dict[State, Text] = {
    "ok": Text(ko="정상", en="ok"),
    "warn": Text(ko="주의", en="warn"),
    "missing": Text(ko="없음", en="missing"),
    "failed": Text(ko="실패", en="failed"),
    "off": Text(ko="미사용", en="off"),
}
_COLOURS: dict[State, str] = {"ok": "32", "warn": "33", "missing": "33", "failed": "31", "off": "2"}
_QUIET_S = 1.0
_WIDEST_NAME = 26


def main(argv: list[str]) -> int:
    """0 all good, 1 something does not work, 2 configuration, 3 another identity answers, 4 could not look."""
    parser = common.parser(
        "doctor", "Look at this installation: what works, what is missing, what to do next.", _EXAMPLES, env=True
    )
    parser.add_argument("--offline", action="store_true", help="ask nobody outside this machine")
    parser.add_argument("--all", action="store_true", help="also ask contexts and profiles that no environment uses")
    options = parser.parse_args(argv)
    lang = common.language(options)
    watcher = _Watcher(lang, live=output.draws(sys.stderr) and not options.json)
    try:
        found = examine(_here(options), waiting=watcher.waiting)
    finally:
        watcher.clear()
    code = exit_code(found)
    if options.json:
        common.print_json("baepo.doctor/1", **_as_json(found, lang), exit_code=code)
    else:
        print(_text(found, lang))
    return code


def _here(options: argparse.Namespace) -> Here:
    """Raises `UsageError` for an environment that is none."""
    settings, problem, settings_file = None, None, None
    try:
        settings_file = places.settings_file(options.config)
        settings = common.load(options)
    except BaepoError as error:
        problem = error
    if options.env and settings is not None and options.env not in settings.environments:
        raise UsageError(
            Text(ko=f"이름이 {options.env}인 환경이 없습니다.", en=f"There is no environment {options.env}."),
            remedy=Text(ko="baepo env로 목록을 볼 수 있습니다.", en="baepo env lists them."),
        )
    from assistant.clock import SystemClock

    return Here(
        settings=settings,
        problem=problem,
        settings_file=settings_file,
        data=places.data_folder(),
        user_home=Path.home(),
        environ=os.environ,
        now=SystemClock().now,
        env=options.env,
        offline=options.offline,
        everything=options.all,
    )


_READABLE = 36  # columns that details need to stand beside the names
_BELOW = " " * 6


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """How lines are laid out: `what` columns for names, `room` columns for a whole line."""

    lang: Lang
    style: bool
    unicode: bool
    what: int
    room: int

    @property
    def word(self) -> int:
        return max(width(w.in_(self.lang)) for w in _WORDS.values())

    @property
    def indent(self) -> int:
        return 2 + 1 + 1 + self.word + 2 + self.what + 2

    def title(self, text: Text) -> str:
        return f"\x1b[1m{text.in_(self.lang)}\x1b[0m" if self.style else text.in_(self.lang)

    def lines(self, result: Result) -> list[str]:
        """A result on as many lines as it takes; the command stands alone, so that it can be copied."""
        sign = _SIGNS[result.state][0 if self.unicode else 1]
        head = f"{sign} {_padded(_WORDS[result.state].in_(self.lang), self.word)}"
        head = f"\x1b[{_COLOURS[result.state]}m{head}\x1b[0m" if self.style else head
        what, detail = output.one_line(result.what), output.one_line(result.detail.in_(self.lang))
        first = f"  {head}  {_padded(what, self.what)}"
        if self.room - self.indent < _READABLE:
            whole = f"  {head}  {what}  {detail}"
            if not result.next and width(f"{' ' * (self.word + 6)}{what}  {detail}") <= self.room:
                return [whole]
            return [f"  {head}  {what}", *self._below(result, detail)]
        if width(what) > self.what and self.indent - self.what + width(f"{what}  {detail}") <= self.room:
            details = [detail]
        else:
            details = wrapped(detail, self.room - self.indent)
            if width(what) > self.what:
                details.insert(0, "")
        lines = [f"{first}  {details[0]}".rstrip(), *(" " * self.indent + d for d in details[1:] if d)]
        if result.next:
            command = self._command(result)
            fits = self.indent + width(command) <= self.room
            lines.append((" " * self.indent if fits else _BELOW) + command)
        return lines

    def _below(self, result: Result, detail: str) -> list[str]:
        """What stands beside the name on a terminal that is wide enough."""
        lines = [_BELOW + line for line in wrapped(detail, self.room - len(_BELOW)) if line]
        return [*lines, *([_BELOW + self._command(result)] if result.next else [])]

    def _command(self, result: Result) -> str:
        return f"{'→' if self.unicode else '->'} {output.one_line(result.next)}"


def _text(found: Mapping[Probe, Sequence[Result]], lang: Lang) -> str:
    results = [r for rs in found.values() for r in rs]
    layout = _Layout(
        lang=lang,
        style=output.styled(sys.stdout),
        unicode=(sys.stdout.encoding or "").lower().startswith("utf"),
        what=max(width(r.what) for r in results if width(r.what) <= _WIDEST_NAME),
        room=_room(sys.stdout),
    )
    lines: list[str] = []
    for probe, rs in found.items():
        lines += ["", layout.title(probe.title)] if rs else []
        lines += [line for r in _gathered(rs) for line in layout.lines(r)]
    counts = Counter(r.state for r in results)
    told = " · ".join(f"{_WORDS[s].in_(lang)} {counts[s]}" for s in _WORDS if counts[s])
    return "\n".join([*lines[1:], "", told])


def _gathered(results: Sequence[Result]) -> list[Result]:
    """What is off and asks for nothing takes one line together, with what is said of all of them if it is the same."""
    gathered: list[Result] = []
    for off, group in groupby(results, lambda r: r.state == "off" and not r.next):
        found = list(group)
        if off and len(found) > 1:
            details = {r.detail for r in found}
            found = [replace(found[0], what=", ".join(r.what for r in found), detail=Text(ko="", en=""))]
            found = [replace(found[0], detail=details.pop())] if len(details) == 1 else found
        gathered += found
    return gathered


def _room(stream: TextIO) -> int:
    """Columns of a terminal; elsewhere lines are as long as what they say."""
    return shutil.get_terminal_size((100, 24)).columns if stream.isatty() else sys.maxsize


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _as_json(found: Mapping[Probe, Sequence[Result]], lang: Lang) -> dict[str, Any]:
    checks = [
        {"probe": p.name, "what": r.what, "state": r.state, "detail": r.detail.in_(lang), "next": r.next}
        | ({"missing": r.missing} if r.missing else {})
        for p, results in found.items()
        for r in results
    ]
    not_read = [
        {"what": r.what, "why": r.detail.in_(lang), "remedy": r.next}
        for results in found.values()
        for r in results
        if r.exit_code == PARTLY
    ]
    return {"checks": checks, "not_read": not_read}


class _Watcher:
    """Says on a terminal what is still being waited for, once that takes longer than a moment."""

    def __init__(self, lang: Lang, *, live: bool) -> None:
        self._lang = lang
        self._live = live
        self._begun = time.monotonic()

    def waiting(self, names: frozenset[str]) -> None:
        elapsed_s = time.monotonic() - self._begun
        if self._live and elapsed_s >= _QUIET_S:
            word = Text(ko="기다리는 중", en="waiting for").in_(self._lang)
            print(
                f"\r\x1b[K● {word}: {', '.join(sorted(names))} … {elapsed_s:.0f} s", end="", file=sys.stderr, flush=True
            )

    def clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
