"""What is imported when, and who may import what: starting is cheap, and no agent process can reach a private key."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.command_table import COMMANDS

ROOT = Path(__file__).parents[2]
HEAVY = {
    "boto3", "botocore", "kubernetes", "duckdb", "pyarrow", "chromadb", "textual", "moto", "langchain", "langchain_core",
    "langchain_openai", "openai", "numpy", "pandas", "onnxruntime", "cryptography",
}  # fmt: skip
_MODULES = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"


def _loaded(code: str, cwd: Path) -> set[str]:
    """Modules that are loaded after `code`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_MODULES}"], capture_output=True, text=True, cwd=cwd, check=False,
        env={"PYTHONPATH": str(ROOT), "HOME": str(cwd), "PATH": "", "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def _sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """(path, tree) of every module."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.AST, *, top: bool = False) -> set[str]:
    """Dotted names imported, anywhere or only when the module is loaded."""
    found: set[str] = set()
    for node in tree.body if top and isinstance(tree, ast.Module) else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def test_help_loads_nothing(tmp_path: Path) -> None:
    bare = _loaded("", tmp_path)
    helped = _loaded("from assistant.cli import main\nmain(['--help'])", tmp_path)
    assert helped - bare == {"assistant", "assistant.cli", "assistant.command_table"}


def test_a_mistyped_command_loads_no_library(tmp_path: Path) -> None:
    loaded = _loaded("from assistant.cli import main\nassert main(['aks', 'x']) == 2", tmp_path)
    assert not loaded & (HEAVY | {"sqlalchemy", "pydantic"})


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A recorded cluster without objects, and settings for it."""
    (tmp_path / "snapshot" / "lists").mkdir(parents=True)
    meta = {"schema": "baepo.kube_snapshot/1", "cluster_uid": "u-1", "taken_at": "2026-03-02T09:00:00Z", "context": "x"}
    (tmp_path / "snapshot" / "meta.json").write_text(json.dumps(meta))
    (tmp_path / "baepo.toml").write_text(
        '[environments.prod]\nrisk = "sandbox"\n[environments.prod.kube]\nsnapshot = "snapshot"\n'
    )
    return tmp_path


@pytest.mark.parametrize("question", ["롤백은 언제 해야 해?", "why is checkout failing?"])
def test_asking_offline_loads_no_model_library_no_cloud_and_no_keys(installation: Path, question: str) -> None:
    ask = f"from assistant.cli import main\ncode = main(['ask', {question!r}])\nassert code in (0, 1, 4), code"
    loaded = _loaded(ask, installation)
    assert "assistant.agent" in loaded
    roots = {m.partition(".")[0] for m in loaded}
    assert not roots & (HEAVY - {"cryptography"} | {"tui", "evals", "assistant.keys"})
    assert "assistant.keys" not in loaded


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    at_fault = {
        path: heavy
        for path, tree in _sources("assistant", "tools", "knowledge")
        if (heavy := {n.partition(".")[0] for n in _imports(tree, top=True)} & HEAVY)
        and not (path.startswith("knowledge/index/") and heavy == {"numpy"})
    }
    assert at_fault == {}


def test_the_index_is_imported_where_it_is_used() -> None:
    """It brings numpy, which nobody needs who added no source of their own."""
    at_fault = {
        path
        for path, tree in _sources("assistant", "tools", "knowledge", "tui")
        if any(n.startswith("knowledge.index") for n in _imports(tree, top=True))
        and not path.startswith("knowledge/index/")
    }
    assert at_fault == set()


def test_only_the_signing_commands_import_private_keys() -> None:
    importers = {
        path
        for path, tree in _sources("assistant", "tui", "tools", "knowledge")
        if any(n == "assistant.keys" or n.startswith("assistant.keys.") for n in _imports(tree))
    }
    assert importers == {"assistant/commands/decide.py", "assistant/commands/keys.py"}


def test_only_wiring_and_the_gate_reach_executors() -> None:
    allowed = {"assistant/wiring.py", "assistant/gate/execute.py", "assistant/gate/propose.py"}
    importers = {
        path
        for path, tree in _sources("assistant", "tui", "tools", "knowledge")
        if any(n.startswith("assistant.executors") for n in _imports(tree)) and "/executors/" not in path
    }
    assert importers <= allowed


def test_agent_playbooks_and_models_can_propose_and_nothing_more() -> None:
    parts = ("assistant/agent.py", "assistant/session.py", "assistant/toolbox.py")
    for path, tree in _sources("assistant"):
        if path in parts or path.startswith(
            ("assistant/playbooks/", "assistant/models/", "assistant/planner/", "assistant/checks/")
        ):
            gate = {n for n in _imports(tree) if n.startswith(("assistant.gate", "assistant.warrants"))}
            assert gate <= {"assistant.gate.propose", "assistant.gate.propose.Proposer"}, path


def test_nothing_starts_a_shell() -> None:
    for path, tree in _sources("assistant", "tools", "knowledge"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("os.system", "os.popen", "subprocess.getoutput", "eval", "exec"), path
                assert not any(k.arg == "shell" for k in node.keywords), path


@pytest.mark.parametrize("command", [c for c, (where, _) in COMMANDS.items() if where.startswith("assistant.")])
def test_every_command_explains_itself_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert "examples:" in shown
    assert f"baepo {command}" in shown
