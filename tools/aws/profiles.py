"""The AWS profiles of this machine and the state of their sign-in, from files alone: read by `assistant.doctor`.

Values of secrets are taken out of the files only to be hidden (`secrets_in`). Source: AWS SDKs and Tools Reference
Guide, "Shared config and credentials files"; botocore.utils.SSOTokenLoader (a cached token is named by the SHA-1 of its
session or start URL).
"""

import configparser
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tools.spec import BadRequest

Kind = Literal["keys", "sso", "role", "process", "web identity", "none"]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How a profile signs in. `account_id` and `region` are "" where the file does not say. `sso_expires_at` is None for
    one that never signed in; `asks` says that it wants a code typed (MFA), so that a program had better not use it."""

    name: str
    kind: Kind
    region: str
    account_id: str
    asks: bool
    sso_expires_at: datetime | None


def config_paths(environ: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """The config file and the credentials file, existing or not."""
    folder = home / ".aws"
    return (
        Path(environ.get("AWS_CONFIG_FILE") or folder / "config").expanduser(),
        Path(environ.get("AWS_SHARED_CREDENTIALS_FILE") or folder / "credentials").expanduser(),
    )


def read_profiles(environ: Mapping[str, str], home: Path) -> tuple[Profile, ...]:
    """All profiles in the order written. Raises: BadRequest for a file that cannot be read."""
    config_path, credentials_path = config_paths(environ, home)
    sections = _sections(config_path)
    sso_sessions = {_named(s): v for s, v in sections.items() if s.startswith("sso-session")}
    profiles = {_named(s): dict(v) for s, v in sections.items() if s == "default" or s.startswith("profile")}
    for name, values in _sections(credentials_path).items():
        profiles.setdefault(name, {}).update(values)
    cache = home / ".aws" / "sso" / "cache"
    return tuple(_profile(name, values, profiles, sso_sessions, cache) for name, values in profiles.items())


def secrets_in(environ: Mapping[str, str], home: Path) -> frozenset[str]:
    """What must never be shown: secret keys and session tokens. Empty for what cannot be read."""
    found: set[str] = set()
    for path in config_paths(environ, home):
        try:
            sections = _sections(path)
        except BadRequest:
            continue
        found |= {v[n] for v in sections.values() for n in ("aws_secret_access_key", "aws_session_token") if v.get(n)}
    return frozenset(found)


def _profile(
    name: str,
    values: Mapping[str, str],
    profiles: Mapping[str, Mapping[str, str]],
    sso_sessions: Mapping[str, Mapping[str, str]],
    cache: Path,
) -> Profile:
    signer = _signer(name, profiles)
    sso = signer.get("sso_session") or signer.get("sso_start_url")
    start_url = signer.get("sso_start_url", "") or sso_sessions.get(signer.get("sso_session", ""), {}).get(
        "sso_start_url", ""
    )
    return Profile(
        name=name,
        kind="sso" if sso else _kind(values),
        region=values.get("region", ""),
        account_id=_account(values),
        asks="mfa_serial" in values,
        sso_expires_at=_expires_at(cache, sso, start_url) if sso else None,
    )


def _signer(name: str, profiles: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The profile whose credentials are used at the end of a chain of `source_profile`."""
    seen: set[str] = set()
    while name not in seen and (source := profiles.get(name, {}).get("source_profile")):
        seen.add(name)
        name = source
    return profiles.get(name, {})


def _kind(values: Mapping[str, str]) -> Kind:
    if "web_identity_token_file" in values:
        return "web identity"
    if "role_arn" in values:
        return "role"
    if "credential_process" in values:
        return "process"
    return "keys" if "aws_access_key_id" in values else "none"


def _account(values: Mapping[str, str]) -> str:
    found = re.match(r"arn:[a-z-]+:iam::(\d{12}):", values.get("role_arn", ""))
    return found[1] if found else values.get("sso_account_id", "")


def _expires_at(cache: Path, name: str, start_url: str) -> datetime | None:
    for key in (name, start_url):
        token = _token(cache / f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json")
        if token is not None:
            return token
    return None


def _token(path: Path) -> datetime | None:
    """When a cached token ends; None for none, or one that cannot be read."""
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
        ends = datetime.fromisoformat(str(value["expiresAt"]).replace("UTC", "Z"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return ends if ends.tzinfo else None


def _named(section: str) -> str:
    """The name in a section's head, such as `profile "my team"`."""
    return section.partition(" ")[2].strip().strip("\"'") or section


def _sections(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(default_section="", strict=False, inline_comment_prefixes=(" #", " ;"))
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadRequest(f"The AWS file {path} cannot be read: {why}.", remedy=f"ls -l {path}") from error
    except configparser.Error as error:  # its text would quote the line, and with it a key
        line = getattr(error, "lineno", None) or next((number for number, _ in getattr(error, "errors", ())), 0)
        raise BadRequest(
            f"The AWS file {path} cannot be understood (line {line}).", remedy="aws configure list-profiles"
        ) from error
    return {section: dict(parser.items(section)) for section in parser.sections()}
