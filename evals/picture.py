"""`python -m evals.picture`: pictures of the terminal UI on the demo company, drawn by the real app into docs/images.

The company is served here; the app, which this package does not import, is run as a program of its own.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from evals import worlds
from evals.demo_settings import write_settings
from evals.worlds.moto_server import serve

_OUT = Path(__file__).parent.parent / "docs" / "images"
_QUESTIONS = {"ko": "이 클러스터에 무슨 문제가 있어?", "en": "What is wrong in this cluster?"}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="baepo-picture-") as folder:
        home = Path(folder)
        world = worlds.build(1, home / "world", now=datetime.now(UTC))
        with serve(world) as endpoint_url:
            environ = os.environ | {
                "BAEPO_HOME": folder,
                "BAEPO_CONFIG": str(write_settings(home, world, endpoint_url)),
            }
            for lang, question in _QUESTIONS.items():
                command = [sys.executable, "-m", "tui.picture", "--lang", lang, "--ask", question, "--out", str(_OUT)]
                subprocess.run(command, env=environ, check=True)


if __name__ == "__main__":
    main()
