"""Several processes that ask in one conversation at the same time."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from evals import worlds

ROOT = str(Path(__file__).parents[2])
_TOML = '[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "world/kube"\n'


def test_they_answer_one_after_the_other_and_lose_nothing(tmp_path: Path) -> None:
    worlds.build(3, tmp_path / "world", now=datetime.now(UTC))
    (tmp_path / "baepo.toml").write_text(_TOML)
    environ = {**os.environ, "BAEPO_HOME": str(tmp_path / "home"), "PYTHONPATH": ROOT}
    baepo = [sys.executable, "-m", "assistant.cli"]

    def run(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*baepo, *words], cwd=tmp_path, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    first = run("ask", "what is wrong in this cluster?")
    first.communicate()
    asking = [run("ask", f"list pods in namespace n{n}", "--session", "last") for n in range(3)]
    said = [p.communicate()[0] for p in asking]
    assert not any("An error inside" in text for text in said), said
    shown = run("sessions", "show", "last").communicate()[0]
    assert all(f"namespace n{n}" in shown for n in range(3))
