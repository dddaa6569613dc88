"""Private keys of approvers: made, unlocked and used here, in the short-lived `approve` process and nowhere else.

A key file is an OpenSSH private key, as `ssh-keygen -t ed25519` makes it too: guarded by a passphrase, mode 0600. An SSH
agent that holds an ed25519 key serves as well.
"""

import base64
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from assistant import data_folder
from assistant.errors import Refused, UsageError
from assistant.language import Text, with_particle

_KDF_ROUNDS = 32  # bcrypt; about half a second for each guess (ssh-keygen: 24). PKCS #8 could only give 2,048 of PBKDF2
_AGENT_TIMEOUT_S = 60.0  # agents may ask the person to confirm


class Signer(Protocol):
    """One private key."""

    @property
    def public_key(self) -> str: ...

    @property
    def protected(self) -> bool:
        """True when a passphrase or an agent guards it: required outside sandboxes."""

    def sign(self, payload: bytes) -> bytes: ...


def create(path: Path, passphrase: str) -> str:
    """Writes a new private key, never over an old one; returns the public key. "" leaves it unencrypted."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    encryption = (
        PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(_KDF_ROUNDS).build(passphrase.encode())
        if passphrase
        else NoEncryption()
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
    with data_folder.writable(path.parent):
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(pem)
        except FileExistsError as error:
            raise UsageError(
                Text(ko=f"{with_particle(str(path), '이')} 이미 있습니다.", en=f"{path} exists already."),
                remedy=Text(
                    ko="다른 이름을 쓰거나 이전 키를 옮기세요.", en="Choose another name, or move the old key away."
                ),
            ) from error
    return _written(key.public_key().public_bytes_raw())


def open_file(path: Path, ask_passphrase: Callable[[], str]) -> Signer:
    """Unlocks a key file, asking only when it is encrypted. Raises `UsageError`, `Refused` on a wrong passphrase."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(path), '을')} 읽을 수 없습니다: {error.strerror}.",
                en=f"{path} could not be read: {error.strerror}.",
            ),
            remedy=Text(ko="baepo keys create로 만들 수 있습니다.", en="baepo keys create makes one."),
        ) from error
    if mode & 0o077:
        raise Refused(
            Text(
                ko=f"다른 사용자가 {with_particle(str(path), '을')} 읽을 수 있습니다.",
                en=f"{path} can be read by others.",
            ),
            remedy=f"chmod 600 {path}",
        )
    load, protected = (load_ssh_private_key if b"OPENSSH" in pem else load_pem_private_key), False
    try:
        try:
            key = load(pem, None)
        except TypeError:  # it wants a passphrase
            key, protected = load(pem, ask_passphrase().encode()), True
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # TypeError: an empty passphrase
        raise Refused(
            Text(
                ko=f"{with_particle(str(path), '을')} 열지 못했습니다. 암호가 틀렸거나 키 파일이 아닙니다.",
                en=f"{path} could not be unlocked: wrong passphrase, or not a key file.",
            )
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(
            Text(ko=f"{with_particle(str(path), '은')} ed25519 키가 아닙니다.", en=f"{path} is not an ed25519 key."),
            remedy=Text(ko="baepo keys create로 만들 수 있습니다.", en="baepo keys create makes one."),
        )
    return _FileSigner(_written(key.public_key().public_bytes_raw()), protected, key.sign)


class _FileSigner:
    def __init__(self, public_key: str, protected: bool, sign: Callable[[bytes], bytes]) -> None:
        self.public_key = public_key
        self.protected = protected
        self.sign = sign


class AgentSigner:
    """A key that an SSH agent holds. Source: draft-ietf-sshm-ssh-agent, RFC 8709 (ed25519 in SSH)."""

    protected = True

    def __init__(self, socket_path: str, public_key: str) -> None:
        self._socket_path = socket_path
        self.public_key = public_key
        self._blob = _string(b"ssh-ed25519") + _string(base64.b64decode(public_key.partition(":")[2]))

    def held(self) -> bool:
        """True when the agent answers and holds the key."""
        try:
            answer = self._ask(b"\x0b")  # SSH_AGENTC_REQUEST_IDENTITIES
        except OSError:
            return False
        return answer[:1] == b"\x0c" and self._blob in answer

    def sign(self, payload: bytes) -> bytes:
        """Raises `Refused` when the agent will not sign."""
        try:
            answer = self._ask(b"\x0d" + _string(self._blob) + _string(payload) + struct.pack(">I", 0))
        except OSError as error:
            raise Refused(
                Text(ko=f"SSH 에이전트가 답하지 않습니다: {error}.", en=f"The SSH agent did not answer: {error}."),
                remedy=Text(ko="SSH_AUTH_SOCK을 확인하세요.", en="Check SSH_AUTH_SOCK."),
            ) from error
        if answer[:1] != b"\x0e":  # SSH_AGENT_SIGN_RESPONSE
            raise Refused(
                Text(ko="SSH 에이전트가 서명을 거부했습니다.", en="The SSH agent refused to sign."),
                remedy=Text(
                    ko="잠금을 풀거나, 에이전트가 보여 주는 요청을 허용하세요.",
                    en="Unlock it, or confirm the request it shows.",
                ),
            )
        return answer[-64:]

    def _ask(self, message: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as agent:
            agent.settimeout(_AGENT_TIMEOUT_S)
            agent.connect(self._socket_path)
            agent.sendall(_string(message))
            with agent.makefile("rb") as stream:
                head = stream.read(4)
                if len(head) != 4:
                    raise ConnectionError("it closed the connection")
                return stream.read(int.from_bytes(head, "big"))


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def _written(raw: bytes) -> str:
    return "ed25519:" + base64.b64encode(raw).decode()
