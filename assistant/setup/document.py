"""The first `baepo.toml` as text, with comments that explain what each part allows: pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.environments import Risk
from assistant.setup.draft import Draft

_HEAD = """\
# Who may look where, and who may change what. Every setting is explained in docs/configuration.md.
# Look whether all of it works: baepo doctor
"""
_RISKS = """\
# risk: sandbox, staging or production. In production the approver is never the one who asked.
"""
_NO_POLICY = """\
# What may be changed. What no rule allows is refused, so with no rule nothing is changed at all.
"""
_POLICY = """\
# What may be changed. What no rule allows is refused. This one allows what can be undone, outside production.
"""
_PRODUCTION = """\
# Production: nothing is allowed until you write a rule for it. For example, once a second person has a key
# (baepo keys create NAME, then their own [approvers.NAME] above):
#
# [[policy]]
# environments = [{environments}]
# actions = [{actions}]
# propose = ["operator"]
# approve = ["sre"]
# approvals = 1           # how many different people
# max_targets = 1         # things changed by one plan
# max_per_day = 5
#
# Alone? approval = "solo" lets you approve what can be undone yourself, five minutes after proposing it.
"""


@dataclass(frozen=True, kw_only=True)
class Approver:
    name: str
    public_key: str  # "" where there is no key yet


def document(drafts: Sequence[Draft], *, user: str, approver: Approver, reversible: Mapping[str, Sequence[str]]) -> str:
    """The whole file. `reversible` are the actions that can be undone, by backend."""
    parts = [_HEAD]
    if len(drafts) == 1:
        parts.append(f"default_environment = {_quoted(drafts[0].name)}\n")
    parts.append(f'[me]\nname = {_quoted(user)}\nroles = ["operator"]\n')
    parts.append(_RISKS + "\n".join(_environment(d) for d in drafts))
    parts.append(_approver(approver))
    parts.append(_policy(drafts, reversible))
    return "\n".join(parts)


def _environment(draft: Draft) -> str:
    place = f"environments.{_key(draft.name)}"
    lines = [f"[{place}]", f"risk = {_quoted(draft.risk.value)}"]
    if draft.context:
        lines += ["", f"[{place}.kube]", f"context = {_quoted(draft.context)}"]
        lines += [f"kubeconfig = {_quoted(draft.kubeconfig)}"] if draft.kubeconfig else []
        lines.append(_pinned("cluster_uid", draft.cluster_uid, draft.name))
    if draft.profile:
        lines += ["", f"[{place}.aws]", f"profile = {_quoted(draft.profile)}"]
        lines.append(_pinned("account_id", draft.account_id, draft.name))
        regions = f"[{', '.join(map(_quoted, draft.regions))}]"
        lines.append(f"regions = {regions}" if draft.regions else '# regions = ["ap-northeast-2"]   # where to look')
    if draft.bills:
        lines += ["", f"[{place}.bills]", f"path = {_quoted(str(draft.bills.absolute()))}"]
    return "\n".join([*lines, ""])


def _pinned(setting: str, identity: str, name: str) -> str:
    if identity:
        return f"{setting} = {_quoted(identity)}   # pinned: another one is refused"
    return f'# {setting} = ""   # nobody answered yet: baepo env {name} prints it; without it nothing may be changed'


def _approver(approver: Approver) -> str:
    lines = (f"[approvers.{_key(approver.name)}]", f"public_key = {_quoted(approver.public_key)}", 'roles = ["sre"]')
    if approver.public_key:
        return "# Who may sign; the private half stays in keys/ of the data folder.\n" + "\n".join(lines) + "\n"
    remark = f"# Who may sign: baepo keys create {approver.name} makes the key and prints this part.\n"
    return remark + "\n".join(f"# {line}" for line in lines) + "\n"


def _policy(drafts: Sequence[Draft], reversible: Mapping[str, Sequence[str]]) -> str:
    open_to = [d for d in drafts if d.risk is not Risk.PRODUCTION]
    allowed, everything = _actions(open_to, reversible), sorted(a for names in reversible.values() for a in names)
    parts = [_NO_POLICY]
    if allowed:
        rule = (
            "[[policy]]",
            f"environments = [{', '.join(_quoted(d.name) for d in open_to)}]",
            f"actions = [{', '.join(map(_quoted, allowed))}]",
            'propose = ["operator"]',
            'approve = ["sre"]',
        )
        parts = [_POLICY + "\n".join(rule) + "\n"]
    production = [d for d in drafts if d.risk is Risk.PRODUCTION]
    names = ", ".join(_quoted(d.name) for d in production) or '"prod-*"'
    actions = ", ".join(map(_quoted, _actions(production, reversible) or everything))
    return "\n".join([*parts, _PRODUCTION.format(environments=names, actions=actions)])


def _actions(drafts: Sequence[Draft], reversible: Mapping[str, Sequence[str]]) -> list[str]:
    """Those of the backends that these environments have."""
    backends = {b for d in drafts for b, there in (("kube", d.context), ("aws", d.profile)) if there}
    return sorted(a for backend in backends for a in reversible.get(backend, ()))


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, and DEL escaped, which JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
