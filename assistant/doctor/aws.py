"""AWS: profiles and whether their sign-in still holds, and who answers in each environment."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.doctor.spec import NOT_ASKED, Here, Probe, Result, not_seen
from assistant.errors import PARTLY, REFUSED
from assistant.language import Text, same
from assistant.permissions import declared_tools, needed
from tools.aws.profiles import Profile, config_paths, read_profiles
from tools.aws.target import Target
from tools.spec import ToolError

_LIMIT_S = 8.0


def look(here: Here) -> tuple[Result, ...]:
    try:
        profiles = read_profiles(here.environ, here.user_home)
    except ToolError as error:
        return (not_seen("aws profiles", error, next=error.remedy), *_environments(here, ()))
    found = _environments(here, profiles)
    return found if here.env else (*_profiles(here, profiles), *found)


def sign_in(profile: Profile) -> str:
    return f"aws sso login --profile {profile.name}"


def expired(profile: Profile, here: Here) -> bool:
    """True when nobody may use an SSO profile before signing in."""
    ends = profile.sso_expires_at
    return profile.kind == "sso" and (ends is None or ends <= here.now())


def _profiles(here: Here, profiles: Sequence[Profile]) -> tuple[Result, ...]:
    """Asks those wanted; which is the active one as long as no environment is configured."""
    if not profiles:
        return (_no_profiles(here), *_from_variables(here))
    targets = [e.targets.get("aws") for e in here.environments]
    used = {t.profile for t in targets if isinstance(t, Target) and t.profile}
    active = here.environ.get("AWS_PROFILE") or "default"
    left = [p for p in profiles if p.name not in used]
    wanted = [p for p in left if here.everything or (p.name == active and not any(targets))]
    asked = _asked_all(here, [(f"profile {p.name}", Target(profile=p.name), p) for p in wanted])
    return (*asked, *(_from_files(p, here) for p in left if p not in wanted), *_from_variables(here))


def _no_profiles(here: Here) -> Result:
    where = config_paths(here.environ, here.user_home)[0]
    told = Text(ko=f"{where}에 프로필이 없습니다.", en=f"No profiles in {where}.")
    return Result(what="aws profiles", state="missing", detail=told, next="aws configure sso")


def _from_variables(here: Here) -> tuple[Result, ...]:
    """Credentials in the environment win over profiles, which surprises people."""
    if not here.environ.get("AWS_ACCESS_KEY_ID"):
        return ()
    told = Text(
        ko="자격 증명이 환경 변수에 있습니다 (프로필을 적지 않으면 이것이 쓰입니다).",
        en="Credentials are in the environment (used wherever no profile is named).",
    )
    return (Result(what="AWS_ACCESS_KEY_ID", state="ok", detail=told),)


def _from_files(profile: Profile, here: Here) -> Result:
    what = f"profile {profile.name}"
    if profile.kind == "sso":
        return _sso(what, profile, here)
    told = Text(ko=f"{profile.kind} · 묻지 않았습니다.", en=f"{profile.kind} · not asked.")
    return Result(what=what, state="off", detail=told)


def _sso(what: str, profile: Profile, here: Here) -> Result:
    ends = profile.sso_expires_at
    if ends is None:
        told = Text(ko="SSO에 로그인하지 않았습니다.", en="Not signed in with SSO.")
        return Result(what=what, state="warn", detail=told, next=sign_in(profile))
    at = f"{ends:%Y-%m-%d %H:%M} UTC"
    if ends <= here.now():
        told = Text(ko=f"SSO 로그인이 {at}에 끝났습니다.", en=f"The SSO sign-in expired at {at}.")
        return Result(what=what, state="warn", detail=told, next=sign_in(profile))
    return Result(what=what, state="ok", detail=Text(ko=f"SSO 로그인 {at}까지", en=f"SSO sign-in until {at}"))


def _environments(here: Here, profiles: Sequence[Profile]) -> tuple[Result, ...]:
    known = {p.name: p for p in profiles}
    active = "" if here.environ.get("AWS_ACCESS_KEY_ID") else here.environ.get("AWS_PROFILE") or "default"
    wanted = [
        (f"{e.name}: account", t, None if t.endpoint_url else known.get(t.profile or active))
        for e in here.environments
        if isinstance(t := e.targets.get("aws"), Target)
    ]
    return _asked_all(here, wanted)


def _asked_all(here: Here, wanted: Sequence[tuple[str, Target, Profile | None]]) -> tuple[Result, ...]:
    if not wanted:
        return ()
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        return tuple(r for found in pool.map(lambda w: _asked(here, *w), wanted) for r in found)


def _asked(here: Here, what: str, target: Target, profile: Profile | None) -> tuple[Result, ...]:
    """Who answers there, and what may not be read."""
    from tools.aws.access import read_caller

    if reason := _why_not(here, what, profile):
        return (reason,)
    try:
        caller = read_caller(target, timeout_s=_LIMIT_S, now=here.now)
    except ToolError as error:
        return (_no_answer(what, target, profile, error),)
    told = same(f"{caller.account_id} · {caller.arn}")
    who = Result(what=what, state="ok", detail=told, offset_s=caller.offset_s)
    if target.account_id and caller.account_id != target.account_id:
        told = Text(
            ko=f"계정 {target.account_id}이어야 하는데 {caller.account_id}입니다.",
            en=f"Account {target.account_id} is expected, but {caller.account_id} answers.",
        )
        next = f"baepo env {what.partition(':')[0]}"
        return (replace(who, state="failed", detail=told, next=next, exit_code=REFUSED),)
    return (who, _permissions(what, target, caller.arn))


def _why_not(here: Here, what: str, profile: Profile | None) -> Result | None:
    """Why nobody is asked; None when there is no reason not to."""
    if profile is not None and expired(profile, here):
        return replace(_sso(what, profile, here), state="failed", exit_code=PARTLY)
    if here.offline:
        return Result(what=what, state="off", detail=NOT_ASKED)
    if profile is not None and profile.asks:
        told = Text(ko="MFA 코드를 입력해야 합니다: 묻지 않았습니다.", en="It wants an MFA code typed: not asked.")
        next = f"aws sts get-caller-identity --profile {profile.name}"
        return Result(what=what, state="warn", detail=told, next=next)
    return None


def _no_answer(what: str, target: Target, profile: Profile | None, error: ToolError) -> Result:
    """A profile that says nothing about signing in may still stand for a machine's own role: asked, but no failure."""
    if profile is not None and profile.kind == "none" and not what.endswith(": account"):
        told = Text(ko="로그인 방법이 적혀 있지 않습니다.", en="It says nothing about how to sign in.")
        return Result(what=what, state="missing", detail=told, next="aws configure sso")
    option = f" --profile {target.profile}" if target.profile else ""
    return not_seen(what, error, next=f"aws sts get-caller-identity{option}")


def _permissions(what: str, target: Target, arn: str) -> Result:
    from tools.aws.access import try_reads

    name = f"{what.replace(': account', '')}: permissions"
    wanted = needed("aws", declared_tools()) - {"sts:GetCallerIdentity"}  # which has just been allowed
    try:
        reads = try_reads(target, wanted, timeout_s=_LIMIT_S)
    except ToolError as error:
        return not_seen(name, error, next="baepo permissions aws")
    tried = len(wanted) - len(reads.untried)
    left = f" ({', '.join(reads.untried)})" if reads.untried else ""
    if not reads.refused:
        told = Text(
            ko=f"시험한 읽기 {tried}가지가 됩니다. 시험하지 않음: {len(reads.untried)}가지{left}.",
            en=f"The {tried} reads that were tried are allowed. Not tried: {len(reads.untried)}{left}.",
        )
        return Result(what=name, state="ok" if tried else "off", detail=told)
    told = Text(
        ko=f"읽기 {tried}가지 중 {len(reads.refused)}가지가 안 됩니다: {', '.join(reads.refused)}.",
        en=f"{len(reads.refused)} of {tried} reads are missing: {', '.join(reads.refused)}.",
    )
    return Result(
        what=name, state="missing", detail=told, next=_grant(arn), missing=tuple(reads.refused), exit_code=PARTLY
    )


def _grant(arn: str) -> str:
    """Roles of IAM Identity Center belong to a permission set: for these only the policy itself can be given."""
    policy = '--policy-name baepo-read --policy-document "$(baepo permissions aws)"'
    user = re.fullmatch(r"arn:[a-z-]+:iam::\d+:user/(?:.+/)?([^/]+)", arn)
    role = re.fullmatch(r"arn:[a-z-]+:sts::\d+:assumed-role/([^/]+)/[^/]+", arn)
    if user:
        return f"aws iam put-user-policy --user-name {user[1]} {policy}"
    if role and not role[1].startswith("AWSReservedSSO_"):
        return f"aws iam put-role-policy --role-name {role[1]} {policy}"
    return "baepo permissions aws"


PROBE = Probe(name="aws", title=Text(ko="AWS", en="AWS"), look=look, limit_s=20)
