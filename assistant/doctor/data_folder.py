"""The data folder and the keys in it: there, writable, and private."""

import base64
import binascii
import stat
import tempfile
from pathlib import Path

from assistant.doctor.spec import Here, Probe, Result
from assistant.errors import DONE, FAILED, REFUSED, USAGE
from assistant.language import Text, same

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEAD_BYTES = 40  # of a key, in base64: its format and cipher, and nothing of either half
_MAGIC = b"openssh-key-v1\0"


def look(here: Here) -> tuple[Result, ...]:
    return (_folder(here.data), *(_key(p) for p in sorted((here.data / "keys").glob("*.key"))))


def _folder(path: Path) -> Result:
    what = "data folder"
    if not path.exists():
        told = Text(ko=f"{path} · 처음 쓸 때 만듭니다.", en=f"{path} · made on first use.")
        return Result(what=what, state="off", detail=told)
    try:
        with tempfile.TemporaryFile(dir=path):  # has no name on Linux, so that nothing is left behind
            pass
    except OSError as error:
        why = "it is a file" if path.is_file() else error.strerror or type(error).__name__
        told = Text(ko=f"{path}에 쓸 수 없습니다: {why}.", en=f"{path} cannot be written to: {why}.")
        return Result(what=what, state="failed", detail=told, next=f"ls -ld {path}", exit_code=USAGE)
    if path.stat().st_mode & _OTHERS:
        told = Text(ko=f"다른 사용자가 {path} 안을 볼 수 있습니다.", en=f"Others can look into {path}.")
        return Result(what=what, state="warn", detail=told, next=f"chmod 700 {path}")
    return Result(what=what, state="ok", detail=same(str(path)))


def _key(path: Path) -> Result:
    what = f"key {path.stem}"
    if path.stat().st_mode & _OTHERS:
        told = Text(ko=f"다른 사용자가 {path} 파일을 볼 수 있습니다.", en=f"Others can look at {path}.")
        return Result(what=what, state="failed", detail=told, next=f"chmod 600 {path}", exit_code=REFUSED)
    guarded = _guarded(path)
    if guarded is None:
        told = Text(ko=f"{path} 파일은 키가 아닙니다.", en=f"{path} is no key.")
        return Result(what=what, state="failed", detail=told, next=f"baepo keys create {path.stem}-2", exit_code=FAILED)
    if guarded:
        return Result(what=what, state="ok", detail=Text(ko="암호로 보호됩니다.", en="Guarded by a passphrase."))
    told = Text(ko="암호가 없습니다: sandbox에서만 승인합니다.", en="No passphrase: it approves in sandboxes only.")
    return Result(what=what, state="warn", detail=told, next=f"ssh-keygen -p -f {path}", exit_code=DONE)


def _guarded(path: Path) -> bool | None:
    """True with a passphrase; None when the head is not that of a key. Source: PROTOCOL.key of OpenSSH; RFC 7468."""
    try:
        with open(path, "rb", buffering=0) as file:  # unbuffered: what is not asked for is not read
            first = file.readline(64).strip()
            rest = file.read(_HEAD_BYTES) if first == b"-----BEGIN OPENSSH PRIVATE KEY-----" else b""
    except OSError:
        return None
    if rest:
        try:
            head = base64.b64decode(rest)
        except (binascii.Error, ValueError):
            return None
        return head[len(_MAGIC) + 4 :][:4] != b"none" if head.startswith(_MAGIC) else None
    return {b"-----BEGIN ENCRYPTED PRIVATE KEY-----": True, b"-----BEGIN PRIVATE KEY-----": False}.get(first)


PROBE = Probe(name="data folder", title=Text(ko="데이터", en="Data"), look=look, limit_s=5)
