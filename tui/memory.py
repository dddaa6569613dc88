"""What the terminal UI remembers between two runs: earlier questions, an unsent draft, the theme. Files of 0600."""

import json
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

QUESTIONS_KEPT = 500
_FILE = "tui.json"


class Memory:
    """One file in the data folder. What cannot be read or written is done without: it is a comfort, not a record."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._lock = threading.Lock()

    def questions(self) -> list[str]:
        """Oldest first."""
        kept = self._load().get("questions", [])
        return [q for q in kept if isinstance(q, str)] if isinstance(kept, list) else []

    def text(self, name: str) -> str:
        """What was kept under this name, "" for nothing."""
        kept = self._load().get(name, "")
        return kept if isinstance(kept, str) else ""

    def remember(self, questions: Sequence[str]) -> None:
        """Adds questions; the same one twice in a row is kept once."""
        with self._lock:
            kept = self.questions()
            for question in questions:
                if kept[-1:] != [question]:
                    kept.append(question)
            self._save(self._load() | {"questions": kept[-QUESTIONS_KEPT:]})

    def keep(self, name: str, text: str) -> None:
        with self._lock:
            known = self._load()
            if known.get(name, "") != text:
                self._save(known | {name: text})

    def _load(self) -> dict[str, Any]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _save(self, known: dict[str, Any]) -> None:
        """Whole or not at all: a crash leaves the file before."""
        partial = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            with os.fdopen(
                os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump(known, file, ensure_ascii=False)
            os.replace(partial, self._path)
