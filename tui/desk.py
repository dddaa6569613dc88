"""One conversation as the screens need it: asking, what was read, guides, names. Blocks: for worker threads."""

import json
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.errors import BaepoError
from assistant.events import Event, TurnEnded
from assistant.language import Lang
from tui import words
from tui.core import Core, place
from tui.memory import Memory
from tui.values import EvidenceRow, Found, Greeting, Limits, Notice, PassagePage

if TYPE_CHECKING:
    from assistant.environments import Environment
    from assistant.evidence import Evidence

_NAMES_KEPT = 5_000


class Desk:
    """What the headless session and the evidence store say, as values."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def greet(self) -> Greeting:
        """Raises `UsageError` when settings are wrong, or no environment is configured."""
        from assistant.budget import Budget
        from assistant.choosing import choose_environment
        from assistant.errors import UsageError

        wiring, lang, wanted = self._core.wiring, self._core.lang, self._core.default_environment
        environments = wiring.settings.environments
        try:
            chosen: Environment | None = choose_environment(
                environments, wanted=wanted, default=wiring.settings.default_environment
            )
        except UsageError:
            if not environments or wanted:
                raise
            chosen = None
        shown = [chosen] if chosen else list(environments.values())
        backends = {b for e in shown for b in e.targets}
        fitting = [q.in_(lang) for b, q in words.EXAMPLES if b in backends or b == "guides"]
        memory, budget = self.memory, Budget()
        return Greeting(
            place=place(chosen) if chosen else None,
            places=tuple(place(e) for e in environments.values()),
            user=f"{wiring.principal.name} ({', '.join(sorted(wiring.principal.roles))})",
            model=wiring.settings.model,
            examples=tuple(fitting[:3]),
            limits=Limits(tool_calls=budget.tool_calls, seconds=budget.seconds, cost_usd=f"{budget.cost_usd:f}"),
            questions=tuple(memory.questions()),
            draft=memory.text("draft"),
            theme=memory.text("theme"),
            last=self._last(),
        )

    def _last(self) -> str:
        from assistant.commands.last_conversation import named, newest

        wiring = self._core.wiring
        found = newest(wiring.database, of=wiring.principal.name)
        return named(found, wiring.clock.now()).in_(self._core.lang) if found else ""

    @property
    def memory(self) -> Memory:
        return Memory(self._core.wiring.settings.home)

    def warm(self) -> None:
        """Builds what the first question needs; harmless to skip."""
        wiring = self._core.wiring
        _ = wiring.agent, wiring.gate, wiring.guides, wiring.evidence

    def resume(self, session: str) -> None:
        """Goes on with an earlier conversation. Raises `UsageError` for an unknown one."""
        from assistant.store import sessions

        self._core.resumed = sessions.load_session(self._core.wiring.database, session)
        self._core.conversation = None

    def begin_anew(self) -> None:
        """The next question begins a conversation of its own."""
        self._core.conversation = self._core.resumed = None

    def ask(self, question: str, listener: Callable[[Event], None], cancelled: threading.Event) -> TurnEnded:
        """One turn. Raises `UsageError` when it is not clear where to look, `StoreUnavailable`."""
        from assistant.choosing import choose_environment

        core, settings = self._core, self._core.wiring.settings
        self.memory.remember([core.wiring.redactor.text(question)])
        environment = choose_environment(
            settings.environments, question=question, default=core.default_environment or settings.default_environment
        )
        if core.conversation is None:
            core.conversation = core.wiring.session(title=question, environment=environment.name, resume=core.session)
        return core.conversation.ask(
            question, environment=environment, listener=listener, cancelled=cancelled, lang=core.options.answer_lang
        )

    def newest_evidence(self, limit: int) -> tuple[tuple[EvidenceRow, ...], int]:
        """So much of what was read last, oldest first, and how much there is in all."""
        session = self._core.session
        return self.evidence(newest=limit), self._core.wiring.evidence.count(session) if session else 0

    def evidence(self, *, newest: int | None = None) -> tuple[EvidenceRow, ...]:
        """Oldest first; all of it, or so much of the newest."""
        if not self._core.session:
            return ()
        return tuple(
            EvidenceRow(
                id=f"E{r.number}", tool=r.tool, arguments=r.arguments, environment=r.environment, items=r.item_count,
                cut=r.cut, at=str(r.taken_at)[11:19],
            )
            for r in self._core.wiring.evidence.of_session(self._core.session, newest=newest)
        )  # fmt: skip

    def open_evidence(self, evidence: str) -> "Evidence":
        """Raises `UsageError` when there is none, or it was purged, `EvidenceChanged`."""
        return self._core.wiring.evidence.load(self._core.session, evidence)

    def search_evidence(self, text: str) -> tuple[Found, ...]:
        """What was read that holds these words in any of its values; all of it for no words."""
        wanted = text.strip().lower()
        found: list[Found] = []
        for row in reversed(self.evidence()):
            told = f"{row.tool} {row.arguments}"
            count = row.items
            if wanted and wanted not in told.lower():
                try:
                    items = self.open_evidence(row.id).items
                except BaepoError:  # purged, or not as it was recorded: opening it says so
                    continue
                count = sum(wanted in json.dumps(dict(i), ensure_ascii=False).lower() for i in items)
                if not count:
                    continue
            more = "+" if row.cut and count == row.items else ""
            detail = f"{row.environment} · {row.at} UTC · {row.arguments}"
            found.append(Found(id=row.id, title=f"{row.id} {row.tool} · {count}{more}", detail=detail))
        return tuple(found)

    def passage(self, passage: str, lang: Lang) -> PassagePage:
        """Raises `knowledge.lexical.PassageNotFound`."""
        found = self._core.wiring.guides.get(passage, lang)
        return PassagePage(id=found.id, title=found.title, heading=found.heading, text=found.text)

    def search_guides(self, text: str) -> tuple[Found, ...]:
        """Best first, then those that hold the words as they are; all for no words."""
        import knowledge.guides

        lang, wanted = self._core.lang, text.strip().lower()
        hits = [h.passage for h in self._core.wiring.guides.search(text, lang=lang, limit=20).hits] if wanted else []
        every = (p for p in knowledge.guides.load() if p.lang == lang)
        plain = [p for p in every if wanted in f"{p.title} {p.heading} {p.text}".lower()]
        found = {p.id: p for p in [*hits, *plain]}
        return tuple(Found(id=p.id, title=f"{p.title} · {p.heading}", detail=f"[{p.id}]") for p in found.values())

    def names(self) -> tuple[Found, ...]:
        """What exists where the next question would look, and the guides: for completing names.

        Read through the toolbox, with its permissions and limits; what was read for this is not kept.
        """
        import knowledge.guides

        lang = self._core.lang
        guides = {p.id.partition("#")[0]: p.title for p in knowledge.guides.load() if p.lang == lang}
        found = [Found(id=name, title=name, detail=title) for name, title in guides.items()]
        return (*self._things(), *found)

    def _things(self) -> tuple[Found, ...]:

        from assistant.budget import Budget, Spending
        from assistant.choosing import choose_environment
        from assistant.errors import BaepoError
        from assistant.known import known_in
        from tools.spec import ToolError

        wiring, wanted = self._core.wiring, self._core.default_environment
        session = f"names-{secrets.token_hex(4)}"
        found: dict[str, Found] = {}
        try:
            environment = choose_environment(
                wiring.settings.environments, wanted=wanted, default=wiring.settings.default_environment
            )
            look = wiring.toolbox.look(
                environment=environment, principal=wiring.principal, session=session,
                spending=Spending(Budget(), wiring.clock), cancelled=threading.Event(), emit=lambda _event: None,
            )  # fmt: skip
            for tool in wiring.tools.values():
                if not tool.names or not environment.has(tool.backend):
                    continue
                try:
                    known = known_in(look.read(tool.name).items, tool.names)
                except ToolError:
                    continue  # a name that cannot be completed can still be typed
                for k in known:
                    if k.namespace:
                        found.setdefault(k.namespace, Found(id=k.namespace, title=k.namespace, detail="namespace"))
                    detail = " · ".join(p for p in (k.kind.partition(".")[0], k.namespace or k.region, k.id) if p)
                    found.setdefault(f"{k.namespace}/{k.name}", Found(id=k.name, title=k.name, detail=detail))
        except BaepoError:
            return ()
        finally:
            wiring.evidence.purge(session=session)
        return tuple(sorted(found.values(), key=lambda f: (f.detail != "namespace", f.id)))[:_NAMES_KEPT]


def explain(error: Exception, lang: Lang) -> Notice:
    """Any error as words; one that nobody expected says so."""
    from assistant.refusals import told
    from knowledge.lexical import PassageNotFound
    from tools.spec import ToolError

    if isinstance(error, BaepoError | ToolError):
        message, remedy = error.told(lang) if isinstance(error, BaepoError) else told(error, lang)
        return Notice(message=message, remedy=remedy)
    if isinstance(error, PassageNotFound):
        return Notice(message=words.no_passage(error.passage_id, error.nearest, lang))
    return Notice(message=f"{words.BUG.in_(lang)}: {type(error).__name__}: {error}", remedy=words.REPORT_IT.in_(lang))
