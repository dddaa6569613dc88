"""Which cluster a command looks at: an environment of the settings, or one named on the spot. For `check` and `kube`."""

import argparse
from dataclasses import replace
from pathlib import Path

from assistant.commands import options as common
from assistant.environments import Environment, Risk
from assistant.errors import UsageError
from assistant.language import Text, with_particle
from assistant.settings import Settings
from tools.kube.target import Target


def add_place(parser: argparse.ArgumentParser, *, recorded: bool = False) -> None:
    """Adds `--context`, `--kubeconfig` and `--namespace`; with `recorded` also `--snapshot`."""
    parser.add_argument("--context", default="", metavar="NAME", help="a context of the kubeconfig")
    parser.add_argument("--kubeconfig", type=Path, metavar="FILE", help="another kubeconfig")
    if recorded:
        parser.add_argument("--snapshot", type=Path, metavar="PATH", help="a recorded cluster: folder or .tar.zst")
    parser.add_argument("-n", "--namespace", default="", metavar="NAME", help="only this namespace")


def place_of(options: argparse.Namespace, settings: Settings) -> Environment:
    """The one of the settings, or one made for a context or snapshot that no settings speak of. Raises: UsageError."""
    snapshot: Path | None = getattr(options, "snapshot", None)
    named = [n for n in ("env", "context", "snapshot") if getattr(options, n, None)]
    if len(named) > 1:
        raise UsageError(
            Text(
                ko=f"--{named[0]}와(과) --{with_particle(named[1], '은')} 서로 다른 곳을 가리킵니다.",
                en=f"--{named[0]} and --{named[1]} name two places.",
            ),
            remedy=Text(ko="하나만 주세요.", en="Give one of them."),
        )
    if not (options.context or snapshot or options.kubeconfig):
        if not settings.environments:
            raise UsageError(
                Text(ko="아직 볼 환경이 없습니다.", en="There is no environment yet to look at."),
                remedy=Text(
                    ko="--context NAME으로 곳을 정하거나 설정을 만드세요: baepo init",
                    en="Name a place with --context NAME, or write settings: baepo init",
                ),
            )
        return _with_cluster(common.environment(options, settings))
    target = Target(context=options.context, kubeconfig=options.kubeconfig, snapshot=snapshot)
    for environment in settings.environments.values():
        known = environment.targets.get("kube")
        if (
            isinstance(known, Target)
            and options.context
            and replace(known, cluster_uid="", tls_certificates=False) == target
        ):
            return environment
    return Environment(
        name=target.label, risk=Risk.PRODUCTION, targets={"kube": target}, readers=frozenset(settings.roles)
    )


def _with_cluster(environment: Environment) -> Environment:
    if not environment.has("kube"):
        raise UsageError(
            Text(
                ko=f"환경 {environment.name}에는 클러스터가 없습니다.",
                en=f"The environment {environment.name} has no cluster.",
            ),
            remedy=Text(
                ko=f"설정에 [environments.{environment.name}.kube]를 추가하거나 --context NAME으로 곳을 정하세요.",
                en=f"Add [environments.{environment.name}.kube] to the settings, or name a place with --context NAME.",
            ),
        )
    return environment
