"""An installation of its own for each test: no file, variable or sign-in of the machine reaches it."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import settings
from assistant.doctor.spec import Here


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [n for n in os.environ if n.startswith(("AWS_", "BAEPO_", "KUBE", "OPENAI_", "SLACK_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def here(tmp_path: Path) -> "Installation":
    return Installation(tmp_path)


class Installation:
    """Files to be written into a home folder, and that home as probes see it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"

    def write(self, name: str, text: str) -> Path:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def look(self, toml: str = "", **changes: object) -> Here:
        source = self.write("baepo.toml", toml) if toml else None
        loaded = settings.load(source, {"BAEPO_HOME": str(self.data)})
        seen = Here(
            settings=loaded,
            problem=None,
            settings_file=source,
            data=self.data,
            user_home=self.home,
            environ={"PATH": os.environ["PATH"]},
            now=lambda: datetime.now(UTC),
            model_servers=(),
        )
        return replace(seen, **changes)  # type: ignore[arg-type]
