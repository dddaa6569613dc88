"""`baepo permissions`: the least a credential needs, from what tools and actions declare and the clients enforce."""

import json
from collections.abc import Iterable
from typing import Any

from assistant.commands import options as common
from assistant.errors import DONE, UsageError
from assistant.language import Text
from assistant.permissions import needed
from assistant.wiring import Wiring

# Operations whose IAM action has another name. Source: the Service Authorization Reference.
_IAM_NAMES = {"s3:ListBuckets": "s3:ListAllMyBuckets", "s3:HeadBucket": "s3:ListBucket"}


def main(argv: list[str]) -> int:
    parser = common.parser(
        "permissions",
        "Print a least-privilege policy: an IAM policy, or a ClusterRole.",
        "  baepo permissions aws\n  baepo permissions kube --actions > role.json\n"
        "  baepo permissions kube --action kube.scale_deployment --action kube.restart_deployment",
    )
    parser.add_argument("backend", help="aws or kube")
    parser.add_argument("--actions", action="store_true", help="also what approved changes need")
    parser.add_argument(
        "--action",
        dest="only",
        metavar="NAME",
        action="append",
        default=[],
        help="only what this one action needs; may be repeated",
    )
    options = parser.parse_args(argv)
    wiring = Wiring(common.load(options))
    operations = _operations(options.backend, wiring, everything=options.actions, only=options.only)
    if options.backend == "aws":
        policy = _iam_policy(operations)
    elif options.backend == "kube":
        policy = _cluster_role(operations)
    else:
        raise UsageError(
            Text(
                ko=f"{options.backend}에는 출력할 권한이 없습니다.",
                en=f"{options.backend} has no permissions to print.",
            ),
            remedy=Text(ko="baepo permissions aws 또는 kube.", en="baepo permissions aws, or kube."),
        )
    if options.json:
        common.print_json("baepo.permissions/1", backend=options.backend, policy=policy)
    else:
        print(json.dumps(policy, indent=2))
    return DONE


def _operations(backend: str, wiring: Wiring, *, everything: bool, only: list[str]) -> frozenset[str]:
    """What reading needs, and all actions with `everything`; or what some actions need alone. Raises: UsageError."""
    if not only:
        return needed(backend, wiring.tools.values(), wiring.actions.values() if everything else ())
    for name in only:
        if name not in wiring.actions or wiring.actions[name].backend != backend:
            raise UsageError(
                Text(ko=f"{backend}에 이름이 {name}인 작업이 없습니다.", en=f"There is no action {name} on {backend}."),
                remedy=Text(ko="`baepo tools`로 목록을 볼 수 있습니다.", en="`baepo tools` lists the actions."),
            )
    return needed(backend, (), [wiring.actions[name] for name in only])


def _iam_policy(operations: Iterable[str]) -> dict[str, Any]:
    actions = sorted({_IAM_NAMES.get(o, o) for o in operations})
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Baepo", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    }


def _cluster_role(operations: Iterable[str]) -> dict[str, Any]:
    """One rule a resource; operations are written `verb resource.group`, with a dry run counting as its verb.

    Secrets are left out: RBAC cannot allow their names without their values, and no investigation needs them.
    """
    verbs: dict[tuple[str, str], set[str]] = {}
    for operation in operations:
        verb, resource = operation.split()[:2]
        plural, _, group = resource.partition(".")
        if plural == "secrets":
            continue
        verbs.setdefault((group, plural), set()).add(verb)
    rules = [{"apiGroups": [g], "resources": [r], "verbs": sorted(v)} for (g, r), v in sorted(verbs.items())]
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "baepo"},
        "rules": rules,
    }
