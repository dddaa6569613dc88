"""Refusals in both languages. Called by executors and `manifests.proving`; `assistant.refusals` reads the Korean back."""

from typing import TypeVar

from assistant.language import Text, same
from tools.spec import BadRequest, NotFound, Reason

_NOTHING = same("")
_Refusal = TypeVar("_Refusal", bound=BadRequest | NotFound)


def refusal(kind: type[_Refusal], why: Text, remedy: Text = _NOTHING) -> _Refusal:
    """An error to raise: English is its message, Korean travels in its reason."""
    reason = Reason(code="said", parts={"why": why.ko, "remedy": remedy.ko})
    return kind(why.en, remedy=remedy.en, reason=reason)
