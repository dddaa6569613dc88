"""Which environment a question or a command is about. Called by every front end, before anything heavy is imported."""

from collections.abc import Mapping

from assistant.environments import Environment
from assistant.errors import UsageError
from assistant.language import Text, language_of
from assistant.planner.places import places_named


def choose_environment(
    environments: Mapping[str, Environment], *, question: str = "", wanted: str = "", default: str = ""
) -> Environment:
    """The one named on the command line, else in the question, else the default, else the only one.

    Raises `UsageError` with the candidates when more than one fits: it is never guessed where to act.
    """
    if wanted:
        if wanted not in environments:
            raise UsageError(f"There is no environment {wanted}.", remedy=_choices(environments))
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
            "No environment is configured.",
            remedy="baepo init writes one from what this machine knows; or try `baepo demo`.",
        )
    which = Text(ko="어느 환경인가요?", en="Which environment do you mean?").in_(language_of(question))
    raise UsageError(which, remedy=_choices({e.name: e for e in named} or environments))


def _choices(environments: Mapping[str, Environment]) -> str:
    return "Use --env with one of: " + (", ".join(sorted(environments)) or "(none configured)")
