"""What a model says beyond its evidence does not reach the person, nor the transcript as if it were true."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import settings
from assistant.events import Event, TextDelta
from assistant.models.spec import Answer, Calls, CallWanted
from assistant.verifier.stream import VerifiedStream
from assistant.wiring import Wiring
from evals import worlds
from tests.fakes import ScriptedModel

_TOML = '[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "world/kube"\n'


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Wiring:
    folder: Path = tmp_path_factory.mktemp("verified")
    worlds.build(3, folder / "world", now=datetime.now(UTC))
    (folder / "baepo.toml").write_text(_TOML)
    return Wiring(settings.load(folder / "baepo.toml", {"BAEPO_HOME": str(folder / "home")}))


def _answer(wiring: Wiring, text: str) -> tuple[str, str, tuple[dict[str, str], ...]]:
    """(shown while it came, the answer that counts, what was unsupported) of a model that reads the nodes and says `text`."""
    model = ScriptedModel(Calls((CallWanted(name="list_resources", arguments={"kind": "nodes"}),)), Answer(text=text))
    session = wiring.session(title="x", environment="lab", agent=replace(wiring.agent, model=model))
    seen: list[Event] = []
    ended = session.ask(
        "how many nodes are there?",
        environment=wiring.settings.environments["lab"],
        listener=seen.append,
        cancelled=threading.Event(),
    )
    return "".join(e.text for e in seen if isinstance(e, TextDelta)), ended.answer, ended.unsupported


def _nodes(wiring: Wiring) -> int:
    with_nodes = wiring.settings.environments["lab"].targets["kube"]
    import json

    listed = json.loads((with_nodes.snapshot / "lists" / "nodes.json").read_text())  # type: ignore[attr-defined]
    return len(listed["items"])


def test_a_true_answer_is_left_alone(wiring: Wiring) -> None:
    text = f"There are {_nodes(wiring)} nodes. [E1]"
    assert _answer(wiring, text) == (text, text, ())


def test_a_wrong_number_is_not_shown_as_true(wiring: Wiring) -> None:
    shown, answer, unsupported = _answer(wiring, f"There are {_nodes(wiring) + 37} nodes. [E1]")
    assert unsupported
    for text in (shown, answer):
        assert str(_nodes(wiring) + 37) not in text or "(unverified)" in text


def test_an_invented_cause_is_removed_or_a_hypothesis(wiring: Wiring) -> None:
    _, answer, unsupported = _answer(
        wiring, f"There are {_nodes(wiring)} nodes. [E1]\nThey are slow because the database mydb-7 is overloaded. [E1]"
    )
    assert unsupported
    assert "mydb-7" not in answer or "Hypothesis" in answer or "unverified" in answer


def test_a_long_answer_is_verified_as_often_as_its_length_asks_for() -> None:
    verified: list[int] = []

    def verify(raw: str) -> str:
        verified.append(len(raw))
        return raw

    shown: list[str] = []
    stream = VerifiedStream(verify, shown.append)
    line = "The pod is not ready.\n"
    for _ in range(1000):
        stream.write(line)
    stream.end(line * 1000)
    assert "".join(shown) == line * 1000
    assert sum(verified) < 20 * len(line * 1000)
    assert verified[0] == len(line), "the first line is shown at once"


def test_lines_are_shown_as_far_as_they_are_verified() -> None:
    shown: list[str] = []
    stream = VerifiedStream(lambda raw: raw.replace("bad\n", ""), shown.append)
    for piece in ("go", "od\nba", "d\nfine", "\nend"):
        stream.write(piece)
    stream.end("good\nfine\nend")
    assert shown == ["good\n", "fine\n", "end"]
