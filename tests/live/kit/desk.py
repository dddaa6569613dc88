"""One installation of Baepo with a live cluster, used through the command line as a person would. Called by live tests."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import keys

from .kube import ControlPlane, User

_TOML = """
[me]
name = "asker"
roles = ["operator"]

[environments.lab]
risk = "sandbox"

[environments.lab.kube]
kubeconfig = "{kubeconfig}"
context = "{context}"
cluster_uid = "{uid}"

[approvers.signer]
public_key = "{public_key}"
roles = ["sre"]

[[policy]]
environments = ["lab"]
actions = ["kube.*"]
propose = ["operator"]
approve = ["sre"]
"""


@dataclass(frozen=True)
class Desk:
    """One installation with a live cluster, used through the command line as a person would."""

    home: Path

    def run(self, *words: str, expect: int = 0) -> str:
        command = [sys.executable, "-m", "assistant.cli", *words]
        done = subprocess.run(command, env=self._environ(), capture_output=True, text=True, timeout=400, check=False)
        assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command that is not waited for."""
        command = [sys.executable, "-m", "assistant.cli", *words]
        return subprocess.Popen(
            command, env=self._environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def _environ(self) -> dict[str, str]:
        return os.environ | {"BAEPO_HOME": str(self.home), "BAEPO_CONFIG": str(self.home / "baepo.toml")}

    def json(self, *words: str, expect: int = 0) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run(*words, "--json", expect=expect))
        return answer

    def approve(self, plan_id: str) -> None:
        digest = self.json("plan", "show", plan_id)["short_digest"]
        self.run("approve", plan_id, "--digest", digest)


def make_desk(cluster: ControlPlane, home: Path, *, user: User) -> Desk:
    public_key = keys.create(home / "keys" / "signer.key", passphrase="")
    text = _TOML.format(
        kubeconfig=cluster.kubeconfig(user), context=user, uid=cluster.cluster_uid, public_key=public_key
    )
    (home / "baepo.toml").write_text(text)
    return Desk(home)
