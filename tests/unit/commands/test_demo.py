"""`baepo demo`: what it keeps, what it removes, and that nothing is left of it but that, however it is ended."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.commands.last_conversation import last_in
from evals import demo_home, worlds
from evals.demo_settings import write_settings

from .conftest import WAIT_S, Terminal

COMPANY = Path(".local/share/baepo/demo/company-1")


def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def running_in(folder: Path) -> list[str]:
    """The processes that were started for this folder."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if str(folder).encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_bytes().decode().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, None], ids=["SIGTERM", "SIGHUP", "terminal closed"])
def test_a_conversation_outlives_its_terminal_and_nothing_else_does(
    ending: signal.Signals | None, tmp_path: Path, at_terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    pids = tmp_path / "pid"
    program = ("sh", "-c", f"echo $$ > {pids}; exec {sys.executable} -m assistant.cli demo")
    terminal = at_terminal(program=program)
    terminal.waits_for("1-3")  # the questions that it offers
    terminal.types("2")
    until(lambda: last_in(tmp_path / COMPANY))
    if ending is None:
        terminal.hangs_up()
    else:
        os.kill(int(pids.read_text()), ending)
        assert terminal.ends() == 128 + ending
        assert terminal.said.rindex("\x1b[?1049l") > terminal.said.rindex("\x1b[?1049h")  # the usual screen is back
    until(lambda: not running_in(tmp_path))
    assert "Traceback" not in terminal.said
    assert not list(tmp_path.glob("baepo-demo-*"))
    assert (tmp_path / COMPANY / "baepo.db").exists()

    again = at_terminal()
    again.waits_for("go on with the demo company: “What is wasted in this account?”")
    again.types("q\n")
    assert again.ends() == 0


def test_what_a_killed_demo_left_goes_and_what_lives_stays(tmp_path: Path) -> None:
    def folder(name: str, settings: str = "") -> Path:
        made = tmp_path / f"baepo-demo-{name}"
        made.mkdir()
        if settings:
            (made / "baepo.toml").write_text(settings)
        return made

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answers = folder("answers", f'endpoint_url = "http://127.0.0.1:{port}"\n')
        silent = folder("silent", 'endpoint_url = "http://127.0.0.1:9"\n')
        begun, stuck, killed, used = folder("begun"), folder("stuck"), folder("killed"), folder("used")
        os.utime(stuck, (1, 1))
        (killed / "in-use").touch()
        other = tmp_path / "baepo-other"
        other.mkdir()
        link = tmp_path / "baepo-demo-link"
        link.symlink_to(other)
        with demo_home.used(used):
            assert sorted(demo_home.sweep(tmp_path)) == sorted([silent, stuck, killed])
        assert all(kept.is_dir() for kept in (answers, begun, used, other, link))


def test_one_process_at_a_time_and_nothing_is_removed_below_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / COMPANY
    with demo_home.used(home):
        with pytest.raises(demo_home.Running), demo_home.used(home):
            pass
        assert main(["demo", "--remove"]) == 2
        assert str(home) in capsys.readouterr().err
        assert home.is_dir()
    assert main(["demo", "--remove"]) == 0
    assert not home.exists()
    assert main(["demo", "--remove"]) == 0
    assert "no demo company" in capsys.readouterr().out


def test_from_within_a_demo_the_same_company_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / COMPANY
    assert demo_home.kept(1) == home
    (home / "world").mkdir(parents=True)
    (home / "world" / "truth.json").write_text("{}")
    monkeypatch.setenv("BAEPO_HOME", str(home))
    assert demo_home.kept(1) == home
    assert demo_home.kept(2) == home.with_name("company-2")


def test_settings_that_somebody_changed_stay_and_only_the_account_moves(tmp_path: Path) -> None:
    world = worlds.build(1, tmp_path / "world", now=datetime.now(UTC))
    path = write_settings(tmp_path, world, "http://127.0.0.1:1")
    changed = path.read_text().replace('risk = "sandbox"', 'risk = "staging"')
    path.write_text(changed)
    write_settings(tmp_path, world, "http://127.0.0.1:2")
    assert path.read_text() == changed.replace("127.0.0.1:1", "127.0.0.1:2")


def test_the_commands_it_names_can_be_typed_where_it_was_started(
    tmp_path: Path, at_terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `make demo`: the program lies in a virtual environment that no shell knows."""
    program = tmp_path / ".venv" / "bin" / "baepo"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{sys.executable}\nimport sys\nfrom assistant.cli import main\nsys.exit(main())\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    served = at_terminal("demo", "--serve", program=(str(program),))
    served.waits_for("Ctrl-C ends it.")
    assert f'PATH={program.parent}:"$PATH"' in served.said
    served.types("\x03")
    assert served.ends() == 0
    assert ".venv/bin/baepo demo --remove" in served.said
    removed = at_terminal("demo", "--remove", program=(".venv/bin/baepo",))
    assert removed.ends() == 0
    assert "is removed" in removed.said
    assert not (tmp_path / COMPANY).exists()
