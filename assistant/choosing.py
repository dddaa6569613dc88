"""Which environment a question or a command is about. Called by every front end, before anything heavy is imported."""

from collections.abc import Mapping

from assistant.environments import NO_PLACE, Environment
from assistant.errors import UsageError
from assistant.language import Text
from assistant.planner.places import places_named


def choose_environment(
    environments: Mapping[str, Environment], *, question: str = "", wanted: str = "", default: str = ""
) -> Environment:
    """The one named on the command line, else in the question, else the default, else the only one.

    Raises `UsageError` with the candidates when more than one fits: it is never guessed where to act.
    """
    if wanted:
        if wanted not in environments:
            raise UsageError(
                Text(ko=f"이름이 {wanted}인 환경이 없습니다.", en=f"There is no environment {wanted}."),
                remedy=_choices(environments),
            )
        return environments[wanted]
    meant = places_named(question, {e.name: (e.name, *e.aliases) for e in environments.values()})
    named = [environments[name] for name in meant]
    if len(named) == 1:
        return named[0]
    if not named and default:
        return choose_environment(environments, wanted=default)
    if not named and len(environments) == 1:
        return next(iter(environments.values()))
    if not environments:
        raise UsageError(
            Text(ko="설정된 환경이 없습니다.", en="No environment is configured."),
            remedy=Text(
                ko="baepo init이 이 컴퓨터에서 찾은 것으로 만들어 줍니다. 먼저 해 보려면 `baepo demo`를 실행하세요.",
                en="baepo init writes one from what this machine knows; or try `baepo demo`.",
            ),
        )
    raise UsageError(
        Text(ko="어느 환경인가요?", en="Which environment do you mean?"),
        remedy=_choices({e.name: e for e in named} or environments),
    )


def where_to_ask(
    environments: Mapping[str, Environment], *, question: str, wanted: str = "", default: str = ""
) -> Environment:
    """As `choose_environment`; where none is configured a question still reaches the guides.

    Raises: UsageError.
    """
    if not environments and not wanted:
        return NO_PLACE
    return choose_environment(environments, question=question, wanted=wanted, default=default)


def _choices(environments: Mapping[str, Environment]) -> Text:
    names = ", ".join(sorted(environments))
    return Text(
        ko=f"--env로 하나를 고르세요: {names or '(설정된 것이 없음)'}",
        en=f"Use --env with one of: {names or '(none configured)'}",
    )
