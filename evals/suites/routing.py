"""The suite `routing`: questions as people type them against the calls that answer them. Rules: evals/cases/routing/README.md.

Runs the planner over the real catalog up to the calls; nothing is read.
"""

import json
import math
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from assistant import settings
from assistant.catalog import Entry
from assistant.known import Known
from assistant.language import language_of
from assistant.models.spec import Ask, Calls, CallWanted
from assistant.planner.places import place_named
from assistant.planner.question import Question
from assistant.planner.route import routed
from assistant.planner.windows import find
from assistant.wiring import Wiring
from evals.spec import Case, Scores, suite

CASES = Path(__file__).parents[1] / "cases" / "routing"
FILES = ("dev", "earlier", "held_out")
HIDDEN = "held_out"
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
ZONE = timezone(timedelta(hours=9), "KST")
_BACKENDS = {"cluster": "kube", "aws": "aws", "bill": "bills"}
_FREE = frozenset({"question", "lang", "limit", "statistic", "points", "period_s", "until"})
_KIND_WORDS = {  # what `find_waste` may be narrowed to, in the words of a question
    "volumes": ("volume", "볼륨", "disk", "디스크", "ebs", "storage", "스토리지"),
    "addresses": ("ip", "address", "주소", "아이피"),
    "instances": ("instance", "인스턴스", "ec2", "server", "서버", "box", "machine", "vm"),
    "snapshots": ("snapshot", "스냅샷"),
}


@dataclass(frozen=True, kw_only=True)
class Graded:
    """One question: `calls` and `slots` right, and whether it was `confident` although it was wrong."""

    id: str
    lang: str
    calls: bool
    slots: bool
    window: bool | None
    confident: bool
    wants: str  # call, ask or abstain
    detail: str


@suite(name="routing")
def routing_suite(_data: Path | None) -> Scores:
    """Questions in Korean and English to the calls that answer them, on two development files and one that stays hidden."""
    metrics: dict[str, float] = {}
    cases: list[Case] = []
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as home:
        world = _World(_entries(Path(home)))
        for name in FILES:
            graded = [world.grade(case) for case in _cases(CASES / f"{name}.jsonl")]
            metrics |= measured(name, graded)
            # What fails in the hidden file is counted and not shown: nobody is to tune the planner to it.
            shown = name != HIDDEN
            cases.extend(
                Case(
                    id=f"{name}/{g.id if shown else number}",
                    passed=g.calls and g.slots,
                    detail=g.detail if shown else "",
                )
                for number, g in enumerate(graded, 1)
            )
    return Scores(metrics=metrics, cases=tuple(cases))


def measured(name: str, graded: list[Graded]) -> dict[str, float]:
    """Shares of all questions; `slots_right` of those that want a call, `window_right` of those that name a period."""
    metrics: dict[str, float] = {}
    for suffix, some in (
        ("", graded),
        (".ko", [g for g in graded if g.lang == "ko"]),
        (".en", [g for g in graded if g.lang == "en"]),
    ):
        windows = [g.window for g in some if g.window is not None]
        metrics[f"{name}{suffix}.calls_right"] = _share([g.calls for g in some])
        metrics[f"{name}{suffix}.slots_right"] = _share([g.slots for g in some if g.wants == "call"])
        metrics[f"{name}{suffix}.wrong_confident"] = _share([g.confident for g in some])
        metrics[f"{name}{suffix}.window_right"] = _share(windows)
    for wants in ("call", "ask", "abstain"):
        metrics[f"{name}.{wants}.right"] = _share([g.calls for g in graded if g.wants == wants])
        metrics[f"{name}.{wants}.wrong_confident"] = _share([g.confident for g in graded if g.wants == wants])
    return metrics


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _entries(home: Path) -> tuple[Entry, ...]:
    """The catalog of this installation."""
    config = home / "baepo.toml"
    config.write_text("", encoding="utf-8")
    return Wiring(settings.load(config, {"BAEPO_HOME": str(home)}), via="eval").agent.catalog


class _World:
    """The two environments of names.json."""

    def __init__(self, catalog: tuple[Entry, ...]) -> None:
        self._catalog = catalog
        self._names: Mapping[str, Any] = json.loads((CASES / "names.json").read_text(encoding="utf-8"))
        self._places = {name: (name, *e["aliases"]) for name, e in self._names["environments"].items()}

    def grade(self, case: Mapping[str, Any]) -> Graded:
        question, environment = self._question(case)
        reply = routed(question).reply
        expect = case["expect"]
        wanted = [CallWanted(name=c["name"], arguments=c["arguments"]) for c in expect.get("calls", ())]
        made = reply.wanted if isinstance(reply, Calls) else ()
        kind = "call" if made else "ask" if isinstance(reply, Ask) else "abstain"
        fine = set(expect.get("also_fine", ()))
        right = self._right_kind(expect, kind, fine) or (bool(made) and _right_calls(made, wanted, fine))
        wrong_call = bool(made) and not all(c.name in fine or any(c.name == w.name for w in wanted) for c in made)
        place = environment == case.get("expect_environment", case["environment"])
        slots = right and place and self._right_slots(made, wanted, case)
        return Graded(
            id=case["id"],
            lang=case["lang"],
            calls=right,
            slots=slots if wanted else right,
            window=self._right_window(question, expect),
            confident=wrong_call,
            wants="call" if wanted else "ask" if expect.get("ask") else "abstain",
            detail=f"{case['question']!r} wanted {_shown(wanted) or sorted(expect)} got {_shown(made) or kind} in {environment}",
        )

    def _question(self, case: Mapping[str, Any]) -> tuple[Question, str]:
        """The question in the environment that it, or else the session, names."""
        previous = tuple(case.get("previous", ()))
        environment = case["environment"]
        for text in (*previous, case["question"]):
            environment = place_named(text, self._places) or environment
        place = self._names["environments"][environment]
        backends = {_BACKENDS[h] for h in place["has"]} | {"guides"}
        known = {"kube": self._cluster(), "aws": self._cloud(place)}
        question = Question(
            text=case["question"],
            lang=language_of(case["question"]),
            catalog=self._catalog,
            has=backends.__contains__,
            known=lambda backend: known.get(backend, ()),
            previous=previous,
            places=tuple(w for words in self._places.values() for w in words),
            now=NOW,
            zone=ZONE,
        )
        return question, environment

    def _cluster(self) -> tuple[Known, ...]:
        things = [(kind, full) for kind in ("deployments",) for full in self._names[kind]]
        return tuple(
            Known(name=full.partition("/")[2], namespace=full.partition("/")[0], kind=f"{kind}.apps")
            for kind, full in things
        )

    def _cloud(self, place: Mapping[str, Any]) -> tuple[Known, ...]:
        if "aws" not in place["has"]:
            return ()
        return tuple(
            Known(name=i["name"], id=i.get("id", ""), kind="instances", region=place["regions"][0])
            for i in self._names["instances"]
        )

    def _right_kind(self, expect: Mapping[str, Any], kind: str, fine: set[str]) -> bool:
        return kind != "call" and (bool(expect.get(kind)) or kind in fine)

    def _right_window(self, question: Question, expect: Mapping[str, Any]) -> bool | None:
        wanted = expect.get("window")
        if wanted is None:
            return None
        found = next((f.window for f in find(question.text, NOW, ZONE) if f.window), None)
        return found is not None and ("hours" not in wanted or math.isclose(found.seconds / 3600, wanted["hours"]))

    def _right_slots(self, made: Iterable[CallWanted], wanted: list[CallWanted], case: Mapping[str, Any]) -> bool:
        """Every wanted argument is there; one beyond them agrees with what exists."""
        calls = list(made)
        for want in wanted:
            same = [c for c in calls if c.name == want.name]
            if same and not any(self._agrees(c, want, case) for c in same):
                return False
        return True

    def _agrees(self, call: CallWanted, want: CallWanted, case: Mapping[str, Any]) -> bool:
        for key, value in want.arguments.items():
            if not self._same(key, call.arguments.get(key), value):
                return False
        extra = {k: v for k, v in call.arguments.items() if k not in want.arguments and k not in _FREE}
        return all(self._fits(k, v, call, case) for k, v in extra.items())

    def _same(self, key: str, given: Any, wanted: Any) -> bool:
        if key != "ids" or given is None:
            return bool(given == wanted)
        ids = {i["name"]: i.get("id", i["name"]) for i in self._names["instances"]}
        return {ids.get(g, g) for g in given} == {ids.get(w, w) for w in wanted}

    def _fits(self, key: str, value: Any, call: CallWanted, case: Mapping[str, Any]) -> bool:
        expect, asked = case["expect"], str(case["question"]).lower()
        if key == "namespace":
            thing = call.arguments.get("name") or call.arguments.get("pod") or ""
            homes = {full.partition("/")[0] for full in self._all_names() if thing and thing == full.partition("/")[2]}
            return value in homes if homes else value in self._names["namespaces"]
        if key in ("name", "pod"):
            return any(value == full.partition("/")[2] for full in self._all_names())
        if key == "kind":
            return str(value).partition(".")[0] in ("deployments", "services", "pods")
        if key == "region":
            return any(value in e["regions"] for e in self._names["environments"].values())
        if key in ("days", "since_s", "since"):
            return "window" in expect
        if key == "kinds":
            return all(any(word in asked for word in _KIND_WORDS[kind]) for kind in value)
        if key == "state":  # a question that `find_waste` answers as well is about what is not attached
            return value == "available" and "find_waste" in expect.get("also_fine", ())
        if key == "ids":
            return all(
                any(v in i.values() for i in self._names["instances"]) or v in self._names["volumes"] for v in value
            )
        return key == "metrics"

    def _all_names(self) -> list[str]:
        return [*self._names["deployments"], *self._names["services"], *self._names["pods"]]


def _right_calls(made: Iterable[CallWanted], wanted: list[CallWanted], fine: set[str]) -> bool:
    """All that are wanted and none besides; `fine` ones may stand in their place or next to them."""
    names = [c.name for c in made]
    if any(n not in fine and all(n != w.name for w in wanted) for n in names):
        return False
    counts = {w.name: sum(x.name == w.name for x in wanted) for w in wanted}
    short = [n for n, many in counts.items() if len([x for x in names if x == n]) < many]
    return not short or (len(short) == len(counts) and any(n in fine for n in names))


def _shown(calls: Iterable[CallWanted]) -> str:
    return "; ".join(
        f"{c.name}({', '.join(f'{k}={v}' for k, v in c.arguments.items() if k not in ('question', 'lang'))})"
        for c in calls
    )
