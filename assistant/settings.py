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
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

import tools
from assistant import places
from assistant.decisions import Approver, public_key_bytes
from assistant.environments import Environment, Risk
from assistant.errors import UsageError
from assistant.identity import FrontEnd, Principal
from assistant.language import Text, same
from assistant.models.access import OFFLINE, ModelAccess
from assistant.models.costs import read_prices
from assistant.policy import Policy, Rule, is_exact
from assistant.settings_values import A_TABLE, Values, parse, written_as
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
    table = parse(source) if source else {}
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


def _not_configured(name: str) -> Text:
    return Text(ko=f"{name!r}인 환경이 설정되어 있지 않습니다", en=f"names {name!r}, which is not configured")


class _Reader(Values):
    """What the settings mean, section by section."""

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
            embedder = f"{ONNX}{self.path(embedder.removeprefix(ONNX))}"
        tokenizer = self.string(table, "knowledge.tokenizer", "tokenizer")
        chroma = self.string(table, "knowledge.chroma", "chroma")
        if chroma != EMBEDDED:
            chroma = self.address(table, "knowledge.chroma", "chroma")
        return KnowledgeAccess(
            embedder=embedder,
            base_url=self.address(table, "knowledge.base_url", "base_url"),
            api_key_env=self.variable(table, "knowledge.api_key_env", "api_key_env"),
            tokenizer=str(self.path(tokenizer)) if tokenizer else "",
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
                written_as('risk = "production"'),
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
            raise self.wrong(place, A_TABLE, written_as(f"[{place}]"))
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
                values[name] = text if types[name] is str else self.path(text)
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
                written_as('"two-person"'),
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
