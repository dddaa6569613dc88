"""Programs on PATH that people and drafts need, with their versions."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from assistant.doctor.spec import Here, Probe, Result
from assistant.language import Text, same

# program: (how it is asked for its version, what it is for)
_PROGRAMS: dict[str, tuple[tuple[str, ...], Text]] = {
    "git": (("--version",), Text(ko="변경을 원본에 제안할 때", en="to propose changes to their source")),
    "kubectl": (("version", "--client"), Text(ko="권한을 주고 확인할 때", en="to grant and check permissions")),
    "aws": (("--version",), Text(ko="SSO에 로그인할 때", en="to sign in with SSO")),
    "terraform": (("version",), Text(ko="인프라 초안을 검증할 때", en="to prove drafts of infrastructure")),
}
_LIMIT_S = 8.0
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


def look(here: Here) -> tuple[Result, ...]:
    with ThreadPoolExecutor(max_workers=len(_PROGRAMS)) as pool:
        return tuple(pool.map(lambda name: _program(name, here), _PROGRAMS))


def _program(name: str, here: Here) -> Result:
    arguments, purpose = _PROGRAMS[name]
    path = shutil.which(name, path=here.environ.get("PATH", ""))
    if path is None:
        told = Text(ko=f"없습니다 ({purpose.ko} 씁니다).", en=f"Not installed (needed {purpose.en}).")
        return Result(what=name, state="missing", detail=told)
    quiet = {"CHECKPOINT_DISABLE": "1"}  # or Terraform would ask its maker whether there is a newer one
    try:
        ended = subprocess.run(  # noqa: S603 a fixed list of programs, no shell
            [path, *arguments],
            env=dict(here.environ) | quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        told = Text(ko=f"{path}: 실행되지 않습니다.", en=f"{path} does not run: {type(error).__name__}.")
        return Result(what=name, state="warn", detail=told, next=f"{path} {' '.join(arguments)}")
    version = _VERSION.search(ended.stdout + ended.stderr)
    if ended.returncode or version is None:
        told = Text(ko=f"{path}: 버전을 말하지 않습니다.", en=f"{path} does not tell its version.")
        return Result(what=name, state="warn", detail=told, next=f"{path} {' '.join(arguments)}")
    return Result(what=name, state="ok", detail=same(f"{version[0]} · {path}"))


PROBE = Probe(name="programs", title=Text(ko="도구", en="Tools on PATH"), look=look, limit_s=12)
