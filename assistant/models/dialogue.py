"""A chat model as a `Model`: sends the prompt, checks what comes back, and returns calls, an answer or a question.

Nothing it says is taken on trust: arguments are parsed against the tool's own signature, a call that was already made
is answered from its evidence, an answer without a read is not an answer. What is wrong goes back as an error; three
strikes end the dialogue with `GaveUp`, and `models.resilient` hands over to the planner.
"""

import json
import re
import zlib
from collections.abc import Callable
from typing import Any

from assistant import arguments
from assistant.catalog import Entry
from assistant.language import Text
from assistant.models import tokens
from assistant.models.costs import Price
from assistant.models.exchange import MAX_OUTPUT_TOKENS, Chat, GaveUp, Message, RawCall, Said
from assistant.models.inert import InertWriter, inert
from assistant.models.observed import refused
from assistant.models.offered import ASK_USER, MORE_TOOLS, OWN
from assistant.models.prompt import (
    FIRST_PROMPT_TOKENS,
    Aside,
    Memory,
    Passages,
    Prompt,
    build,
    exchange,
    no_passages,
    opening,
    usable,
)
from assistant.models.selection import choose
from assistant.models.spec import Answer, Ask, Calls, CallWanted, Reply, Turn
from assistant.models.spending import requested
from tools.spec import BadRequest

STRIKES = 3
REQUESTS = 14  # of one turn, whatever they were for
CALLS_AT_ONCE = 8
_SEARCHES, _FOUND = 3, 4
_LONG = 400  # letters from which on repetition is looked for
_MEMORY = "dialogue"
_CITED = re.compile(r"\bE\d+\b|\[[^\[\]#\n]+/[^\[\]#\n]+#[\w.-]+\]")

_UNREAD = Text(
    ko="읽은 근거가 없는 답입니다.",
    en="Nothing was read for this answer.",
)
_WHY = {
    "arguments": Text(ko="잘못된 인자로 도구를 계속 불렀습니다", en="kept calling tools with wrong arguments"),
    "unknown": Text(ko="없는 도구를 계속 불렀습니다", en="kept calling tools that do not exist"),
    "repeat": Text(ko="같은 호출을 되풀이했습니다", en="kept making the same call"),
    "empty": Text(ko="빈 답을 되풀이했습니다", en="kept answering nothing"),
    "garbage": Text(ko="알아볼 수 없는 글을 썼습니다", en="wrote nothing that can be read"),
    "uncited": Text(ko="답에 근거를 달지 않았습니다", en="answered without naming its evidence"),
    "search": Text(ko="도구를 찾기만 하고 부르지 않았습니다", en="kept looking for tools without calling one"),
}


class LanguageModel:
    """One configured chat model. Holds no state of a turn: that is in `turn.memory`."""

    def __init__(
        self,
        chat: Chat,
        *,
        price: Price | None = None,
        passages: Passages = no_passages,
        redact: Callable[[str], str] = lambda text: text,
        first_tokens: int = FIRST_PROMPT_TOKENS,
    ) -> None:
        self._chat = chat
        self._price = price
        self._passages = passages
        self._redact = redact
        self._first_tokens = first_tokens
        self._count, self.counted_by = tokens.counter(chat.name)

    @property
    def name(self) -> str:
        return self._chat.name

    def prompt(self, turn: Turn) -> Prompt:
        """Exactly what the next request sends."""
        prompt = build(turn, self._memory(turn), self._count)
        redacted = tuple({**m, "content": self._redact(str(m["content"]))} for m in prompt.messages)
        return Prompt(messages=redacted, tools=prompt.tools, tokens=prompt.tokens)

    def reply(self, turn: Turn, write: Callable[[str], None]) -> Reply:
        """Raises: `ModelError`, `Cancelled`, `OutOfBudget`."""
        memory = self._memory(turn)
        while True:
            if len(memory.strikes) >= STRIKES or memory.requests >= REQUESTS:
                raise GaveUp(_WHY[memory.strikes[-1] if memory.strikes else "repeat"])
            memory.requests += 1
            said = self._ask(turn, write)
            reply = _Judge(turn, memory, self._offered(memory)).judge(said)
            if reply is not None:
                return reply

    def _memory(self, turn: Turn) -> Memory:
        if _MEMORY not in turn.memory:
            turn.memory[_MEMORY] = opening(turn, self._passages, self._count, first_tokens=self._first_tokens)
        memory: Memory = turn.memory[_MEMORY]
        return memory

    def _offered(self, memory: Memory) -> frozenset[str]:
        return frozenset(e.name for e in memory.tools) | frozenset(OWN)

    def _ask(self, turn: Turn, write: Callable[[str], None]) -> Said:
        """One request; its text is shown as it comes only when something was read that it can rest on."""
        prompt = self.prompt(turn)
        shown = InertWriter(write if turn.observations else lambda _text: None)
        said = requested(
            self._chat, prompt, shown.write, turn.limits, price=self._price, count=self._count, most=MAX_OUTPUT_TOKENS
        )
        shown.flush()
        return said


class _Judge:
    """Looks at one answer of the model; what is wrong with it becomes an aside, and mostly a strike."""

    def __init__(self, turn: Turn, memory: Memory, offered: frozenset[str]) -> None:
        self._turn = turn
        self._memory = memory
        self._offered = offered
        self._entries = {e.name: e for e in usable(turn)}
        self._struck = False
        self._made = {_key(o.call.name, o.call.arguments): o for o in turn.observations}

    def judge(self, said: Said) -> Reply | None:
        """None: ask again, the asides say why."""
        calls = said.calls or _written_call(said.text, self._offered | self._entries.keys())
        return self._calls(calls[:CALLS_AT_ONCE]) if calls else self._text(said.text.strip())

    def _calls(self, calls: tuple[RawCall, ...]) -> Reply | None:
        wanted: dict[str, CallWanted] = {}
        for call in calls:
            given = _object(call.arguments)
            if given is None:
                self._wrong("arguments", call, "bad_request", "The arguments are not one JSON object; nothing was run.")
            elif call.name == ASK_USER and len(calls) == 1:
                if reply := self._question(call, given):
                    return reply
            elif call.name == MORE_TOOLS:
                self._search(call, given)
            elif call.name not in OWN and (checked := self._checked(call, given)):
                wanted.setdefault(_key(checked.name, checked.arguments), checked)
        return Calls(tuple(wanted.values())) if wanted else None

    def _checked(self, call: RawCall, given: dict[str, Any]) -> CallWanted | None:
        entry = self._entries.get(call.name)
        if entry is None:
            near = ", ".join(
                e.name for e in choose(call.name.replace("_", " "), tuple(self._entries.values()), limit=3)
            )
            self._wrong("unknown", call, "not_found", f"There is no tool {call.name} here.", f"Nearest: {near}.")
            return None
        given = _without_nulls(entry, given)
        try:
            arguments.parse(entry.name, entry.function, given)
        except BadRequest as error:
            self._wrong("arguments", call, error.kind, f"{error.message} Nothing was run.", error.remedy)
            return None
        if made := self._made.get(_key(entry.name, given)):
            told = (
                f"This call was already made; its result is above{f' as {made.evidence.id}' if made.evidence else ''}."
            )
            self._wrong("repeat", call, "repeated", told, "Use it, and answer.")
            return None
        return CallWanted(name=entry.name, arguments=given)

    def _question(self, call: RawCall, given: dict[str, Any]) -> Ask | None:
        question, options = _only_asking(given.get("question")), given.get("options") or []
        if not question or not isinstance(options, list):
            told = "ask_user needs one question that ends in a question mark, and a list of options."
            self._wrong("arguments", call, "bad_request", told)
            return None
        return Ask(question=inert(question)[:500], options=tuple(inert(str(o))[:200] for o in options[:6]))

    def _search(self, call: RawCall, given: dict[str, Any]) -> None:
        """Adds what was found to the tools; not a strike the first times."""
        self._memory.searches += 1
        query = str(given.get("query") or self._turn.question)
        found = choose(query, tuple(self._entries.values()), limit=_FOUND, without=self._offered)
        self._memory.tools.extend(found)
        told = (
            {"added": {e.name: e.title for e in found}} if found else {"added": {}, "message": "There are no others."}
        )
        self._tell(call, json.dumps(told, ensure_ascii=False))
        if self._memory.searches > _SEARCHES or not found:
            self._strike("search")

    def _text(self, text: str) -> Reply | None:
        if not text:
            self._nudge("empty", "Your answer was empty. Call a tool, or answer from the results.")
            return None
        if _garbage(text):
            self._nudge("garbage", "That could not be read. Call a tool, or answer in plain sentences.")
            return None
        if not self._turn.observations:
            if not self._memory.strikes and self._entries:
                self._nudge("empty", "Nothing was read yet. Call a tool first; if none fits, say what you cannot do.")
                return None
            return Answer(text=inert(text), note=_UNREAD)
        if any(o.error is None for o in self._turn.observations) and not _CITED.search(text):
            if "uncited" in self._memory.strikes:
                raise GaveUp(_WHY["uncited"])
            self._nudge("uncited", "Answer the question from the results above, and name the evidence: [E1].")
            return None
        return Answer(text=inert(text))

    def _nudge(self, strike: str, words: str) -> None:
        self._strike(strike)
        self._aside({"role": "user", "content": words})

    def _wrong(self, strike: str, call: RawCall, kind: str, message: str, remedy: str = "") -> None:
        self._strike(strike)
        self._tell(call, refused(kind, message, remedy))

    def _strike(self, why: str) -> None:
        """One an answer, however many of its calls are wrong."""
        if not self._struck:
            self._struck = True
            self._memory.strikes.append(why)

    def _tell(self, call: RawCall, result: str) -> None:
        shown = call.arguments if _object(call.arguments) is not None else "{}"  # some servers refuse what is not JSON
        name = re.sub(r"[^A-Za-z0-9_-]", "_", call.name)[:64] or "unknown"
        self._aside(*exchange(f"note_{len(self._memory.asides) + 1}", name, shown, result))

    def _aside(self, *messages: Message) -> None:
        self._memory.asides.append(Aside(after=len(self._turn.observations), messages=messages))


def _only_asking(said: object) -> str:
    """The sentences that ask: what a model claims beside its question has passed no check."""
    sentences = re.split(r"(?<=[.!?。？])\s+|\n+", said.strip()) if isinstance(said, str) else []
    return " ".join(s for s in sentences if s.endswith(("?", "？")))


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object that `text` is, strictly; nothing at all counts as no arguments."""
    try:
        value = json.loads(text) if text.strip() else {}
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _without_nulls(entry: Entry, given: dict[str, Any]) -> dict[str, Any]:
    """Without optional arguments given as null or "": models fill in every field they are shown."""
    required = set(arguments.schema(entry.function).get("required", ()))
    return {k: v for k, v in given.items() if k in required or v not in (None, "")}


def _written_call(text: str, known: frozenset[str] | set[str]) -> tuple[RawCall, ...]:
    """The call that a small model wrote as its whole answer instead of making it."""
    body = re.sub(r"^```(?:json)?\s*|\s*```$|</?tool_call>", "", text.strip()).strip()
    value = _object(body) if body.startswith("{") else None
    if not value or value.get("name") not in known:
        return ()
    given = value.get("arguments", value.get("parameters", {}))
    return (RawCall(name=str(value["name"]), arguments=given if isinstance(given, str) else json.dumps(given)),)


def _garbage(text: str) -> bool:
    """Text without words, broken characters, or the same few words over and over."""
    letters = sum(c.isalpha() for c in text)
    if letters < max(1, len(text) // 5) or text.count("\ufffd") > 2:
        return True
    return len(text) > _LONG and len(zlib.compress(text.encode())) * 12 < len(text.encode())


def _key(name: str, given: dict[str, Any]) -> str:
    return json.dumps([name, given], sort_keys=True, default=str)
