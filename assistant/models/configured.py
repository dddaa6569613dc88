"""The `Model` that settings name. Called by `assistant.wiring`; loads nothing of a language model's libraries."""

from collections.abc import Callable, Mapping

from assistant.models.access import OFFLINE, ModelAccess, allow
from assistant.models.costs import price_of
from assistant.models.dialogue import LanguageModel
from assistant.models.langchain import LangchainChat
from assistant.models.planner import OfflinePlanner
from assistant.models.prompt import Passages
from assistant.models.resilient import Resilient
from assistant.models.spec import Model
from assistant.models.wording import OUTPUT_TOKENS, Wording


def language_model(
    access: ModelAccess, *, environ: Mapping[str, str], passages: Passages, redact: Callable[[str], str]
) -> LanguageModel:
    """The model alone, as previews and tests want it."""
    return LanguageModel(
        LangchainChat(access, environ=environ),
        price=price_of(access.price, local=access.local),
        passages=passages,
        redact=redact,
        first_tokens=access.prompt_tokens,
    )


def configured(
    access: ModelAccess,
    *,
    environ: Mapping[str, str],
    passages: Passages,
    redact: Callable[[str], str],
    covers: Callable[[str], bool | None] = lambda _question: None,
) -> Model:
    """What leads the turns: the planner, or a language model with the planner behind it.

    Raises: `UsageError` when its key is not set.
    """
    if access.name == OFFLINE:
        return OfflinePlanner(covers)
    access.key(environ)
    if access.led:
        return OfflinePlanner()
    model = language_model(access, environ=environ, passages=passages, redact=redact)
    return Resilient(model, check=lambda turn: allow(access, turn.environment))


def wording(access: ModelAccess, *, environ: Mapping[str, str], redact: Callable[[str], str]) -> Wording:
    """What puts an answer in a sentence, alone, as previews want it."""
    chat = LangchainChat(access, environ=environ, output_tokens=OUTPUT_TOKENS)
    return Wording(chat, price=price_of(access.price, local=access.local), redact=redact)


def configured_words(access: ModelAccess, *, environ: Mapping[str, str], redact: Callable[[str], str]) -> Model | None:
    """The language model that puts the planner's answers in a sentence; None where there is none, or where it leads."""
    if access.name == OFFLINE or not access.led:
        return None
    return Resilient(
        wording(access, environ=environ, redact=redact), check=lambda turn: allow(access, turn.environment)
    )
