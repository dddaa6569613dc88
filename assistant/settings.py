"""The only reader of `baepo.toml` and of `BAEPO_*` variables; everything else is given values.

`baepo.toml` is looked for at `--config`, `$BAEPO_CONFIG`, in this folder, then in the user's configuration folder.
"""

import difflib
import getpass
import importlib
import importlib.util
import os
import pkgutil
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_type_hints

import tools
from assistant import places
from assistant.decisions import Approver, public_key_bytes
from assistant.environments import Environment, Risk
from assistant.errors import UsageError
from assistant.identity import FrontEnd, Principal
from assistant.language import Text, same, with_particle
from assistant.models.access import OFFLINE, ModelAccess
from assistant.models.costs import read_prices
from assistant.policy import Policy, Rule, is_exact
from knowledge.access import EMBEDDED, ONNX, OPENAI, KnowledgeAccess
from tools.spec import Target


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that was configured, checked."""

    source: Path | None  # None: no file found, defaults only
    home: Path  # data folder, 0700
    store_url: str
    user: str
    roles: frozenset[str]
    model_access: ModelAccess
    knowledge: KnowledgeAccess
    default_environment: str
    evidence_days: int
    environments: Mapping[str, Environment]
    approvers: Mapping[str, Approver]
    policy: Policy

    def principal(self, via: FrontEnd) -> Principal:
        return Principal(name=self.user, roles=self.roles, via=via)

    @property
    def model(self) -> str:
        return self.model_access.name

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    def check_actions(self, known: Iterable[str]) -> None:
        """Raises `UsageError` for a policy rule that names an action which is none: it would never allow anything."""
        names = sorted(known)
        for number, rule in enumerate(self.policy.rules, start=1):
            for action in rule.actions:
                if is_exact(action) and action not in names:
                    place = f"{self.source}: policy[{number}].actions"
                    raise UsageError(
                        Text(
                            ko=f"{place}: {action!r}인 작업은 없습니다.",
                            en=f"{place} names {action!r}, which is no action.",
                        ),
                        remedy=_nearest(action, names),
                    )


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Raises `UsageError` naming file, place and remedy."""
    source = places.settings_file(path, environ)
    table = _parse(source) if source else {}
    home = places.data_folder(environ)
    reader = _Reader(table, source)
    me, store = reader.section("me", {"name", "roles"}), reader.section("store", {"url"})
    evidence = reader.section("evidence", {"days"})
    settings = Settings(
        source=source,
        home=home,
        store_url=reader.string(store, "store.url", "url") or f"sqlite:///{home / 'baepo.db'}",
        user=reader.string(me, "me.name", "name") or login_name(environ),
        roles=reader.strings(me, "me.roles", "roles") or frozenset({"operator"}),
        model_access=reader.model(environ),
        knowledge=reader.knowledge(),
        default_environment=environ.get("BAEPO_ENV")
        or reader.string(table, "default_environment", "default_environment"),
        evidence_days=reader.integer(evidence, "evidence.days", "days", 30),
        environments={n: reader.environment(n, t) for n, t in reader.tables("environments").items()},
        approvers=reader.approvers(),
        policy=Policy(tuple(reader.rule(i, t) for i, t in enumerate(reader.list_of_tables("policy"), start=1))),
    )
    known = {
        "default_environment",
        "me",
        "store",
        "model",
        "knowledge",
        "evidence",
        "environments",
        "approvers",
        "policy",
    }
    reader.no_others(table, "", known)
    reader.check_environments(settings)
    return settings


def backends() -> tuple[str, ...]:
    """Names of the packages in `tools` that have a target, so can stand in an environment."""
    found = (m.name for m in pkgutil.iter_modules(tools.__path__) if m.ispkg)
    return tuple(sorted(n for n in found if importlib.util.find_spec(f"tools.{n}.target")))


def login_name(environ: Mapping[str, str] = os.environ) -> str:
    """Who this is, as the machine says; never empty."""
    try:
        return environ.get("BAEPO_USER") or getpass.getuser()
    except (OSError, KeyError):  # a user id without a name, as in some containers
        return f"uid-{os.getuid()}"


def _nearest(name: str, known: Iterable[str]) -> Text:
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return Text(ko=f"혹시 {close[0]}인가요?", en=f"Did you mean {close[0]}?")
    listed = ", ".join(names)
    return Text(ko=f"있는 것: {listed or '(없음)'}.", en=f"Known: {listed or '(none)'}.")


_TABLE = Text(ko="테이블이어야 합니다", en="must be a table")


def _write(example: str) -> Text:
    return Text(ko=f"이렇게 적으세요: {example}", en=f"Write it as {example}.")


def _not_configured(name: str) -> Text:
    return Text(ko=f"{name!r}인 환경이 설정되어 있지 않습니다", en=f"names {name!r}, which is not configured")


def _parse(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '은')} 올바른 TOML이 아닙니다: {error}.",
                en=f"{source} is not valid TOML: {error}.",
            ),
            remedy=Text(ko="그 줄을 고치세요.", en="Correct that line."),
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '은')} UTF-8이 아닙니다. {error.start}번째 바이트를 읽을 수 없습니다.",
                en=f"{source} is not UTF-8: byte {error.start} cannot be read.",
            ),
            remedy=Text(ko="UTF-8로 저장하세요.", en="Save it as UTF-8."),
        ) from error
    except OSError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '을')} 읽을 수 없습니다: {error.strerror}.",
                en=f"{source} could not be read: {error.strerror}.",
            ),
            remedy=Text(ko="이 사용자가 읽을 수 있게 하세요.", en="Make it readable for this user."),
        ) from error


class _Reader:
    """Takes typed values out of the parsed file; every error names the place."""

    def __init__(self, table: dict[str, Any], source: Path | None) -> None:
        self._table = table
        self._source = source

    def wrong(self, place: str, problem: Text, remedy: str | Text) -> UsageError:
        at = f"{self._source}: {place}"
        return UsageError(Text(ko=f"{at}: {problem.ko}.", en=f"{at} {problem.en}."), remedy=remedy)

    def no_others(self, table: Mapping[str, Any], place: str, known: set[str]) -> None:
        for key in table:
            if key not in known:
                path = f"{place}.{key}" if place else key
                raise self.wrong(
                    path,
                    Text(ko="그런 설정은 없습니다", en="is not a setting"),
                    Text(
                        ko=f"여기에 쓸 수 있는 것: {', '.join(sorted(known))}.",
                        en=f"Known here: {', '.join(sorted(known))}.",
                    ),
                )

    def section(self, name: str, known: set[str]) -> dict[str, Any]:
        value = self._table.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(name, _TABLE, _write(f"[{name}]"))
        self.no_others(value, name, known)
        return value

    def tables(self, name: str) -> dict[str, dict[str, Any]]:
        value = self._table.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
            raise self.wrong(
                name,
                Text(ko="테이블이 들어 있어야 합니다", en="must hold tables"),
                _write(f"[{name}.<name>]"),
            )
        return value

    def list_of_tables(self, name: str) -> list[dict[str, Any]]:
        value = self._table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(
                name,
                Text(ko="테이블의 목록이어야 합니다", en="must be a list of tables"),
                _write(f"[[{name}]]"),
            )
        return value

    def string(self, table: Mapping[str, Any], place: str, key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(
                place,
                Text(ko=f"문자열이어야 하는데 {value!r}입니다", en=f"must be a string, not {value!r}"),
                Text(ko="큰따옴표로 묶으세요.", en="Put it in double quotes."),
            )
        return value

    def strings(self, table: Mapping[str, Any], place: str, key: str) -> frozenset[str]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(
                place,
                Text(ko=f"문자열 목록이어야 하는데 {value!r}입니다", en=f"must be a list of strings, not {value!r}"),
                _write('["a", "b"]'),
            )
        return frozenset(value)

    def integer(self, table: Mapping[str, Any], place: str, key: str, default: int) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(
                place,
                Text(
                    ko=f"1 이상의 정수여야 하는데 {value!r}입니다",
                    en=f"must be a whole number of 1 or more, not {value!r}",
                ),
                _write(str(default)),
            )
        return value

    def moment(self, table: Mapping[str, Any], place: str, key: str) -> datetime | None:
        """A point in time, in UTC; None where nothing is written."""
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            example = "2026-11-01T09:00:00Z or 2026-11-01T18:00:00+09:00"
            raise self.wrong(
                place,
                Text(
                    ko=f"날짜, 시각, 시간대가 있어야 하는데 {value!s}입니다",
                    en=f"must be a date, a time and an offset, not {value!s}",
                ),
                Text(ko=f"따옴표 없이: {example}.", en=f"Unquoted: {example}."),
            )
        return value.astimezone(UTC)

    def flag(self, table: Mapping[str, Any], place: str, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(
                place,
                Text(ko=f"true나 false여야 하는데 {value!r}입니다", en=f"must be true or false, not {value!r}"),
                Text(ko="따옴표 없이 true나 false로 적으세요.", en="Write true or false without quotes."),
            )
        return value

    def address(self, table: Mapping[str, Any], place: str, key: str) -> str:
        value = self.string(table, place, key)
        if value and (not value.startswith(("http://", "https://")) or "@" in value):
            raise self.wrong(
                place,
                Text(ko="비밀번호가 없는 http(s) 주소여야 합니다", en="must be an http(s) address without a password"),
                Text(ko="/v1이 있으면 그것까지 적으세요.", en="With its /v1, if any."),
            )
        return value

    def variable(self, table: Mapping[str, Any], place: str, key: str) -> str:
        """The name of an environment variable, which holds what must not stand in a file."""
        value = self.string(table, place, key)
        if value and not re.fullmatch("[A-Z_][A-Z0-9_]*", value):
            raise self.wrong(
                place,
                Text(ko="환경 변수의 이름이어야 합니다", en="must be the name of a variable"),
                Text(
                    ko="키는 여기가 아니라 그 변수에 넣으세요.", en="Put the key itself into that variable, not here."
                ),
            )
        return value

    def knowledge(self) -> KnowledgeAccess:
        table = self.section("knowledge", {f.name for f in fields(KnowledgeAccess)})
        embedder = self.string(table, "knowledge.embedder", "embedder") or KnowledgeAccess.embedder
        if embedder != KnowledgeAccess.embedder and not re.fullmatch(f"({OPENAI}|{ONNX}).+", embedder):
            problem = Text(ko=f"{embedder!r}라는 임베더는 없습니다", en=f"names {embedder!r}, which is no embedder")
            known = Text(
                ko=f'"{KnowledgeAccess.embedder}", "{OPENAI}MODEL", "{ONNX}/path/model.onnx" 가운데 하나를 쓰세요.',
                en=f'"{KnowledgeAccess.embedder}", "{OPENAI}MODEL" or "{ONNX}/path/model.onnx".',
            )
            raise self.wrong("knowledge.embedder", problem, known)
        if embedder.startswith(ONNX):
            embedder = f"{ONNX}{self._path(embedder.removeprefix(ONNX))}"
        tokenizer = self.string(table, "knowledge.tokenizer", "tokenizer")
        chroma = self.string(table, "knowledge.chroma", "chroma")
        if chroma != EMBEDDED:
            chroma = self.address(table, "knowledge.chroma", "chroma")
        return KnowledgeAccess(
            embedder=embedder,
            base_url=self.address(table, "knowledge.base_url", "base_url"),
            api_key_env=self.variable(table, "knowledge.api_key_env", "api_key_env"),
            tokenizer=str(self._path(tokenizer)) if tokenizer else "",
            chroma=chroma,
            loopback=self.flag(table, "knowledge.loopback", "loopback"),
        )

    def model(self, environ: Mapping[str, str]) -> ModelAccess:
        table = self.section(
            "model",
            {"name", "base_url", "api_key_env", "timeout_s", "prompt_tokens", "planner_first", "price", "prices"},
        )
        given = {"base_url": environ["BAEPO_MODEL_URL"]} if environ.get("BAEPO_MODEL_URL") else table
        base_url = self.address(given, "model.base_url", "base_url")
        variable = self.variable(table, "model.api_key_env", "api_key_env")
        named = self.string(table, "model.name", "name")
        name = environ.get("BAEPO_MODEL") or named or OFFLINE
        try:
            price = read_prices(table, named).get(name)
        except ValueError as error:
            raise self.wrong(*error.args) from None
        return ModelAccess(
            name=name,
            base_url=base_url,
            api_key_env=variable,
            timeout_s=self.integer(table, "model.timeout_s", "timeout_s", 60),
            prompt_tokens=min(self.integer(table, "model.prompt_tokens", "prompt_tokens", 2500), 2500),
            planner_first=self.flag(table, "model.planner_first", "planner_first")
            if "planner_first" in table
            else None,
            price=price,
        )

    def environment(self, name: str, table: dict[str, Any]) -> Environment:
        place = f"environments.{name}"
        known = backends()
        self.no_others(table, place, {"risk", "readers", "hosted_models", "aliases", *known})
        try:
            risk = Risk(table.get("risk", ""))
        except ValueError:
            raise self.wrong(
                f"{place}.risk",
                Text(
                    ko=f"sandbox, staging, production 중 하나여야 하는데 {table.get('risk', '')!r}입니다",
                    en=f"must be sandbox, staging or production, not {table.get('risk', '')!r}",
                ),
                _write('risk = "production"'),
            ) from None
        return Environment(
            name=name,
            risk=risk,
            targets={b: self.target(f"{place}.{b}", b, table[b]) for b in known if b in table},
            readers=self.strings(table, f"{place}.readers", "readers") or frozenset({"operator"}),
            hosted_models=self.flag(table, f"{place}.hosted_models", "hosted_models"),
            aliases=tuple(sorted(self.strings(table, f"{place}.aliases", "aliases"))),
        )

    def target(self, place: str, backend: str, table: Any) -> Target:
        """A `tools.<backend>.target.Target`, its fields taken by the types it declares."""
        if not isinstance(table, dict):
            raise self.wrong(place, _TABLE, _write(f"[{place}]"))
        kind = importlib.import_module(f"tools.{backend}.target").Target
        types = get_type_hints(kind)
        names = [f.name for f in fields(kind)]
        self.no_others(table, place, set(names))
        values: dict[str, Any] = {}
        for name in names:
            if name not in table:
                continue
            if types[name] == tuple[str, ...]:
                self.strings(table, f"{place}.{name}", name)
                values[name] = tuple(table[name])  # in the order written
            elif types[name] is bool:
                values[name] = self.flag(table, f"{place}.{name}", name)
            else:
                text = self.string(table, f"{place}.{name}", name)
                values[name] = text if types[name] is str else self._path(text)
        required = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        if missing := [n for n in required if n not in values]:
            raise self.wrong(
                place,
                Text(ko=f"빠진 설정이 있습니다({', '.join(missing)})", en=f"does not say {', '.join(missing)}"),
                Text(ko=f"쓸 수 있는 설정: {', '.join(names)}.", en=f"Its settings are {', '.join(names)}."),
            )
        try:
            target: Target = kind(**values)
        except ValueError as error:  # settings that do not go together
            raise self.wrong(place, same(str(error)), Text(ko="하나만 남기세요.", en="Keep one of them.")) from error
        return target

    def _path(self, text: str) -> Path:
        """Relative paths start at the file that names them."""
        path = Path(text).expanduser()
        return path if path.is_absolute() or self._source is None else self._source.parent / path

    def approvers(self) -> dict[str, Approver]:
        """Raises `UsageError` also for one key under two names: two approvals would then be one person's."""
        found = {n: self.approver(n, t) for n, t in self.tables("approvers").items()}
        owners: dict[str, str] = {}
        for name, approver in found.items():
            if (other := owners.setdefault(approver.public_key, name)) != name:
                place = f"approvers.{name}.public_key"
                raise self.wrong(
                    place,
                    Text(ko=f"{other}의 것과 같습니다", en=f"is also that of {other}"),
                    Text(
                        ko="승인자는 저마다 자기 키로 서명합니다.", en="Every approver signs with a key of their own."
                    ),
                )
        return found

    def approver(self, name: str, table: dict[str, Any]) -> Approver:
        place = f"approvers.{name}"
        self.no_others(table, place, {"public_key", "roles", "retired_at"})
        key = self.string(table, f"{place}.public_key", "public_key")
        try:
            public_key_bytes(key)
        except UsageError as error:
            raise self.wrong(
                f"{place}.public_key", Text(ko="공개 키가 아닙니다", en="is not a public key"), error.what_next
            ) from error
        return Approver(
            name=name,
            roles=self.strings(table, f"{place}.roles", "roles"),
            public_key=key,
            retired_at=self.moment(table, f"{place}.retired_at", "retired_at"),
        )

    def check_environments(self, settings: Settings) -> None:
        """Raises `UsageError` where a setting names an environment that is none; a pattern may match nothing yet."""
        known = settings.environments
        default = self.string(self._table, "default_environment", "default_environment")
        if default and default not in known:
            raise self.wrong("default_environment", _not_configured(default), _nearest(default, known))
        for number, rule in enumerate(settings.policy.rules, start=1):
            for name in rule.environments:
                if is_exact(name) and name not in known:
                    place = f"policy[{number}].environments"
                    raise self.wrong(place, _not_configured(name), _nearest(name, known))

    def rule(self, number: int, table: dict[str, Any]) -> Rule:
        place = f"policy[{number}]"
        lists = {"environments", "actions", "propose", "approve"}
        self.no_others(table, place, lists | {"approvals", "approval", "max_targets", "max_per_day"})
        for key in sorted(lists):
            if not self.strings(table, f"{place}.{key}", key):
                raise self.wrong(
                    f"{place}.{key}",
                    Text(ko="빠져 있습니다", en="is missing"),
                    Text(
                        ko="규칙에는 environments, actions, propose, approve가 있어야 합니다.",
                        en="A rule names environments, actions, propose and approve.",
                    ),
                )
        approval = self.string(table, f"{place}.approval", "approval") or "two-person"
        if approval not in ("two-person", "solo"):
            raise self.wrong(
                f"{place}.approval",
                Text(
                    ko=f"two-person이나 solo여야 하는데 {approval!r}입니다",
                    en=f"must be two-person or solo, not {approval!r}",
                ),
                _write('"two-person"'),
            )
        return Rule(
            environments=tuple(table["environments"]),
            actions=tuple(table["actions"]),
            propose=frozenset(table["propose"]),
            approve=frozenset(table["approve"]),
            approvals=self.integer(table, f"{place}.approvals", "approvals", 1),
            solo=approval == "solo",
            max_targets=self.integer(table, f"{place}.max_targets", "max_targets", 10),
            max_per_day=self.integer(table, f"{place}.max_per_day", "max_per_day", 20),
        )
