"""Private keys of approvers: guarded or not used; and the process that signs with them."""

import base64
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assistant import keys
from assistant.cli import main
from assistant.decisions import Approver, public_key_bytes
from assistant.errors import DONE, REFUSED, USAGE, Refused, UsageError
from assistant.store import plans as plan_store
from tests.unit.core.bench import Bench


def _never() -> str:
    raise AssertionError("a passphrase was asked for")


def _signs(signer: keys.Signer) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(public_key_bytes(signer.public_key)).verify(signer.sign(b"payload"), b"payload")
    return True


def test_a_key_with_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "minji.key"
    public = keys.create(path, "correct horse")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    signer = keys.open_file(path, lambda: "correct horse")
    assert (signer.public_key, signer.protected) == (public, True)
    assert _signs(signer)
    for wrong in ("correct hors", "", "Correct Horse", "한글"):
        with pytest.raises(Refused, match="could not be unlocked"):
            keys.open_file(path, lambda wrong=wrong: wrong)  # type: ignore[misc]


def test_a_key_without_a_passphrase_says_that_it_is_unprotected(tmp_path: Path) -> None:
    keys.create(tmp_path / "a.key", "")
    signer = keys.open_file(tmp_path / "a.key", _never)
    assert not signer.protected
    assert _signs(signer)


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    keys.create(path, "")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        keys.create(path, "")
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_can_read_is_refused_before_the_passphrase_is_asked(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.key"
    keys.create(path, "correct horse")
    path.chmod(mode)
    with pytest.raises(Refused, match="can be read by others") as caught:
        keys.open_file(path, _never)
    assert "chmod 600" in caught.value.remedy


@pytest.mark.parametrize("passphrase", ["", "correct horse"])
def test_a_key_of_ssh_keygen_will_do(tmp_path: Path, passphrase: str) -> None:
    if shutil.which("ssh-keygen") is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("not covered: no ssh-keygen on this machine")
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)
    signer = keys.open_file(path, (lambda: passphrase) if passphrase else _never)
    assert signer.protected == bool(passphrase)
    raw = base64.b64decode((tmp_path / "id.pub").read_text().split()[1])
    assert signer.public_key == "ed25519:" + base64.b64encode(raw[-32:]).decode()
    assert _signs(signer)


def test_what_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    with pytest.raises(UsageError, match="could not be read"):
        keys.open_file(path, _never)
    for content in (b"", b"nonsense", b"OPENSSH nonsense", os.urandom(300)):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(Refused, match="not a key file"):
            keys.open_file(path, lambda: "x")
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(UsageError, match="not an ed25519 key"):
        keys.open_file(path, _never)


@dataclass
class Agent:
    """A real ssh-agent."""

    socket: str
    pid: int
    folder: Path

    def add(self, key: Ed25519PrivateKey, *options: str) -> str:
        """Gives it a key; returns its public half as baepo.toml has it."""
        path = self.folder / "id_ed25519"
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        path.chmod(0o600)
        self.run(*options, str(path))
        return "ed25519:" + base64.b64encode(key.public_key().public_bytes_raw()).decode()

    def run(self, *arguments: str) -> None:
        environment = {"SSH_AUTH_SOCK": self.socket, "PATH": os.environ["PATH"]}
        subprocess.run(["ssh-add", *arguments], env=environment, check=True, capture_output=True)


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Agent]:
    if shutil.which("ssh-agent") is None or shutil.which("ssh-add") is None:
        pytest.skip("not covered: no ssh-agent on this machine")
    socket = str(tmp_path / "agent")
    started = subprocess.run(["ssh-agent", "-s", "-a", socket], capture_output=True, text=True, check=True)
    pid = int(started.stdout.partition("SSH_AGENT_PID=")[2].partition(";")[0])
    yield Agent(socket=socket, pid=pid, folder=tmp_path)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


class TestSshAgent:
    def test_it_signs_decisions(self, agent: Agent, bench: Bench) -> None:
        public = agent.add(Ed25519PrivateKey.generate())
        signer = keys.AgentSigner(agent.socket, public)
        assert signer.held()
        assert signer.protected
        plan = bench.propose()
        decision = bench.decision(plan)
        signed = decision.signed(signer.sign(decision.payload()))
        assert Approver(name="minji", roles=frozenset(), public_key=public).signed(signed)
        assert not bench.approvers["minji"].signed(signed)

    def test_a_key_it_does_not_hold(self, agent: Agent) -> None:
        agent.add(Ed25519PrivateKey.generate())
        other = "ed25519:" + base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
        signer = keys.AgentSigner(agent.socket, other)
        assert not signer.held()
        with pytest.raises(Refused, match="refused to sign"):
            signer.sign(b"payload")

    def test_a_locked_or_emptied_agent(self, agent: Agent) -> None:
        public = agent.add(Ed25519PrivateKey.generate())
        agent.run("-D")
        assert not keys.AgentSigner(agent.socket, public).held()

    def test_an_agent_that_is_gone(self, agent: Agent) -> None:
        public = agent.add(Ed25519PrivateKey.generate())
        os.kill(agent.pid, signal.SIGKILL)
        signer = keys.AgentSigner(agent.socket, public)
        assert not signer.held()
        with pytest.raises(Refused, match="did not answer"):
            signer.sign(b"payload")


def test_an_agent_that_hangs_up(tmp_path: Path) -> None:
    import socket
    import threading

    path = str(tmp_path / "agent")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def hang_up() -> None:
            for _ in range(2):
                connection, _address = server.accept()
                connection.recv(1000)
                connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        signer = keys.AgentSigner(path, "ed25519:" + base64.b64encode(b"k" * 32).decode())
        assert not signer.held()
        with pytest.raises(Refused, match="did not answer"):
            signer.sign(b"payload")
        thread.join()


@dataclass
class Office:
    """An installation on disk, for the commands: one plan waits, one approver has a key file."""

    bench: Bench
    config: Path
    plan: str
    digest: str

    def approve(self, *options: str) -> int:
        return main(["approve", self.plan, "--config", str(self.config), "--digest", self.digest, *options])


@pytest.fixture
def office(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The bench's plan is in its store; its environment is a cluster, because settings know no boards."""
    from assistant.clock import SystemClock

    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("BAEPO_HOME", str(bench.folder))
    bench.clock = SystemClock()
    plan = bench.propose()
    public = keys.create(bench.folder / "keys" / "minji.key", "")
    config = bench.folder / "baepo.toml"
    config.write_text(
        f"""
[me]
name = "jun"
roles = ["developer"]
[store]
url = "{bench.url}"
[environments.prod]
risk = "production"
[approvers.minji]
public_key = "{public}"
roles = ["sre"]
[[policy]]
environments = ["prod"]
actions = ["board.*"]
propose = ["developer"]
approve = ["sre"]
"""
    )
    return Office(bench=bench, config=config, plan=plan.id, digest=plan.short_digest)


def _decided(office: Office) -> list[str]:
    with office.bench.database.read() as connection:
        return [d.verdict for d in plan_store.load_decisions(connection)]


class TestApprove:
    def test_an_unprotected_key_is_for_sandboxes_only(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        assert office.approve() == REFUSED
        assert "has no passphrase" in capsys.readouterr().err
        assert _decided(office) == []
        office.config.write_text(office.config.read_text().replace('"production"', '"sandbox"'))
        assert office.approve() == DONE
        assert _decided(office) == ["approve"]

    def test_an_ssh_agent_will_do_in_production(
        self, office: Office, agent: Agent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        public = agent.add(Ed25519PrivateKey.generate())
        lines = office.config.read_text().splitlines()
        lines = [f'public_key = "{public}"' if line.startswith("public_key") else line for line in lines]
        office.config.write_text("\n".join(lines))
        monkeypatch.setenv("SSH_AUTH_SOCK", agent.socket)
        assert office.approve() == DONE
        assert "Approved by minji" in capsys.readouterr().out

    @pytest.mark.parametrize("digest", ["", "0", "abc", "00000000", "zzzz"])
    def test_without_the_digest_nothing_is_signed(
        self, office: Office, digest: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        office.config.write_text(office.config.read_text().replace('"production"', '"sandbox"'))
        code = main(["approve", office.plan, "--config", str(office.config), "--digest", digest])
        assert code in (REFUSED, USAGE)
        assert "Traceback" not in capsys.readouterr().err
        assert _decided(office) == []

    def test_a_key_of_somebody_else(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        office.config.write_text(office.config.read_text().replace('"production"', '"sandbox"'))
        other = office.bench.folder / "keys" / "mallory.key"
        keys.create(other, "")
        assert office.approve("--key", str(other)) == REFUSED
        assert "is not the key of minji" in capsys.readouterr().err
        assert _decided(office) == []

    def test_an_edited_plan_is_not_even_shown(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        office.bench.sql("UPDATE plans SET body = replace(body, 'green', 'black')")
        assert office.approve() == REFUSED
        shown = capsys.readouterr()
        assert "edited" in shown.err
        assert shown.out == ""
        assert _decided(office) == []
