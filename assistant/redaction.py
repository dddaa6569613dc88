"""Takes secrets out of everything that is kept, shown or sent. The same secret always gets the same placeholder.

Used by the toolbox on every tool result, and by the ledger, sessions and reports on what they write. Placeholders are
keyed, so that a short password cannot be guessed back from one. Names of secrets are no secrets: a finding about the
Secret `shop/api` and its key `API_TOKEN` stays readable.
"""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterable, Mapping
from operator import is_
from typing import Any

_STRONG = (
    r"pass(?:word|wd|phrase)|pwd|(?<=[_-])pass|(?:api|private|signing|session|encryption)[_-]?key"
    r"|(?:secret[_-]?)?access[_-]?key|secret[_-]?key|connection[_-]?string|client[_-]?secret"
)
_WEAK = r"secret|token|credentials?|auth(?:orization)?"  # also words of every error message and names of objects
_NAME = rf"(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])))(?P<name>{_STRONG}|{_WEAK})"
# Vendors' documented token formats; the group `secret` is replaced. The word is a cheap look that skips most texts.
_FORMATS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "private-key",
        "PRIVATE KEY",
        re.compile(
            r"(?P<secret>-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|\Z))", re.S
        ),
    ),
    ("aws-key-id", "AKIA", re.compile(r"\b(?P<secret>AKIA[0-9A-Z]{16})\b")),
    ("aws-key-id", "ASIA", re.compile(r"\b(?P<secret>ASIA[0-9A-Z]{16})\b")),
    ("github", "gh", re.compile(r"\b(?P<secret>gh[pousr]_[A-Za-z0-9]{36,})\b")),
    ("github", "github_pat_", re.compile(r"\b(?P<secret>github_pat_[A-Za-z0-9_]{40,})\b")),
    ("slack", "xox", re.compile(r"\b(?P<secret>xox[abeoprs]-[A-Za-z0-9-]{10,})")),
    ("slack", "xapp-", re.compile(r"\b(?P<secret>xapp-[A-Za-z0-9-]{10,})")),
    (
        "slack",
        "hooks.slack.com",
        re.compile(r"hooks\.slack\.com/(?:services|workflows)/(?P<secret>[A-Za-z0-9/_-]{20,})"),
    ),
    ("api-key", "sk", re.compile(r"\b(?P<secret>sk-[A-Za-z0-9_-]{20,}|[sr]k_live_[A-Za-z0-9]{16,})")),
    ("api-key", "AIza", re.compile(r"\b(?P<secret>AIza[A-Za-z0-9_-]{35})")),
    ("api-key", "glpat-", re.compile(r"\b(?P<secret>glpat-[A-Za-z0-9_-]{20,})")),
    ("jwt", "eyJ", re.compile(r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)")),
    ("secret", "://", re.compile(r"://[^\s:/@\"'<>]*:(?P<secret>(?!\[redacted:)[^\s/\"'<>]+)@")),
    (
        "bearer",
        "earer",
        re.compile(r"(?i)\bbearer[ \t]+(?P<secret>(?=[a-z._~+/-]*(?-i:[0-9A-Z=]))[a-z0-9._~+/-]{16,}=*)"),
    ),
    ("bearer", "asic", re.compile(r"(?i)\bbasic[ \t]+(?P<secret>(?=[a-z+/]*(?-i:[0-9A-Z=]))[a-z0-9+/]{8,}=*)")),
)
# name=value, name: value, "name": "value", name => value; a quoted value reaches to its closing quote
_NAMED = re.compile(
    rf"(?i)(?<!\[redacted:){_NAME}(?P<end>\\?[\"']?)[ \t]*(?P<sep>:=|=>|=|:)[ \t]*"
    r"(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'|\\?[\"']?(?P<bare>(?:[^\s\"',;&}\\]|\\(?![\"'])){3,}))"
)
_FLAG = re.compile(
    rf"(?i)(?<![\w-])--?(?:[a-z]+-)*(?P<name>{_STRONG}|{_WEAK})[ \t]+(?P<secret>[^\s\-\"'][^\s\"']{{2,}})"
)
_SPOKEN = re.compile(
    r"(?i)(?:password|passphrase|비밀번호|암호)(?:[ \t]+is|는|은|가)?[ \t]+(?P<secret>(?=\S*[0-9])(?=\S*[a-z])[^\s\"',;\[]{6,})"
)
# name: DB_PASSWORD / value: ..., as in the containers of a pod, as JSON or YAML text
_PAIR = re.compile(
    rf"(?i)\bname\\?[\"']?[ \t]*[:=][ \t]*\\?[\"']?[\w.-]*?{_NAME}\\?[\"']?[ \t]*,?\s{{0,40}}"
    r"\\?[\"']?value\\?[\"']?[ \t]*[:=][ \t]*"
    r"\\?[\"']?(?P<secret>(?!\[redacted:)[^\s\"',}\\]{3,})"
)
# Words that are written in lower case are looked for in upper case too.
_LOOKS = tuple((kind, (word, word.upper()) if word.islower() else (word,), pattern) for kind, word, pattern in _FORMATS)
_PASSES = 5  # one more than needed: what was glued to a secret only shows as another once the first is gone
_HINT = re.compile(r"(?i)pass|pwd|secret|token|[_-]?key|credential|auth|connection.?string|비밀번호|암호")
_FIELD = re.compile(rf"(?i)(?:{_NAME}|^(?P<whole>pass))$")
_PLACEHOLDER = re.compile(r"\[redacted:[a-z-]+(?::[0-9a-f]{6})?\]")
# No secrets: flags, small numbers, placeholders, variables and templates to be filled in, ARNs, paths, names of schemes
_PLAIN = re.compile(
    r"(?:(?i:true|false|null|none|nil|yes|no|bearer|basic|\d{1,3})|\[redacted:.*|\$[A-Z_][A-Z0-9_]*|\$?\{.*|\$\(.*|%\w|<.*>?"
    r"|\*+|x{3,}|arn:aws.*|(?:\.{0,2}/[a-z0-9._-]+){2,}/?)\\?"
)
_RESOURCE = re.compile(r"[a-z][a-z0-9]*(?:[-./](?:[a-z]+\d{0,2}|v?\d{1,3}))+[.)\]]?")
_SENTENCE = re.compile(
    r"(?i)(?:absent|authentication|cannot|changed|does|empty|error|expected|expired|failed|for|forbidden|from|has"
    r"|incorrect|invalid|is|lookup|may|mismatch|missing|must|not|required|rotated|should|that|the|unknown|unset|was|with"
    r"|wrong)[.,:]*"
)


_SCALARS = (int, float, bool, type(None))
_SHORT, _REMEMBERED = 256, 100_000
_NONE: frozenset[Any] = frozenset()


class _Seen(threading.local):
    """Lists of the rows that a thread goes through, by identity and field; they live as long as their rows."""

    lists: dict[tuple[int, str], list[Any]] | None = None


class Redactor:
    """Redacts with one installation's key; without a key, placeholders of different secrets look alike."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self._fields: dict[str, str | None] = {}
        self._seen = _Seen()
        self._plain: set[Any] = set()  # keys without secrets that name none
        self._clean: set[str] = set()  # short texts without secrets: objects of a cluster repeat them thousandfold

    def text(self, value: str) -> str:
        """`value` with each secret replaced by `[redacted:<kind>:<6 hex>]`."""
        if value in self._clean:
            return value
        redacted = self._settled(value)
        if redacted != value:
            return redacted
        if len(value) <= _SHORT and len(self._clean) < _REMEMBERED:
            self._clean.add(value)
        return value

    def _settled(self, value: str) -> str:
        for _ in range(_PASSES):
            redacted = self._pass(value)
            if redacted == value:
                break
            value = redacted
        return value

    def _pass(self, value: str) -> str:
        for kind, words, pattern in _LOOKS:
            if words[0] in value or words[-1] in value:
                value = pattern.sub(lambda m, kind=kind: self._replaced(m, "secret", kind), value)  # type: ignore[misc]
        if not _HINT.search(value):
            return value
        value = _PAIR.sub(self._paired, value)
        value = _NAMED.sub(self._named, value)
        value = _FLAG.sub(self._paired, value)
        return _SPOKEN.sub(lambda m: self._replaced(m, "secret", "secret"), value)

    def rows(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        """Each row as `value` has it; lists that rows share are gone through once, and stay shared."""
        self._seen.lists = {}
        try:
            return tuple(map(self.value, rows))
        finally:
            self._seen.lists = None

    def value(self, value: Any, *, field: str = "") -> Any:
        """A JSON value with every string in it redacted; strings in fields named like secrets are replaced whole.

        Parts without secrets are not copied: what was read of a large cluster would be held twice.
        """
        if type(value) in _SCALARS:
            return value
        if isinstance(value, str):
            named = self._secret_field(field)
            if named is None and value in self._clean:
                return value
            redacted = self.text(value)
            if named is None or not value or _PLACEHOLDER.fullmatch(redacted) or _harmless(named, "field", value):
                return redacted
            return self._placeholder("secret", value)
        if type(value) is dict or isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return self._list(value, field)
        return value

    def _list(self, value: list[Any] | tuple[Any, ...], field: str) -> list[Any]:
        seen, key = self._seen.lists, (id(value), field)
        if seen is not None and key in seen:
            return seen[key]
        members = [self._mapping(v) if type(v) is dict else self.value(v, field=field) for v in value]
        redacted = value if type(value) is list and all(map(is_, members, value)) else members
        if seen is not None:
            seen[key] = redacted
        return redacted

    def _mapping(self, value: Mapping[Any, Any]) -> Mapping[Any, Any]:
        pair = ""
        if "value" in value or "Value" in value:
            pair = str(value.get("name") or value.get("Name") or value.get("key") or value.get("Key") or "")
        clean, plain = self._clean, self._plain if not pair else _NONE
        changes: dict[Any, tuple[Any, Any]] | None = None
        for key, old in value.items():
            kind = type(old)
            known = key in plain
            if known and (old in clean if kind is str else kind in _SCALARS):
                continue
            new = self._mapping(old) if kind is dict else self.value(old, field=str(self._field(key, pair)))
            name = key if known else self._key_of(key)
            if new is not old or name is not key:
                changes = {} if changes is None else changes
                changes[key] = (name, new)
        if changes is None:
            if type(value) is dict:
                return value
            changes = {}
        return dict(changes.get(key, (key, old)) for key, old in value.items())

    def _field(self, key: Any, pair: str) -> Any:
        """What names the value: its key, or the name beside it."""
        return pair if pair and key in ("value", "Value") else key

    def _key_of(self, key: Any) -> Any:
        """The key, redacted; remembered where neither it nor what it names is a secret."""
        name = key if key in self._clean else self.text(str(key))
        if name is key and len(self._plain) < _REMEMBERED and self._secret_field(str(key)) is None:
            self._plain.add(key)
        return name

    def _secret_field(self, field: str) -> str | None:
        """What in the field's name says that a secret is in it ("" for the whole name), None for any other field."""
        if field not in self._fields:
            found = _FIELD.search(field) if field else None
            verdict = None if found is None else found["name"] or ""
            if len(self._fields) >= _REMEMBERED:
                return verdict
            self._fields[field] = verdict
        return self._fields[field]

    def _named(self, match: re.Match[str]) -> str:
        group = next(g for g in ("double", "single", "bare") if match[g] is not None)
        if _harmless(match["name"], match["sep"], match[group]):
            return match.group()
        return self._replaced(match, group, "secret")

    def _paired(self, match: re.Match[str]) -> str:
        return (
            match.group()
            if _harmless(match["name"], "=", match["secret"])
            else self._replaced(match, "secret", "secret")
        )

    def _replaced(self, match: re.Match[str], group: str, kind: str) -> str:
        start, end = match.start(group) - match.start(), match.end(group) - match.start()
        whole = match.group()
        return whole[:start] + self._placeholder(kind, match[group]) + whole[end:]

    def _placeholder(self, kind: str, secret: str) -> str:
        if self._key is None:
            return f"[redacted:{kind}]"
        mark = hmac.new(self._key, secret.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:6]
        return f"[redacted:{kind}:{mark}]"


UNKEYED = Redactor(None)


def _harmless(name: str, separator: str, value: str) -> bool:
    """True when what follows a secret's name is no secret: a reference, a template, or an ordinary sentence going on."""
    if _PLAIN.fullmatch(value):
        return True
    weak = re.fullmatch(_WEAK, name, re.I) is not None
    if weak and _RESOURCE.fullmatch(value):
        return True
    if separator != ":":
        return weak and separator == "field" and name.lower().startswith(("secret", "cred")) and value.isalpha()
    return _SENTENCE.fullmatch(value) is not None or (
        weak and value.isalpha() and (value.islower() or value.istitle()) and len(value) < 20
    )
