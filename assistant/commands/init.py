"""`baepo init`: writes the first `baepo.toml` from what this machine knows, and makes the key its approver signs with."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import places
from assistant.clock import SystemClock
from assistant.commands import init_key, output
from assistant.commands import options as common
from assistant.commands.progress import waiting
from assistant.commands.questions import NoAnswer, Questions
from assistant.environments import Risk
from assistant.errors import DONE, INTERRUPTED, Failed, Stopped, UsageError
from assistant.language import Lang, Text, same, with_particle
from assistant.settings import login_name
from assistant.setup import found as machine
from assistant.setup.document import Approver, document
from assistant.setup.draft import Draft, drafts
from assistant.setup.found import Found
from assistant.setup.keep import keep, refuse_existing, replace_own
from assistant.text_width import padded

_EXAMPLES = """  baepo init                                          # asks; nothing is written before you say yes
  baepo init --here                                   # baepo.toml in this folder
  baepo init --yes --context dev --profile dev-ro --risk sandbox --no-key
  baepo init --yes --context dev --context prod --risk dev=sandbox --risk prod=production"""

_NOTHING_WRITTEN = Text(ko="아무것도 쓰지 않고 멈췄습니다.", en="Stopped before anything was written.")
_AGAIN = Text(ko="baepo init으로 다시 시작합니다.", en="baepo init starts again.")


@dataclass(frozen=True, kw_only=True)
class Written:
    path: Path
    backup: Path | None
    environments: tuple[Draft, ...]
    key: Path | None = None
    key_later: str  # the command that makes one
    left: bool = False  # at the key: nothing more is wanted now


def main(argv: list[str]) -> int:
    options = parser().parse_args(argv)
    lang = common.language(options)
    if options.json and not options.yes:
        raise UsageError(
            Text(
                ko="init은 질문을 하는데 --json으로는 보여 줄 수 없습니다.",
                en="init asks questions, which --json cannot show.",
            ),
            remedy="baepo init --yes --json",
        )
    written = run(options, Questions(lang, answers_itself=options.yes), lang)
    if options.json:
        common.print_json(
            "baepo.init/1",
            path=str(written.path),
            backup=str(written.backup or ""),
            key=str(written.key or ""),
            environments=[{"name": d.name, "risk": d.risk.value} for d in written.environments],
            next=[command for command, _ in _next(written)],
        )
    else:
        _tell(written, lang)
    return INTERRUPTED if written.left else DONE


def parser() -> common.Parser:
    made = common.parser(
        "init", "Write the first baepo.toml from what this machine knows, and make your key.", _EXAMPLES
    )
    made.add_argument("--here", action="store_true", help="in this folder (default: your configuration folder)")
    made.add_argument(
        "--force", action="store_true", help="also where one exists; a copy of that one is kept beside it"
    )
    made.add_argument("--yes", action="store_true", help="ask for nothing but a passphrase: all that was found")
    made.add_argument("--offline", action="store_true", help="contact no cluster and no account: nothing is pinned")
    made.add_argument("--context", action="append", default=[], metavar="NAME", help="only these kubeconfig contexts")
    made.add_argument("--profile", action="append", default=[], metavar="NAME", help="only these AWS profiles")
    made.add_argument(
        "--bills", action="append", default=[], type=Path, metavar="PATH", help="only these FOCUS exports"
    )
    made.add_argument(
        "--risk",
        action="append",
        default=[],
        metavar="[NAME=]RISK",
        help="sandbox, staging or production; of all, or one",
    )
    made.add_argument("--no-key", action="store_true", help="make no key for approving")
    return made


def run(options: argparse.Namespace, questions: Questions, lang: Lang, *, found: Found | None = None) -> Written:
    """The whole dialogue. Raises: `UsageError`, `Failed`, `Stopped`; then nothing is left behind."""
    path = Path("baepo.toml").absolute() if options.here else places.user_file()
    if not options.force:
        refuse_existing(path)
    questions.check()
    try:
        made = _agreed(path, options, questions, lang, found=found)
    except NoAnswer:
        raise Failed(_NOTHING_WRITTEN, remedy=_AGAIN) from None
    except KeyboardInterrupt:
        raise Stopped(_NOTHING_WRITTEN, remedy=_AGAIN) from None
    return _written(path, made, options, questions, lang)


def _agreed(
    path: Path, options: argparse.Namespace, questions: Questions, lang: Lang, *, found: Found | None
) -> tuple[Draft, ...]:
    """What is to be written. Raises as `run` does."""
    found = found or machine.look_around(os.environ, Path.home(), Path.cwd())
    if not options.offline:
        with waiting(Text(ko="AWS 계정을 묻는 중", en="asking which accounts these are"), lang):
            found = replace(found, accounts=machine.ask_accounts(found.profiles, SystemClock().now))
    made = _with_risks(_chosen(options, found, questions), options, questions)
    if not options.offline:
        with waiting(Text(ko="클러스터를 묻는 중", en="asking which clusters these are"), lang):
            made = _pinned(made, found)
    if not questions.agreed(_summary(path, made)):
        raise Failed(_NOTHING_WRITTEN, remedy=_AGAIN)
    return made


def _written(
    path: Path, made: tuple[Draft, ...], options: argparse.Namespace, questions: Questions, lang: Lang
) -> Written:
    """The file first, as it was agreed to; then the key, without which it is complete, too."""
    user = login_name()
    name, reversible = init_key.name_of(user), _reversible()

    def text(public_key: str) -> str:
        return document(made, user=user, approver=Approver(name=name, public_key=public_key), reversible=reversible)

    backup = keep(text(""), path, force=options.force, now=SystemClock().now())
    written = Written(path=path, backup=backup, environments=made, key_later=init_key.later(name, path))
    if not options.json:
        _tell_file(written, lang)
    if options.no_key:
        return written
    try:
        with init_key.new_key(name, path, questions, lang) as key:
            if key is None:
                return written
            replace_own(text(key.public_key), path)
            return replace(written, key=key.path)
    except init_key.Left:
        return replace(written, left=True)


def _chosen(options: argparse.Namespace, found: Found, questions: Questions) -> tuple[Draft, ...]:
    named = options.context or options.profile or options.bills
    contexts = [c.name for c in found.contexts]
    profiles = [p.name for p in found.profiles]
    usable = [p.name for p in found.profiles if p.kind != "none"]  # others hold a region at most
    if named:
        for given, known, what in (
            (options.context, contexts, Text(ko="컨텍스트", en="context")),
            (options.profile, profiles, Text(ko="프로필", en="profile")),
        ):
            for name in given:
                if name not in known:
                    raise UsageError(
                        Text(
                            ko=f"이름이 {name}인 {with_particle(what.ko, '이')} 없습니다.",
                            en=f"There is no {what.en} {name}.",
                        ),
                        remedy=Text(
                            ko=f"있는 것: {', '.join(known) or '(없음)'}.", en=f"Known: {', '.join(known) or '(none)'}."
                        ),
                    )
        if missing := [p for p in options.bills if not p.exists()]:
            raise UsageError(
                Text(ko=f"{with_particle(str(missing[0]), '이')} 없습니다.", en=f"There is no {missing[0]}."),
                remedy=Text(
                    ko="--bills에는 FOCUS 청구서 파일이나 그런 파일이 든 폴더를 주세요.",
                    en="--bills wants a FOCUS export, or a folder of them.",
                ),
            )
        return drafts(found, contexts=options.context, profiles=options.profile, bills=options.bills)
    if found.nothing:
        none = Text(
            ko="kubeconfig, AWS 프로필, 이 폴더의 FOCUS 청구서가 모두 없습니다.",
            en="No kubeconfig, no AWS profile and no FOCUS bill in this folder.",
        )
        why = same(" ".join(found.unreadable)) if found.unreadable else none
        raise Failed(
            Text(ko=f"설정에 적을 것을 찾지 못했습니다. {why.ko}", en=f"There is nothing to write about. {why.en}"),
            remedy=Text(
                ko="aws configure sso를 실행하거나 KUBECONFIG를 지정하세요. 먼저 해 보려면: baepo demo",
                en="aws configure sso, or KUBECONFIG; or: baepo demo",
            ),
        )
    everything = drafts(found, contexts=contexts, profiles=usable, bills=found.bills)
    picked = questions.pick(
        Text(ko="어느 것을 넣을까요?", en="Which ones?"), [output.one_line(_line(d)) for d in everything]
    )
    if not picked:
        raise Failed(
            Text(ko="고른 것이 없어 아무것도 쓰지 않았습니다.", en="Nothing was chosen, so nothing was written."),
            remedy=_AGAIN,
        )
    return tuple(everything[i] for i in picked)


def _line(draft: Draft) -> str:
    account = " ".join(filter(None, (draft.profile, draft.account_id and f"({draft.account_id})")))
    bills = draft.bills.name if draft.bills else ""
    parts = [f"{k}: {v}" for k, v in (("kube", draft.context), ("aws", account), ("bills", bills)) if v]
    return f"{draft.name}  [{draft.risk.value}]  {', '.join(parts)}"


def _with_risks(made: Sequence[Draft], options: argparse.Namespace, questions: Questions) -> tuple[Draft, ...]:
    """Raises `UsageError` for a risk that is none, or one of an environment that is not among them."""
    given: dict[str, Risk] = {}
    for written in options.risk:
        name, _, word = written.rpartition("=")
        if word not in list(Risk) or (name and name not in {n for d in made for n in (d.name, d.context, d.profile)}):
            known = ", ".join(d.name for d in made)
            raise UsageError(
                Text(ko=f"--risk {written}의 뜻을 알 수 없습니다.", en=f"--risk {written} says nothing."),
                remedy=Text(
                    ko=f"[이름=]sandbox|staging|production. 이름: {known}",
                    en=f"[NAME=]sandbox|staging|production of: {known}",
                ),
            )
        given[name] = Risk(word)

    def risk(draft: Draft) -> Risk:
        named = [given[n] for n in (draft.name, draft.context, draft.profile) if n and n in given]
        if named or "" in given:
            return named[0] if named else given[""]
        about = Text(ko=f"{draft.name}: 위험 등급", en=f"{draft.name}: how much would a mistake hurt")
        return Risk(questions.choose(about, [r.value for r in Risk], draft.risk.value))

    return tuple(replace(d, risk=risk(d)) for d in made)


def _pinned(made: Sequence[Draft], found: Found) -> tuple[Draft, ...]:
    contexts = [d.context for d in made if d.context]
    uids = machine.ask_clusters(contexts, found.kubeconfig, SystemClock().now) if contexts else {}
    return tuple(replace(d, cluster_uid=uids.get(d.context, "")) for d in made)


def _reversible() -> dict[str, list[str]]:
    """Names of the actions that can be undone, by backend."""
    from assistant.wiring import declared_actions  # brings everything along, which greeting somebody does not need

    found: dict[str, list[str]] = {}
    for action in declared_actions():
        if action.reversible:
            found.setdefault(action.backend, []).append(action.name)
    return found


def _summary(path: Path, made: Sequence[Draft]) -> Text:
    lines = "\n".join(f"  {output.one_line(_line(d))}" for d in made)
    return Text(ko=f"{path} 파일에 씁니다:\n{lines}\n쓸까요?", en=f"To be written to {path}:\n{lines}\nWrite it?")


def first_question(draft: Draft, lang: Lang) -> str:
    """One that the environment's backends can answer."""
    if draft.context:
        return Text(ko="지금 뭐가 잘못됐어?", en="what is wrong?").in_(lang)
    if draft.profile:
        return Text(ko="어디에서 돈이 새고 있어?", en="what is wasted in this account?").in_(lang)
    return Text(ko="어느 서비스가 가장 비싸?", en="which services cost the most?").in_(lang)


def _next(written: Written, lang: Lang = "en") -> list[tuple[str, Text]]:
    first = written.environments[0]
    env = f" --env {first.name}" if len(written.environments) > 1 else ""
    return [
        (f"baepo doctor{env}", Text(ko="무엇이 되고 안 되는지", en="what works there, and what does not")),
        (f'baepo ask "{first_question(first, lang)}"{env}', Text(ko="첫 대답", en="a first answer")),
        ("baepo chat", Text(ko="대화, 근거, 계획을 나란히", en="chat, evidence and plans side by side")),
    ]


def _tell_file(written: Written, lang: Lang) -> None:
    print(Text(ko=f"{written.path} 파일을 썼습니다.", en=f"Wrote {written.path}.").in_(lang))
    if written.backup:
        told = Text(ko=f"이전 파일은 {written.backup} 입니다.", en=f"The earlier one is {written.backup}.")
        print(told.in_(lang))


def tell_key(written: Written, lang: Lang) -> None:
    """The key that was made; how to make one later where somebody left instead."""
    if written.key:
        print(Text(ko=f"승인 키: {written.key}", en=f"The key for approving: {written.key}").in_(lang))
    elif written.left:
        told = Text(
            ko=f"\n키는 만들지 않았고 {with_particle(str(written.path), '은')} 그대로 쓸 수 있습니다. 키는 나중에:",
            en=f"\nNo key was made; {written.path} stays, and works. To make a key later:",
        )
        print(f"{told.in_(lang)}\n  {written.key_later}")


def _tell(written: Written, lang: Lang) -> None:
    tell_key(written, lang)
    print(Text(ko="\n이렇게 시작하세요:", en="\nTry these:").in_(lang))
    commands = _next(written, lang)
    print("\n".join(f"  {line}" for line in padded([(c, t.in_(lang)) for c, t in commands])))
