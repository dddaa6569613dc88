"""`baepo propose`: a plan for one action on one named target, for people who already know what they want."""

import argparse
import difflib
import json
import sys
from typing import Any

from assistant.commands import options as common
from assistant.commands import output
from assistant.environments import Environment
from assistant.errors import DONE, UsageError
from assistant.identity import ResourceRef
from assistant.language import Text, same, with_particle
from assistant.plan_text import plan_text
from assistant.plans import Plan, Proposal
from assistant.settings import Settings
from assistant.wiring import Wiring

_EXAMPLES = """  baepo propose kube.rollback_deployment shop/checkout to_revision=41 --env prod
  baepo propose kube.scale_deployment shop/web replicas=5 --env prod
  baepo propose kube.cordon_node node-2 --env prod
  baepo propose manifest deploy.yaml --env prod      what you have written, after its checks
  baepo propose aws.delete_volume ap-northeast-2/vol-0abc --env prod"""


MANIFEST = "manifest"


def main(argv: list[str]) -> int:
    parser = common.parser(
        "propose", "Plan one action on one target; `baepo tools` lists actions.", _EXAMPLES, env=True
    )
    parser.add_argument("action", help=f"exact name of the action, or `{MANIFEST}` to apply files you have written")
    parser.add_argument("target", metavar="PLACE/ID", help="namespace/name, region/id, a node; of a manifest the PATH")
    parser.add_argument("arguments", nargs="*", metavar="NAME=VALUE", help="of a manifest more paths")
    of_manifest = parser.add_argument_group("of a manifest")
    of_manifest.add_argument("-n", "--namespace", metavar="NAME", help="for objects that name none")
    of_manifest.add_argument("--take-over", action="store_true", help="also set fields that other managers own")
    of_manifest.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="CHECK",
        help="a check whose objection is known; may be repeated",
    )
    options = parser.parse_args(argv)
    settings = common.load(options)
    if options.action == MANIFEST:
        from assistant.commands import propose_manifest

        return propose_manifest.run(options, settings)
    environment = common.environment(options, settings)
    wiring = Wiring(settings)
    action = wiring.actions.get(options.action)
    if action is None:
        close = difflib.get_close_matches(options.action, wiring.actions)
        near = Text(ko=f"혹시 {', '.join(close)}? ", en=f"Did you mean {' or '.join(close)}? ") if close else same("")
        raise UsageError(
            Text(ko=f"이름이 {options.action}인 작업이 없습니다.", en=f"There is no action {options.action}."),
            remedy=Text(
                ko=f"{near.ko}`baepo tools`로 목록을 볼 수 있습니다.", en=f"{near.en}`baepo tools` lists the actions."
            ),
        )
    place, name = _target(options.target, placed=action.placed)
    backend = environment.targets.get(action.backend)
    target = ResourceRef(
        provider=action.backend, scope=backend.pinned if backend else "", place=place, kind=action.kind, id=name
    )
    proposal = Proposal(action=action.name, target=target, arguments=dict(map(_argument, options.arguments)))
    plan = wiring.proposer.propose((proposal,), principal=wiring.principal, environment=environment, session="")
    show(plan, environment, settings, options)
    return DONE


def show(plan: Plan, environment: Environment, settings: Settings, options: argparse.Namespace) -> None:
    """Prints a plan that waits for its approver."""
    if options.json:
        common.print_json("baepo.plan_proposed/1", id=plan.id, digest=plan.digest, plan=plan.to_json())
        return
    lang = common.language(options)
    ruling = settings.policy.decide(plan.requester, plan, environment)
    text = plan_text(plan, environment, ruling, state="waiting", lang=lang)
    print(output.flowing(output.markdown(text, style=output.styled(sys.stdout))))


def _target(written: str, *, placed: bool) -> tuple[str, str]:
    """(place, id); "" as the place of what lies in none. Raises: UsageError."""
    place, slash, name = written.partition("/") if placed else ("", "/", written)
    if not slash or (placed and not place) or not name or "/" in name:
        form = Text(ko="PLACE/ID 형식", en="PLACE/ID") if placed else Text(ko="이름만 적는 형식", en="its name alone")
        raise UsageError(
            Text(ko=f"{with_particle(repr(written), '은')} 대상이 아닙니다.", en=f"{written!r} is not a target."),
            remedy=Text(
                ko=f"{form.ko}으로 적으세요.\n예:\n{_EXAMPLES}", en=f"Write it as {form.en}.\nexamples:\n{_EXAMPLES}"
            ),
        )
    return place, name


def _argument(written: str) -> tuple[str, Any]:
    """`name=value`; a value that reads as JSON (a number, true, a list) is that, anything else is text."""
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(written), '은')} NAME=VALUE 형식이 아닙니다.",
                en=f"{written!r} is not NAME=VALUE.",
            ),
            remedy=Text(ko="예: to_revision=41", en="For example to_revision=41."),
        )
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
