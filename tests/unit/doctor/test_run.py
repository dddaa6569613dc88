"""All probes together: at once, within their time, one broken one beside the others, and never a secret."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.doctor.run import PROBES, examine, exit_code
from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import FAILED, PARTLY, REFUSED
from assistant.language import same
from tests.unit.kube.servers import Handler, kubeconfig, serving

from .conftest import Installation

ROOT = str(Path(__file__).parents[3])
SECRETS = {
    "OPENAI_API_KEY": "sk-planted-openai-0123456789abcdef",
    "SLACK_BOT_TOKEN": "xoxb-planted-bot-0123456789",
    "SLACK_APP_TOKEN": "planted-app-token-of-no-known-form",
    "AWS_SESSION_TOKEN": "planted-session-token-0123456789",
    "AWS_SECRET_ACCESS_KEY": "planted+secret/access+key+0123456789abcd",
    "DATABASE_PASSWORD": "planted-database-password",
}
IN_FILES = ("planted-kube-token", "planted-file-secret-key", "planted-sso-token", "planted-store-password")


def probe(name: str, look: object, limit_s: float = 5.0) -> Probe:
    return Probe(name=name, title=same(name), look=look, limit_s=limit_s)  # type: ignore[arg-type]


def fine(_here: Here) -> tuple[Result, ...]:
    return (Result(what="fine", state="ok", detail=same("it is")),)


def test_probes_look_at_the_same_time(here: Installation) -> None:
    together = threading.Barrier(3, timeout=30)

    def look(_here: Here) -> tuple[Result, ...]:
        together.wait()
        return fine(_here)

    probes = [probe(str(n), look) for n in range(3)]
    assert [r.state for p in probes for r in examine(here.look(), probes)[p]] == ["ok"] * 3


def test_one_that_hangs_is_waited_for_no_longer_than_it_may(here: Installation) -> None:
    hanging = threading.Event()
    told: list[frozenset[str]] = []
    slow = probe("slow", lambda _here: hanging.wait() and (), limit_s=0.6)
    found = examine(here.look(), (slow, probe("quick", fine)), waiting=told.append)
    hanging.set()
    assert found[slow][0].exit_code == PARTLY
    assert "No answer within" in found[slow][0].detail.en
    assert [[r.state for r in rs] for rs in found.values()][1] == ["ok"]
    assert told == [frozenset({"slow"})] * len(told)
    assert told


def test_a_broken_one_hides_nothing_and_tells_nothing_it_was_given(here: Installation) -> None:
    def broken(_here: Here) -> tuple[Result, ...]:
        raise KeyError("planted-in-an-exception")

    bad = probe("bad", broken)
    found = examine(here.look(), (bad, probe("quick", fine)))
    assert (found[bad][0].state, found[bad][0].exit_code) == ("failed", FAILED)
    assert "planted-in-an-exception" not in repr(found)
    assert len(found) == 3


def test_the_gravest_decides_the_exit_code() -> None:
    def results(*codes: int) -> dict[Probe, tuple[Result, ...]]:
        found = [Result(what="x", state="ok", detail=same(""), exit_code=c) for c in codes]
        return {probe("x", fine): tuple(found)}

    assert [exit_code(results(*c)) for c in ((), (0, 0), (0, PARTLY), (PARTLY, REFUSED), (PARTLY, FAILED, 2))] == [
        0,
        0,
        PARTLY,
        REFUSED,
        FAILED,
    ]


def test_secrets_of_the_environment_go_from_every_message(here: Installation) -> None:
    def quoting(seen: Here) -> tuple[Result, ...]:
        said = " ".join(SECRETS.values())
        return (Result(what=said, state="failed", detail=same(said), next=said),)

    told = repr(examine(here.look(environ=SECRETS), (probe("quoting", quoting),)))
    assert not [s for s in SECRETS.values() if s in told]


def _planted(here: Installation, server: str) -> None:
    kubeconfig(here.home, server, user={"token": IN_FILES[0]})
    here.write(".kube/config", (here.home / "config").read_text())
    here.write(
        ".aws/credentials",
        f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {IN_FILES[1]}\n",
    )
    here.write(".aws/config", f"[default]\nregion = us-east-1\nendpoint_url = {server}\n")
    here.write(".aws/sso/cache/x.json", json.dumps({"accessToken": IN_FILES[2]}))
    here.write(
        "baepo.toml",
        f'[store]\nurl = "postgresql://baepo:{IN_FILES[3]}@127.0.0.1:9/baepo"\n'
        '[environments.shop]\nrisk = "staging"\n[environments.shop.kube]\ncontext = "prod"\n'
        f'[environments.shop.aws]\nregions = ["us-east-1"]\nendpoint_url = "{server}"\n',
    )


@pytest.mark.parametrize("form", [[], ["--json"], ["--all", "--lang", "ko"]], ids=["text", "json", "all"])
def test_no_secret_is_printed_or_kept(here: Installation, form: list[str]) -> None:
    """Servers that quote what they were sent are the worst case."""

    def answer(h: Handler) -> None:
        sent = " ".join(f"{name}: {value}" for name, value in h.headers.items())
        h.json(500, {"message": f"cannot serve this: {sent} {h.server.asked[-1][2]!r}"})

    with serving(answer) as server:
        _planted(here, server.url)
        environ = {"PATH": os.environ["PATH"], "HOME": str(here.home), "PYTHONPATH": ROOT, **SECRETS}
        command = [sys.executable, "-m", "assistant.cli", "doctor", *form]
        ended = subprocess.run(
            command, cwd=here.home, env=environ, capture_output=True, text=True, timeout=120, check=False
        )
    assert server.asked
    assert ended.returncode == FAILED, ended.stderr
    kept = "".join(p.read_text(errors="replace") for p in here.home.rglob("*.log"))
    shown = ended.stdout + ended.stderr + kept
    assert "shop" in shown
    assert not [s for s in (*SECRETS.values(), *IN_FILES) if s in shown]


def test_on_a_new_machine_nothing_is_wrong_and_nothing_is_made(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--offline", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "baepo.doctor/1"
    assert {c["probe"] for c in told["checks"]} >= {p.name for p in PROBES} - {"bills"}
    assert list(here.home.iterdir()) == []


def test_a_wrong_configuration_is_one_line_among_others(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    path = here.write("baepo.toml", "modle = 1\n")
    assert main(["doctor", "--offline", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["checks"]
    (wrong,) = [c for c in told if c["state"] == "failed"]
    assert "modle is not a setting" in wrong["detail"]
    assert wrong["next"].endswith(f" {path}")
    assert "git" in {c["what"] for c in told}


def test_every_line_that_failed_leads_on(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    here.write(
        "baepo.toml",
        '[store]\nurl = "postgresql://127.0.0.1:9/x"\n'
        '[environments.shop]\nrisk = "staging"\n[environments.shop.kube]\ncontext = "none"\n'
        '[environments.shop.aws]\nprofile = "none"\n[environments.shop.bills]\npath = "none.csv"\n',
    )
    assert main(["doctor", "--json"]) == FAILED
    told = json.loads(capsys.readouterr().out)
    failed = [c for c in told["checks"] if c["state"] == "failed"]
    assert {c["what"] for c in failed} == {"store", "shop: cluster", "shop: account", "shop: bills"}
    assert all(c["next"] for c in failed)
    assert {n["what"] for n in told["not_read"]} == {c["what"] for c in failed} - {"store"}


def test_an_environment_that_is_none(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    here.write("baepo.toml", '[environments.shop]\nrisk = "staging"\n')
    assert main(["doctor", "--env", "shpo"]) == 2
    assert "There is no environment shpo" in capsys.readouterr().err


def test_ctrl_c_ends_it_at_once(here: Installation) -> None:
    """A login program that never ends is what people press Ctrl-C for."""
    login = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "sleep", "args": ["300"]}}
    kubeconfig(here.home, "https://127.0.0.1:9", user=login)
    here.write(".kube/config", (here.home / "config").read_text())
    environ = {"PATH": os.environ["PATH"], "HOME": str(here.home), "PYTHONPATH": ROOT}
    command = [sys.executable, "-m", "assistant.cli", "doctor"]
    with subprocess.Popen(command, cwd=here.home, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:  # fmt: skip
        deadline = time.monotonic() + 60
        while not _children(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, 2)
        said = process.communicate(timeout=60)[0]
    assert process.returncode == 130, said
    assert b"Traceback" not in said


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):  # a thread that has just ended
        return ""


def _children(pid: int) -> list[str]:
    """Programs named sleep below a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in _read(task / "children").split():
            name = Path(f"/proc/{child}/comm").read_text().strip()
            found += [name] if name == "sleep" else []
    return found
