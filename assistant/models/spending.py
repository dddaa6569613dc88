"""One request within what a turn may spend, and what it used, by the server's own count or else by ours. Called by
whatever sends requests."""

from collections.abc import Callable

from assistant.models.costs import Price
from assistant.models.exchange import Broken, Chat, GaveUp, Said, Stalled
from assistant.models.prompt import Prompt
from assistant.models.spec import Limits, Usage
from assistant.models.tokens import Count


def requested(
    chat: Chat,
    prompt: Prompt,
    write: Callable[[str], None],
    limits: Limits,
    *,
    price: Price | None,
    count: Count,
    most: int,
) -> Said:
    """The reply. It is sent only if the prompt and an answer of `most` tokens can be afforded; one that broke off counts
    as that, since nobody says how much of it was used.

    Raises: `ModelError`, `Cancelled`, `OutOfBudget`.
    """
    at_most = Usage(
        input_tokens=prompt.tokens,
        output_tokens=most,
        estimated=True,
        cost_usd=price.cost_usd(prompt.tokens, most) if price else None,
    )
    limits.afford(at_most)
    try:
        said = chat.send(prompt.messages, prompt.tools, write, limits)
    except (Broken, GaveUp, Stalled):
        limits.spend(at_most)
        raise
    limits.spend(usage_of(said, prompt, price, count))
    return said


def usage_of(said: Said, prompt: Prompt, price: Price | None, count: Count) -> Usage:
    """`estimated` where the server did not report its count."""
    went = prompt.tokens if said.input_tokens is None else said.input_tokens
    came = said.output_tokens
    if came is None:
        came = count(said.text) + sum(count(c.name + c.arguments) for c in said.calls)
    return Usage(
        input_tokens=went,
        output_tokens=came,
        estimated=said.input_tokens is None,
        cost_usd=price.cost_usd(went, came) if price else None,
    )
