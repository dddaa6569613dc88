"""What goes to a chat model and what comes back, whatever its library: the seam between dialogue and `models.langchain`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from assistant.errors import Failed
from assistant.language import Text
from assistant.models.spec import Limits

MAX_OUTPUT_TOKENS = 1500  # asked of every model, and counted as spent when its answer broke off
Message = dict[str, Any]  # as in the chat-completions protocol: role, content, tool_calls, tool_call_id


@dataclass(frozen=True, kw_only=True)
class RawCall:
    """A tool call as it came: `arguments` is text that may or may not be JSON."""

    name: str
    arguments: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """One whole answer of the model. Token counts are None where the server did not report them."""

    text: str
    calls: tuple[RawCall, ...] = ()
    input_tokens: int | None = None
    output_tokens: int | None = None


class Chat(Protocol):
    """One request to a model."""

    @property
    def name(self) -> str: ...

    def send(
        self, messages: Sequence[Message], tools: Sequence[Message], write: Callable[[str], None], limits: Limits
    ) -> Said:
        """Text goes to `write` as it comes. Raises: `ModelError`, `Cancelled`."""


class ModelError(Failed):
    """The model gave no usable answer; `reason` is one clause that a person is told."""

    worth_a_try: ClassVar[bool] = False  # the same request may work a moment later

    def __init__(self, reason: Text, *, remedy: str | Text = "") -> None:
        super().__init__(reason, remedy=remedy)
        self.reason = reason


class TryAgain(ModelError):
    """It may work in a moment; `after_s` is the delay the server asked for."""

    worth_a_try = True

    def __init__(self, reason: Text, *, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class Broken(ModelError):
    """The answer broke off, or was no answer in the protocol."""

    worth_a_try = True


class Stalled(ModelError):
    """Nothing came for too long: waiting once more would take the rest of the turn."""


class Rejected(ModelError):
    """The server will not serve this request however often it is sent: key, model name, size."""


class GaveUp(ModelError):
    """The model answers, but nothing that leads anywhere."""


class NotAllowed(ModelError):
    """This environment does not let this model see anything; `reason` is a whole sentence."""


class Unsupported(ModelError):
    """It answered, and most of the answer says more than was read."""
