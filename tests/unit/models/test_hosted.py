"""Which models count as local, what a hosted one is refused, and that a local one is reached directly or not at all."""

import json
import socketserver
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.environments import Environment, Risk
from assistant.errors import Refused, UsageError
from assistant.models.access import ModelAccess, allow, is_local
from assistant.models.configured import configured
from assistant.models.costs import FREE, price_of
from assistant.models.planner import OfflinePlanner
from assistant.settings import load
from tests.unit.models.conftest import Play
from tests.unit.models.server import Open, ScriptedServer, calls, says
from tests.unit.models.shop import Shop

LATE, DONE = calls(("list_orders", {})), says("Three [E1].")


@pytest.mark.parametrize(
    ("base_url", "local"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.0.9:8000", True),
        ("http://172.31.0.1/v1", True),
        ("http://[fd00::1]/v1", True),
        ("http://[::ffff:10.0.0.1]/v1", True),
        ("", False),
        ("https://api.openai.com/v1", False),
        ("http://172.32.0.1/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://169.254.169.254/v1", False),
        ("http://localhost.evil.test/v1", False),
        ("http://127.0.0.1.evil.test/v1", False),
        ("http://127.0.0.1@evil.test/v1", False),
        ("http://ollama.internal/v1", False),
        ("http://0.0.0.0/v1", False),
        ("http://[::ffff:8.8.8.8]/v1", False),
        ("http://2130706433/v1", False),
    ],
)
def test_is_local(base_url: str, local: bool) -> None:
    assert is_local(base_url) is local


def test_only_what_speaks_openai_is_reached_directly() -> None:
    assert not ModelAccess(name="anthropic:claude", base_url="http://127.0.0.1:1/v1").local
    assert ModelAccess(name="qwen2.5:7b", base_url="http://127.0.0.1:1/v1").local
    assert not ModelAccess(name="openai:gpt-5").local


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_hosted_model_is_not_asked_where_it_is_not_allowed(tmp_path: Path, lang: str) -> None:
    access = ModelAccess(name="openai:gpt-x", base_url="https://model.invalid/v1", api_key_env="SHOP_KEY")
    shop = Shop(tmp_path, access)
    ended = shop.ask("which orders are late?" if lang == "en" else "늦은 주문이 있어?")
    shop.database.close()
    assert ended.status == "answered"
    assert "o-1" in ended.answer
    assert "[environments.shop] hosted_models = true" in ended.answer
    assert ("The offline planner answered." if lang == "en" else "오프라인 플래너가 답했습니다.") in ended.answer


def test_allow() -> None:
    access = ModelAccess(name="openai:gpt-x")
    allow(access, Environment(name="a", risk=Risk.SANDBOX, targets={}, hosted_models=True))
    with pytest.raises(Refused) as refused:
        allow(access, Environment(name="prod", risk=Risk.PRODUCTION, targets={}))
    assert "hosted_models = true" in refused.value.remedy


def test_a_key_that_is_not_set_is_said_before_anything_runs() -> None:
    access = ModelAccess(name="openai:gpt-x", api_key_env="NO_SUCH_KEY")
    with pytest.raises(UsageError, match="NO_SUCH_KEY is not set"):
        configured(access, environ={}, passages=lambda _q, _l: (), redact=str)
    assert isinstance(configured(ModelAccess(), environ={}, passages=lambda _q, _l: (), redact=str), OfflinePlanner)


def test_another_provider_says_what_to_install(play: Play, tmp_path: Path) -> None:
    shop = Shop(tmp_path, ModelAccess(name="anthropic:claude-x"), hosted_models=True)
    ended = shop.ask("which orders are late?")
    shop.database.close()
    assert ended.status == "failed"
    assert "pip install langchain-anthropic" in ended.message


def test_a_redirect_is_not_followed(play: Play) -> None:
    with ScriptedServer(LATE) as elsewhere:
        target = elsewhere.base_url + "/chat/completions"

        def redirect(request: Open) -> None:
            request.status(307, {"Location": target})

        server, shop = play(redirect)
        ended = shop.ask("which orders are late?")
        assert "The offline planner carried on." in ended.answer
        assert elsewhere.requests == []
    assert len(server.requests) >= 1


def test_a_proxy_is_not_used_for_a_local_server(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(LATE) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
            monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        _, shop = play(LATE, DONE)
        assert shop.ask("which orders are late?").answer == "Three [E1]."
        assert proxy.requests == []


def test_tracing_sends_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            seen.set()

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as tracer:
        thread = threading.Thread(target=tracer.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        for name, value in {
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{tracer.server_address[1]}",
            "LANGSMITH_API_KEY": "lsv2_x",
        }.items():
            monkeypatch.setenv(name, value)
        _, shop = play(LATE, DONE)
        assert shop.ask("which orders are late?").answer == "Three [E1]."
        assert not seen.wait(1.0)
        tracer.shutdown()
        thread.join()


def test_organisation_headers_of_openai_stay_here(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")
    server, shop = play(LATE, DONE)
    shop.ask("which orders are late?")
    assert "secret" not in json.dumps(server.headers)


def _loaded(folder: Path, text: str, **environ: str) -> ModelAccess:
    path = folder / "baepo.toml"
    path.write_text(text)
    return load(path, {"BAEPO_HOME": str(folder), **environ}).model_access


def test_settings(tmp_path: Path) -> None:
    text = """[model]
name = "openai:gpt-x"
base_url = "https://models.test/v1"
api_key_env = "SHOP_KEY"
timeout_s = 90
[model.price]
input_per_mtok = 2.5
output_per_mtok = 10
"""
    access = _loaded(tmp_path, text)
    assert (access.name, access.base_url, access.api_key_env) == ("openai:gpt-x", "https://models.test/v1", "SHOP_KEY")
    assert access.price is not None
    assert access.price.cost_usd(1_000_000, 500_000) == Decimal("7.5")
    local = _loaded(tmp_path, text, BAEPO_MODEL="m", BAEPO_MODEL_URL="http://127.0.0.1:1/v1")
    assert (local.name, local.local) == ("m", True)
    assert _loaded(tmp_path, "").name == "planner"


@pytest.mark.parametrize(
    "line",
    [
        'base_url = "ollama:11434"',
        'base_url = "http://me:secret@127.0.0.1/v1"',
        'api_key_env = "sk-abcdefghijklmnop"',
        "timeout_s = 0",
        "price = 3",
        "price = {input_per_mtok = 1}",
        "price = {input_per_mtok = -1, output_per_mtok = 1}",
        'price = {input_per_mtok = 1, output_per_mtok = 1, as_of = "yesterday"}',
        'price = {input_per_mtok = 1, output_per_mtok = 1, currency = "EUR"}',
        "prices = 3",
        'prices = {"m" = {input_per_mtok = 1}}',
        'api_key = "sk-abcdefghijklmnop"',
    ],
)
def test_wrong_settings(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError) as wrong:
        _loaded(tmp_path, f"[model]\n{line}\n")
    assert "model" in wrong.value.message
    assert wrong.value.remedy
    assert "sk-abc" not in wrong.value.message + wrong.value.remedy
    assert "secret" not in wrong.value.message


def test_each_model_has_its_own_price(tmp_path: Path) -> None:
    text = """[model]
name = "openai:gpt-x"
price = {input_per_mtok = 2, output_per_mtok = 8, as_of = 2026-03-01, source = "https://vendor.test/pricing"}
[model.prices."openai:gpt-y"]
input_per_mtok = 1
output_per_mtok = 4
"""
    own = _loaded(tmp_path, text).price
    assert str(own) == "2 in, 8 out, in USD per million tokens, read 2026-03-01 at https://vendor.test/pricing"
    other = _loaded(tmp_path, text, BAEPO_MODEL="openai:gpt-y").price
    assert str(other) == "1 in, 4 out, in USD per million tokens, no date given"
    assert _loaded(tmp_path, text, BAEPO_MODEL="openai:gpt-z").price is None, "the price of another model is none"


def test_unknown_prices_are_unknown() -> None:
    assert price_of(None, local=False) is None
    assert price_of(None, local=True) == FREE
