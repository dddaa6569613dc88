"""The offline path loads no language model library, and neither do list and preview."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys
from assistant.cli import main
code = main(sys.argv[1:])
loaded = {m.split(".")[0] for m in sys.modules}
heavy = sorted(loaded & {"langchain", "langchain_core", "langchain_openai", "openai", "langsmith"})
print("LOADED", code, heavy, file=sys.stderr)
"""


def _settings(folder: Path, model: str = "") -> None:
    (folder / "baepo.toml").write_text(
        f'{model}\n[environments.demo]\nrisk = "sandbox"\n[environments.demo.kube]\nsnapshot = "{folder / "nowhere"}"\n'
    )


def _run(folder: Path, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("BAEPO_", "OPENAI_"))}
    env |= {
        "BAEPO_HOME": str(folder / "home"),
        "BAEPO_CONFIG": str(folder / "baepo.toml"),
        "BAEPO_LANG": "en",
        **environ,
    }
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, *command], env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "롤백은 언제 해야 해?"),
        ("models", "preview", "why is checkout failing?"),
        ("models", "list"),
        ("tools",),
    ],
)
def test_nothing_of_a_language_model_is_loaded(tmp_path: Path, command: tuple[str, ...]) -> None:
    _settings(tmp_path)
    done = _run(tmp_path, *command)
    assert done.stderr.rstrip().endswith("LOADED 0 []"), done.stderr


def test_preview_shows_what_would_be_sent(tmp_path: Path) -> None:
    _settings(
        tmp_path, '[model]\nname = "openai:gpt-x"\nbase_url = "https://model.invalid/v1"\napi_key_env = "NO_SUCH_KEY"\n'
    )
    done = _run(tmp_path, "models", "preview", "why is checkout failing? password=hunter22", "--json")
    told = json.loads(done.stdout)
    assert told["schema"] == "baepo.prompt/1"
    assert told["tokens"] <= 2500
    assert "hosted_models = true" in told["goes"]
    assert [m["role"] for m in told["messages"]] == ["system", "user"]
    assert "explain_workload" in [t["function"]["name"] for t in told["tools"]]
    assert "find_waste" not in [t["function"]["name"] for t in told["tools"]]  # this environment has no account
    assert "hunter22" not in done.stdout


def test_list_never_prints_a_key(tmp_path: Path) -> None:
    _settings(tmp_path, '[model]\nname = "openai:gpt-x"\napi_key_env = "SHOP_KEY"\n')
    done = _run(tmp_path, "models", "list", "--json", SHOP_KEY="sk-not-to-be-shown")
    told = json.loads(done.stdout)
    assert told["configured"]["key"] == "SHOP_KEY is set"
    assert told["configured"]["place"] == "hosted"
    assert told["configured"]["price"].startswith("no price known")
    assert told["hosted_allowed_in"] == []
    assert "not-to-be" not in done.stdout + done.stderr
