"""The scripted tour: every command as a person would type it, and after each a check against the world's known truth.

Called by `baepo demo` where there is no terminal. The commands run as processes of their own; what the tour asserts it
reads from their output, their exit codes, and from the cloud account itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.demo_settings import APPROVER
from evals.worlds import World

_DUMMY_KEYS = {"AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo"}


class StepNotTrue(Exception):
    """What the tour said it would show did not happen."""


def run_tour(world: World, home: Path) -> int:
    """0 when every step was true; 1, naming the step, when one was not."""
    tour = _Tour(world, home)
    try:
        tour.explain_a_failure()
        tour.find_waste()
        tour.refuse_without_approval()
        tour.approve_and_execute()
        tour.refuse_replay_and_edit()
        tour.undo()
        tour.verify_ledger()
    except StepNotTrue as failed:
        print(f"\nNot true: {failed}", file=sys.stderr)
        return 1
    print(f"\nThe tour is complete: {tour.checks} checks held on company {world.seed}.")
    return 0


class _Tour:
    """The steps, in order; later ones use the plan that an earlier one found."""

    def __init__(self, world: World, home: Path) -> None:
        self._world = world
        self._home = home
        self._environ = os.environ | {
            "BAEPO_HOME": str(home),
            "BAEPO_CONFIG": str(home / "baepo.toml"),
            "BAEPO_LANG": "en",
        }
        self._volume = self._fault("unattached_volume", managed_by=None)["target"]
        self._plan = ""
        self._short_digest = ""
        self.checks = 0

    def explain_a_failure(self) -> None:
        self._say("1. A deployment is failing. Why?")
        fault = self._fault("bad_rollout")
        name = fault["target"]["name"]
        answer = self._ask(f"{name} 배포가 왜 실패했어?")
        found = [f for f in answer["findings"] if f["target"]["id"] == name]
        self._check(bool(found), f"the failing deployment {name} is found")
        planted = {k: str(v) for k, v in fault["cause"].items()}
        cause = found[0]["cause"]
        self._check(cause.get("variant") == planted["variant"], f"its cause is {planted['variant']}, as planted")
        self._check(bool(found[0]["evidence"]), "the claim cites evidence")
        self._run("evidence", "show", found[0]["evidence"][0], shown_lines=6)

    def find_waste(self) -> None:
        self._say("2. What is wasted in the cloud account?")
        answer = self._ask("what is wasted in this AWS account?")
        found = {f["target"]["id"] for f in answer["findings"] if f["class"] == "problem"}
        planted = {f["target"]["id"] for f in self._world.truth["faults"] if f["backend"] == "aws"}
        decoys = {d["target"]["id"] for d in self._world.truth["decoys"] if d["backend"] == "aws"}
        self._check(planted <= found, f"all {len(planted)} planted wastes are found")
        self._check(not decoys & found, f"none of the {len(decoys)} things that only look like waste is")
        plans = self._json("plans")["plans"]
        shown = [self._json("plan", "show", p["id"]) for p in plans]
        mine = [s for s in shown if s["plan"]["actions"][0]["action"] == "aws.delete_volume"]
        self._check(bool(mine), "a plan to delete an unattached volume is ready")
        self._plan, self._short_digest = mine[0]["id"], mine[0]["short_digest"]
        target = mine[0]["plan"]["actions"][0]["target"]
        self._volume = {"region": target["place"], "id": target["id"]}
        self._run("plan", "show", self._plan)

    def refuse_without_approval(self) -> None:
        self._say("3. Nothing moves without a signed approval.")
        self._run("execute", self._plan, expect=3)
        self._check(self._volume_exists(), f"{self._volume['id']} is still there (read from the account)")

    def approve_and_execute(self) -> None:
        self._say("4. A person signs exactly this plan; then it is carried out and verified.")
        self._run("approve", self._plan, "--as", APPROVER, "--digest", "0000", expect=3)
        self._check(True, "a wrong digest signs nothing")
        self._run("approve", self._plan, "--as", APPROVER, "--digest", self._short_digest[:4])
        self._run("execute", self._plan)
        self._check(not self._volume_exists(), f"{self._volume['id']} is gone (read from the account)")
        snapshots = self._snapshots()
        self._check(len(snapshots) == 1, "exactly one snapshot of it was taken first")

    def refuse_replay_and_edit(self) -> None:
        self._say("5. An approval is used once, and only for what was signed.")
        self._run("execute", self._plan, expect=3)
        self._check(len(self._snapshots()) == 1, "the replay changed nothing")
        other = next((p for p in self._json("plans")["plans"] if p["state"] == "waiting"), None)
        if other is None:
            return
        digest = self._json("plan", "show", other["id"])["short_digest"]
        self._run("approve", other["id"], "--as", APPROVER, "--digest", digest)
        with self._edited(other["id"]):
            self._run("execute", other["id"], expect=3)
            found = self._run("ledger", "verify", expect=1)
            self._check(other["id"] in found, "the ledger names the plan that was edited in the store")

    def undo(self) -> None:
        self._say("6. What was done can be put back.")
        self._run("undo", self._plan)
        with self._ec2() as ec2:
            volumes = ec2.describe_volumes(Filters=[{"Name": "snapshot-id", "Values": [self._snapshots()[0]]}])[
                "Volumes"
            ]
        self._check(len(volumes) == 1, "the volume is back, made from that snapshot (read from the account)")

    def verify_ledger(self) -> None:
        self._say("7. Everything is on record, and the record can be checked.")
        self._run("ledger", "verify")
        kinds = [e["kind"] for e in self._json("ledger", "show", "--subject", self._plan)["entries"]]
        for kind in ("proposed", "refused", "decided", "claimed", "applied", "verified", "undone"):
            self._check(kind in kinds, f"the ledger holds {kind!r} for plan {self._plan}")

    def _ask(self, question: str) -> dict[str, Any]:
        self._run("ask", question)
        return self._json("ask", question)

    def _run(self, *words: str, expect: int = 0, shown_lines: int = 40) -> str:
        print(
            f"\n$ baepo {' '.join(w if w.isascii() and ' ' not in w else json.dumps(w, ensure_ascii=False) for w in words)}"
        )
        done = self._process(*words)
        lines = (done.stdout + done.stderr).rstrip().splitlines()
        print("\n".join(f"  {line}" for line in lines[:shown_lines]))
        if done.returncode != expect:
            raise StepNotTrue(
                f"baepo {' '.join(words)} ended with {done.returncode}, not {expect}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def _json(self, *words: str) -> dict[str, Any]:
        done = self._process(*words, "--json")
        if done.returncode not in (0, 4):
            raise StepNotTrue(
                f"baepo {' '.join(words)} --json ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def _process(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "assistant.cli", *words]
        return subprocess.run(
            command,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def _check(self, holds: bool, what: str) -> None:
        if not holds:
            raise StepNotTrue(what)
        self.checks += 1
        print(f"  ✓ {what}")

    def _say(self, text: str) -> None:
        print(f"\n\n{text}\n{'─' * len(text)}")

    def _fault(self, kind: str, **wanted: Any) -> dict[str, Any]:
        faults: list[dict[str, Any]] = self._world.truth["faults"]
        return next(f for f in faults if f["kind"] == kind and all(f[k] == v for k, v in wanted.items()))

    @contextmanager
    def _ec2(self) -> Iterator[Any]:
        """The account itself, past the product."""
        import boto3

        endpoint = next(
            line.split('"')[1]
            for line in (self._home / "baepo.toml").read_text().splitlines()
            if "endpoint_url" in line
        )
        client = boto3.client(
            "ec2",
            region_name=self._volume["region"],
            endpoint_url=endpoint,
            aws_access_key_id=_DUMMY_KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=_DUMMY_KEYS["AWS_SECRET_ACCESS_KEY"],
        )
        yield client
        client.close()

    def _volume_exists(self) -> bool:
        with self._ec2() as ec2:
            return bool(
                ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [self._volume["id"]]}])["Volumes"]
            )

    def _snapshots(self) -> list[str]:
        """Ids of the snapshots that carry an operation of ours."""
        with self._ec2() as ec2:
            answer = ec2.describe_snapshots(Filters=[{"Name": "tag-key", "Values": ["baepo:operation"]}])
        return [s["SnapshotId"] for s in answer["Snapshots"]]

    @contextmanager
    def _edited(self, plan_id: str) -> Iterator[None]:
        """What somebody with access to the store might try after the approval; put back at the end."""
        import sqlite3

        store = sqlite3.connect(self._home / "baepo.db")
        try:
            [(body,)] = store.execute("SELECT body FROM plans WHERE id = ?", (plan_id,)).fetchall()
            with store:
                store.execute("UPDATE plans SET body = replace(body, 'vol-', 'vol-0') WHERE id = ?", (plan_id,))
            yield
            with store:
                store.execute("UPDATE plans SET body = ? WHERE id = ?", (body, plan_id))
        finally:
            store.close()
