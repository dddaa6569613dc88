"""`python -m evals.bench`: what people wait for, beside what it is measured against."""

import os
import threading
from pathlib import Path

from assistant import settings
from assistant.agent import Agent
from assistant.budget import Budget
from assistant.models.spec import Answer, Calls, CallWanted, Reply, Turn
from assistant.wiring import Wiring
from evals.bench import measure
from evals.bench.cluster import cluster_rows
from evals.bench.screens import terminal_rows
from evals.bench.table import company, row
from evals.demo_settings import ENVIRONMENT

_QUESTIONS = {"cluster": "이 클러스터에 무슨 문제가 있어?", "account": "what is wasted in this AWS account?"}
_ROUNDS = 50


def main() -> None:
    _start()
    with company() as home:
        _route(home)
        _first_answer(home)
        _warm_answer(home)
        _agent_overhead(home)
        cluster_rows(home, row)
        terminal_rows(home, row)


def _start() -> None:
    """`baepo --help` and `--version` beside a Python that does nothing."""
    entry = "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"
    found = measure.processes(
        {
            "python -c pass": measure.python("-c", "pass"),
            "baepo --help": measure.python("-c", entry, "--help"),
            "baepo --version": measure.python("-c", entry, "--version"),
        },
        runs=21,
    )
    bare = found["python -c pass"]
    for name, process in found.items():
        row(name, process.wall_s, f"{process.wall_s / bare.wall_s:.2f}x of bare python", process.peak_mib)


def _route(home: Path) -> None:
    """A cold process routes one question over the real catalog; beside one that only builds the catalog."""
    catalog = (
        "import sys; from pathlib import Path; from assistant import settings; from assistant.wiring import Wiring\n"
        "from assistant.planner.question import Question; from assistant.planner.route import routed\n"
        "home = Path(sys.argv[1])\n"
        "wiring = Wiring(settings.load(home / 'baepo.toml', {'BAEPO_HOME': str(home)}), via='eval')\n"
        "catalog = wiring.agent.catalog\n"
    )
    question = f"routed(Question(text={_QUESTIONS['cluster']!r}, lang='ko', catalog=catalog))\n"
    found = measure.processes(
        {
            "catalog alone": measure.python("-c", catalog, str(home)),
            "route, cold": measure.python("-c", catalog + question, str(home)),
        },
        runs=11,
    )
    base = found["catalog alone"]
    for name, process in found.items():
        over_ms = (process.wall_s - base.wall_s) * 1000
        row(name, process.wall_s, f"{process.wall_s / base.wall_s:.2f}x of the catalog alone, {over_ms:+.0f} ms")


def _first_answer(home: Path) -> None:
    """A cold process answers a question; beside only importing the libraries that the answer needs."""
    environ = os.environ | {"BAEPO_HOME": str(home), "BAEPO_CONFIG": str(home / "baepo.toml")}
    commands = {f"ask, {name}": measure.python("-m", "assistant.cli", "ask", q) for name, q in _QUESTIONS.items()}
    commands["imports alone"] = measure.python("-c", "import sqlalchemy, pydantic, boto3, duckdb")
    found = measure.processes(commands, environ=environ)
    base = found["imports alone"]
    for name, process in found.items():
        row(name, process.wall_s, f"{process.wall_s / base.wall_s:.2f}x of imports alone", process.peak_mib)


def _warm_answer(home: Path) -> None:
    wiring = _wiring(home)
    environment = wiring.settings.environments[ENVIRONMENT]
    for name, question in _QUESTIONS.items():

        def ask(question: str = question) -> None:
            session = wiring.session(title="bench", environment=ENVIRONMENT)
            session.ask(question, environment=environment, listener=lambda _e: None, cancelled=threading.Event())

        row(f"ask again, {name}", measure.calls(ask), "warm process")


class _Scripted:
    """A model that costs nothing: asks for one read a round, each a different one, then answers."""

    name = "scripted"

    def reply(self, turn: Turn, write: object) -> Reply:
        done = len(turn.observations)
        if done == _ROUNDS:
            return Answer(text="done")
        return Calls((CallWanted(name="search_guides", arguments={"question": f"rollback {done}"}),))


def _agent_overhead(home: Path) -> None:
    """One round of model and tool with the transcript on disk, less the tool itself."""
    wiring = _wiring(home)
    agent = Agent(
        model=_Scripted(),
        toolbox=wiring.toolbox,
        playbooks={},
        proposer=wiring.proposer,
        catalog=(),
        clock=wiring.clock,
        budget=Budget(tool_calls=_ROUNDS + 1, model_rounds=_ROUNDS + 2),
    )
    environment = wiring.settings.environments[ENVIRONMENT]

    def turn() -> None:
        session = wiring.session(title="bench", environment=ENVIRONMENT, agent=agent)
        session.ask("x", environment=environment, listener=lambda _e: None, cancelled=threading.Event())

    tool_s = measure.calls(lambda: [wiring.guides.search(f"rollback {i}", lang="en") for i in range(_ROUNDS)])
    round_s = (measure.calls(turn, runs=3) - tool_s) / _ROUNDS
    row("agent round, less the tool", round_s, f"{_ROUNDS} rounds, transcript on disk")


def _wiring(home: Path) -> Wiring:
    return Wiring(settings.load(home / "baepo.toml", {"BAEPO_HOME": str(home)}), via="eval")


if __name__ == "__main__":
    main()
