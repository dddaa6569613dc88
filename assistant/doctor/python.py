"""The interpreter and the version of Baepo."""

import platform
import sys

import assistant
from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import FAILED
from assistant.language import Text, same

_OLDEST = (3, 11)


def look(_here: Here) -> tuple[Result, ...]:
    told = same(f"{platform.python_version()} · {sys.executable}")
    fits = sys.version_info >= _OLDEST
    return (
        Result(what="Baepo", state="ok", detail=same(assistant.__version__)),
        Result(
            what="Python",
            state="ok" if fits else "failed",
            detail=told,
            next="" if fits else "uv tool install --python 3.11 baepo",
            exit_code=0 if fits else FAILED,
        ),
    )


PROBE = Probe(name="python", title=Text(ko="프로그램", en="Program"), look=look, limit_s=5)
