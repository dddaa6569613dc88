"""`baepo models test` and the look at local servers, against servers that work and servers that do not."""

import json
from pathlib import Path

from assistant.models.access import ModelAccess
from assistant.models.langchain import LangchainChat
from assistant.models.probe import served, try_out
from tests.fakes import WAIT_S
from tests.unit.models.server import Open, ScriptedServer, calls, says, status
from tests.unit.models.test_offline import _run, _settings

GOOD = (calls(("read_temperature", {"room": "server-1"})), says("It is 41 degrees."))


def _tried(server: ScriptedServer) -> dict[str, bool | None]:
    chat = LangchainChat(ModelAccess(name="openai:m", base_url=server.base_url, timeout_s=60), environ={})
    return {s.what: s.works for s in try_out(chat, seconds=120)}


def test_a_model_that_works() -> None:
    with ScriptedServer(*GOOD) as server:
        assert set(_tried(server).values()) == {True}
        assert len(server.requests) == 2


def test_a_model_that_calls_no_tools() -> None:
    with ScriptedServer(*[says("I cannot know.")] * 3) as server:
        assert _tried(server) == {
            "answers": True,
            "calls a tool": False,
            "answers from the result": None,
            "reports its tokens": True,
        }
        assert len(server.requests) == 3


def test_a_model_that_calls_the_tool_when_asked_again() -> None:
    with ScriptedServer(says("Let me look."), *GOOD) as server:
        assert set(_tried(server).values()) == {True}


def test_a_model_that_makes_up_the_result() -> None:
    with ScriptedServer(GOOD[0], says("It is 20 degrees.", usage=None)) as server:
        assert _tried(server)["answers from the result"] is False


def test_a_server_that_refuses() -> None:
    with ScriptedServer(status(404)) as server:
        assert _tried(server) == {"answers": False, "calls a tool": None, "answers from the result": None}


def test_models_of_a_server() -> None:
    def listed(request: Open) -> None:
        body = json.dumps({"data": [{"id": "qwen"}]}).encode()
        request.handler.send_response(200)
        request.handler.send_header("Content-Length", str(len(body)))
        request.handler.end_headers()
        request.handler.wfile.write(body)

    with ScriptedServer(listed, status(404), says("no")) as server:
        assert served(server.base_url, seconds=WAIT_S) == ("qwen",)
        assert served(server.base_url, seconds=WAIT_S) == ()
        assert served(server.base_url, seconds=WAIT_S) is None
    assert served("http://127.0.0.1:9/v1") is None


def test_the_command(tmp_path: Path) -> None:
    with ScriptedServer(*GOOD) as server:
        _settings(tmp_path)
        done = _run(tmp_path, "models", "test", "--json", BAEPO_MODEL="openai:m", BAEPO_MODEL_URL=server.base_url)
        told = json.loads(done.stdout)
    assert (told["schema"], told["works"], told["model"]) == ("baepo.model_test/1", True, "openai:m")
