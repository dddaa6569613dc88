"""`baepo chat --plain`: the same session line by line, for screen readers and terminals that can do little.

Nothing is drawn over, no colour is used, and every line says what it is. Started by `tui.app.main`.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from assistant.commands.output import neutral, one_line
from assistant.events import TurnEnded
from assistant.language import Text
from tui import prose, words
from tui.archive import Archive
from tui.core import Core
from tui.costs import costs
from tui.desk import Desk, explain
from tui.plain_turn import PlainTurn
from tui.planning import Planning
from tui.values import Notice, Options, TablePage

_ROWS_TOLD = 20
_HELP = Text(
    ko="""명령 (그 밖의 줄은 질문입니다):
  /evidence [E2]      읽은 것 목록, 또는 하나를 자세히
  /plans, /plan ID    계획 목록, 계획 하나
  /approve ID, /reject ID   별도 프로세스에서 다이제스트를 입력해 결정
  /execute ID, /undo ID     승인된 계획 실행, 되돌리기
  /findings, /guides 단어, /guide ID, /cost, /ledger
  /sessions [단어], /session ID, /new, /export
  /env [이름]         볼 환경
  /help, /quit        도움말, 끝내기 (Ctrl-C는 하던 일만 멈춥니다)""",
    en="""commands (any other line is a question):
  /evidence [E2]      what was read, or one of them in full
  /plans, /plan ID    all plans, one plan
  /approve ID, /reject ID   decide in a process of its own, by typing the digest
  /execute ID, /undo ID     carry out an approved plan, put it back
  /findings, /guides WORDS, /guide ID, /cost, /ledger
  /sessions [WORDS], /session ID, /new, /export
  /env [NAME]         where to look
  /help, /quit        this, and the end (Ctrl-C only stops what runs)""",
)


class PlainChat:
    """One conversation, read from `lines` and told on `out`."""

    def __init__(self, options: Options, out: TextIO) -> None:
        self._core = Core(options)
        self._lang = options.lang
        self._out = out
        self._desk, self._planning, self._archive = Desk(self._core), Planning(self._core), Archive(self._core)
        self._choices: tuple[str, ...] = ()
        self._commands: dict[str, Callable[[str], None]] = {
            "evidence": self._evidence,
            "plans": lambda _: self._plans(),
            "plan": lambda id: self._tell(self._planning.plan(id).text.replace("**", "")),
            "approve": lambda id: self._decide("approve", id),
            "reject": lambda id: self._decide("reject", id),
            "execute": lambda id: self._carry_out("execute", id),
            "undo": lambda id: self._carry_out("undo", id),
            "findings": lambda _: self._findings(),
            "guides": self._guides,
            "guide": self._guide,
            "cost": lambda _: self._table(costs(self._core)),
            "ledger": lambda _: self._table(self._archive.ledger()),
            "sessions": self._sessions,
            "session": self._resume,
            "new": lambda _: self._desk.begin_anew(),
            "export": lambda id: self._tell(str(self._archive.export(id or self._core.session or "last", Path()))),
            "env": self._environment,
            "help": lambda _: self._tell(_HELP.in_(self._lang)),
        }

    def greet(self) -> None:
        """Raises `UsageError` as the full screen would tell it."""
        greeting = self._desk.greet()
        for place in (greeting.place,) if greeting.place else greeting.places:
            self._tell(f"Baepo: {place.name} {place.risk.upper()}, {words.model(greeting.model, self._lang)}")
        if self._core.options.session:
            self._resume(self._core.options.session)
        elif greeting.last:
            self._tell(f"{words.LAST.in_(self._lang)}: {greeting.last}. /session last")
        self._offer(greeting.examples)
        self._tell("/help")

    def run(self, lines: Iterable[str]) -> None:
        """Until /quit or the end of the input; an error is told, and the next line is read."""
        for line in lines:
            said = line.strip()
            if said in ("/quit", "/exit"):
                return
            if said:
                try:
                    self._take(said)
                except Exception as error:  # noqa: BLE001 the edge of the front end: an error becomes a message
                    self._told(explain(error, self._lang))
            self.prompt()

    def _take(self, said: str) -> None:
        if said.startswith("/"):
            name, _, rest = said[1:].partition(" ")
            if name not in self._commands:
                self._told(Notice(message=f"? /{name}", remedy="/help"))
            else:
                self._commands[name](rest.strip())
        elif said.isdecimal() and 1 <= int(said) <= len(self._choices):
            self._ask(self._choices[int(said) - 1])
        else:
            self._ask(said)

    def _ask(self, question: str) -> None:
        """Ctrl-C stops the turn and keeps what was found."""
        self._choices = ()
        cancelled, told = threading.Event(), PlainTurn(self._lang, self._tell)
        ended: list[TurnEnded | str] = []

        def work() -> None:
            try:
                ended.append(self._desk.ask(question, told.see, cancelled))
            except Exception as error:  # noqa: BLE001 handed to the reading thread as words
                ended.append(str(explain(error, self._lang)))

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            try:
                thread.join(0.2)
            except KeyboardInterrupt:
                cancelled.set()
                self._tell(words.STOPPING.in_(self._lang))
        if isinstance(ended[0], str):
            self._tell(ended[0])
        else:
            told.end(ended[0])
        self._offer(told.choices)

    def _offer(self, choices: tuple[str, ...]) -> None:
        self._choices = choices
        for number, choice in enumerate(choices, start=1):
            self._tell(f"{number}: {choice}")

    def _evidence(self, id: str) -> None:
        if not id:
            for row in self._desk.evidence():
                self._tell(
                    f"{row.id}: {row.tool}, {row.items}{'+' if row.cut else ''}, {row.environment}, {row.arguments}"
                )
            return
        found = self._desk.open_evidence(id.upper())
        self._tell(f"{found.id}: {found.tool}, {found.environment}, {found.taken_at:%Y-%m-%d %H:%M:%S} UTC")
        self._tell(json.dumps(found.arguments, ensure_ascii=False))
        for number, item in enumerate(found.items[:_ROWS_TOLD], start=1):
            self._tell(f"{number}/{len(found.items)}")
            for line in prose.value_lines(dict(item)):
                self._tell(f"  {line}")

    def _plans(self) -> None:
        for row in self._planning.plans():
            state = words.STATES[row.state].in_(self._lang)
            left = f", {words.duration(row.expires_in_s, self._lang)}" if row.state in ("waiting", "approved") else ""
            self._tell(f"{row.id}: {row.title}, {row.environment}, {state}{left}")

    def _decide(self, verdict: str, id: str) -> None:
        page = self._planning.plan(id)
        self._planning.decide_here(verdict, page.id)

    def _carry_out(self, verb: str, id: str) -> None:
        """Ctrl-C asks it to end in order: a write that has begun is finished."""
        stop = threading.Event()
        ended: list[str] = []

        def work() -> None:
            try:
                ended.extend(self._planning.carry_out(verb, id, self._tell, stop).lines)
            except Exception as error:  # noqa: BLE001 handed to the reading thread as words
                ended.append(str(explain(error, self._lang)))

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            try:
                thread.join(0.2)
            except KeyboardInterrupt:
                stop.set()
                self._tell(words.CONFIRM_QUIT.in_(self._lang))
        for line in ended:
            self._tell(line)

    def _findings(self) -> None:
        for row in self._archive.findings():
            word = words.SEVERITIES[row.severity][1].in_(self._lang) if row.severity else ""
            known = f", {words.KNOWN.in_(self._lang)}: {row.known}" if row.known else ""
            said = f"{word}: {row.title}" if word else row.title
            self._tell(f"{said} {' '.join(row.evidence)}{known}".strip())

    def _guides(self, wanted: str) -> None:
        for found in self._desk.search_guides(wanted)[:_ROWS_TOLD]:
            self._tell(f"{found.id}: {found.title}")

    def _guide(self, id: str) -> None:
        page = self._desk.passage(id, self._lang)
        self._tell(f"{page.title}, {page.heading}\n{page.text}")

    def _sessions(self, wanted: str) -> None:
        for row in self._archive.sessions(wanted):
            self._tell(f"{row.id}: {row.title}, {row.environment}, {row.began}")

    def _resume(self, id: str) -> None:
        self._desk.resume(id)
        self._tell(f"{words.SESSIONS.in_(self._lang)} {self._core.session}")

    def _environment(self, name: str) -> None:
        for place in self._desk.greet().places:
            if place.name == name:
                self._core.default_environment = name
            if not name or place.name == name:
                self._tell(f"{place.name} {place.risk.upper()}")

    def _table(self, page: TablePage) -> None:
        for line in (page.title, *page.head):
            self._tell(line)
        for row in page.rows[:_ROWS_TOLD]:
            self._tell(", ".join(f"{c} {one_line(v)}" for c, v in zip(page.columns, row, strict=True) if v))

    def _tell(self, text: str) -> None:
        print(neutral(text), file=self._out, flush=True)

    def _told(self, notice: Notice) -> None:
        self._tell(f"! {notice}")

    def prompt(self) -> None:
        print("> ", end="", file=self._out, flush=True)


def main(options: Options) -> int:
    """0 when left in order. Raises `UsageError` for wrong settings, as every command does."""
    chat = PlainChat(options, sys.stdout)
    chat.greet()
    chat.prompt()
    while True:
        try:
            chat.run(iter(sys.stdin.readline, ""))
        except KeyboardInterrupt:
            chat.prompt()
        else:
            return 0
