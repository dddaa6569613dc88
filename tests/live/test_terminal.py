"""The main flows on a real terminal: `baepo chat` in tmux against a served account, keys in, screen text out."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals import worlds
from evals.demo_settings import write_settings
from evals.worlds.moto_server import serve
from tests.fakes import WAIT_S

from .conftest import not_covered

ASKED = {"ko": "이 계정에서 낭비되는 리소스를 찾아줘", "en": "what is wasted in this account?"}
DIGEST = {"ko": "다이제스트", "en": "digest"}
VERIFIED = {"ko": "적용되고 확인됨", "en": "done and verified"}


class Tmux:
    """One terminal of a tmux server of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._base = [program, "-S", str(folder / "tmux.sock"), "-f", "/dev/null"]

    def run(self, *words: str) -> str:
        return subprocess.run([*self._base, *words], capture_output=True, text=True, check=True).stdout

    def press(self, *keys: str) -> None:
        self.run("send-keys", *keys)

    def type(self, text: str) -> None:
        self.run("send-keys", "-l", text)

    def shown(self) -> str:
        return self.run("capture-pane", "-p")

    def until(self, what: Callable[[str], object]) -> str:
        """The screen once it is so. Raises `AssertionError` with what is shown instead."""
        end = time.monotonic() + WAIT_S
        while not what(screen := self.shown()):
            assert time.monotonic() < end, screen
            time.sleep(0.1)
        return screen


@contextmanager
def terminal(config: Path, home: Path, *, lang: str, size: tuple[int, int]) -> Iterator[Tmux]:
    program = shutil.which("tmux")
    if program is None:
        not_covered("a real terminal", "tmux is not installed")
    tmux = Tmux(program, home)
    chat = [sys.executable, "-m", "assistant.cli", "chat", "--lang", lang, "--config", str(config)]
    environ = [f"{name}={value}" for name, value in {"BAEPO_HOME": str(home), "LANG": "C.UTF-8"}.items()]
    columns, rows = map(str, size)
    tmux.run("new-session", "-d", "-x", columns, "-y", rows, "env", "-u", "COLUMNS", "-u", "LINES", *environ, *chat)
    try:
        yield tmux
    finally:
        tmux.run("kill-server")


def asks_for_digest(screen: str) -> bool:
    """The signing process waits for what is typed at the end of its last line."""
    return screen.rstrip().endswith(":")


@pytest.mark.parametrize(("lang", "size"), [("ko", (80, 24)), ("en", (140, 40))])
def test_asked_reviewed_approved_executed_and_seen_verified(tmp_path: Path, lang: str, size: tuple[int, int]) -> None:
    world = worlds.build(1, tmp_path / "world", now=datetime.now(UTC))
    with serve(world) as endpoint_url:
        config = write_settings(tmp_path, world, endpoint_url)
        with terminal(config, tmp_path, lang=lang, size=size) as tmux:
            tmux.until(lambda s: "SANDBOX" in s and " 1  " in s)
            tmux.type(ASKED[lang])
            tmux.press("Enter")
            tmux.until(lambda s: "[E" in s)

            tmux.press("BTab")  # the last block: a plan
            tmux.until(lambda s: "↑↓" in s)
            tmux.press("Enter")
            review = tmux.until(lambda s: "SANDBOX" in s and DIGEST[lang] in s)
            plan, digest = re.search(r"p-[0-9a-f]+", review), re.search(rf"{DIGEST[lang]} ([0-9a-f]{{4}}) ", review)
            assert plan
            assert digest

            tmux.press("a")  # the terminal is the signing process's now
            tmux.until(asks_for_digest)
            tmux.press("Enter")  # alone it approves nothing
            tmux.until(lambda s: re.search("돌아가기|back to Baepo", s))
            tmux.press("Enter")
            tmux.until(lambda s: "^q" in s and "○" in s)
            tmux.press("a")
            tmux.until(asks_for_digest)
            tmux.type(digest[1])
            tmux.press("Enter")
            tmux.until(lambda s: "^q" in s and "◐" in s)

            tmux.press("x")
            tmux.until(lambda s: plan[0] in s and ("Cancel" in s or "취소" in s))
            tmux.press("Right", "Enter")
            tmux.until(lambda s: f"✓ {VERIFIED[lang]}" in s)

            tmux.press("f8")
            tmux.until(lambda s: "✓" in s and "verified" in s)
            tmux.press("C-q")


def test_evidence_opens_at_the_cited_row(tmp_path: Path) -> None:
    world = worlds.build(2, tmp_path / "world", now=datetime.now(UTC))
    with serve(world) as endpoint_url:
        config = write_settings(tmp_path, world, endpoint_url)
        with terminal(config, tmp_path, lang="en", size=(140, 40)) as tmux:
            tmux.until(lambda s: " 1  " in s)
            tmux.press("1")
            tmux.until(lambda s: "[E" in s)
            tmux.press("C-Home")
            tmux.press("BTab")
            for _ in range(12):  # up to what is proposed, whose plans are chosen with the arrows, too
                if "←→" in tmux.shown() and "citation" in tmux.shown():
                    break
                tmux.press("Up")
                time.sleep(0.3)
            tmux.press("Up")  # the finding above it
            time.sleep(0.3)
            tmux.press("Right", "Enter")
            tmux.until(lambda s: "o open" in s and "◂ cited" in s)
            tmux.press("c")  # with the default settings of tmux
            tmux.until(lambda _: " bytes: " in tmux.run("list-buffers"))
            tmux.press("o")
            tmux.until(lambda s: "sha256" in s and "◂ cited" in s)
            tmux.press("Escape", "Escape", "C-q")
