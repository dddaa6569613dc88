"""A model translates a passage that exists in the other language alone; the verifier compares what it says with it."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import settings
from assistant.models.spec import Answer, Calls, CallWanted
from assistant.wiring import Wiring
from knowledge.index.sync import writing
from knowledge.sources.spec import Source
from tests.fakes import ScriptedModel

_ID = "[ops/db.md#when-to-fail-over]"


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "db.md").write_text(
        "# Orders database\n\n## When to fail over\n\nFail over only when the primary has been unreachable for more than"
        " 90 seconds, or when its disk is above 97 percent.\n"
    )
    (tmp_path / "baepo.toml").write_text('[environments.lab]\nrisk = "sandbox"\n')
    made = Wiring(settings.load(tmp_path / "baepo.toml", {"BAEPO_HOME": str(tmp_path / "home")}))
    with writing(made.knowledge_folder, made.embedder) as writer:
        writer.sync([Source(name="ops", kind="folder", location=str(tmp_path / "ops"))], at="", new=True)
    return made


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        (f"주 서버에 90초 넘게 연결되지 않거나 디스크가 97%를 넘을 때만 페일오버합니다. {_ID}", True),
        (f"주 서버에 30초 넘게 연결되지 않을 때만 페일오버합니다. {_ID}", False),
    ],
)
def test_what_a_translation_says_is_held_against_the_passage(wiring: Wiring, said: str, stays: bool) -> None:
    question = "언제 orders database를 failover해야 해?"
    wanted = {"question": "when should I fail over the orders database?", "lang": "ko"}
    search = CallWanted(name="search_guides", arguments=wanted)
    model = ScriptedModel(Calls((search,)), Answer(text=said))
    session = wiring.session(title="x", environment="lab", agent=replace(wiring.agent, model=model))
    lab = wiring.settings.environments["lab"]
    ended = session.ask(question, environment=lab, listener=lambda _event: None, cancelled=threading.Event())
    assert (ended.answer == said) == stays
    assert _ID in ended.answer
    assert ("이 내용은 영어 문서에만 있어" in ended.answer) != stays  # the planner carries on and quotes the passage
