"""What screens and widgets ask for. They only say it; `tui.app` passes it to the flow that does it."""

from typing import TYPE_CHECKING, Literal, Protocol

from textual.message import Message

from tui.cites import Spot
from tui.values import FindingRow, Found, PlanPage

if TYPE_CHECKING:
    from assistant.evidence import Evidence

Kind = Literal["guides", "evidence", "sessions", "environments", "themes", "compare"]  # what a finder looks for


class Finder(Protocol):
    """Who is looking for something: rows found are shown to it."""

    @property
    def kind(self) -> Kind: ...

    @property
    def about(self) -> str: ...

    def show(self, text: str, rows: tuple[Found, ...]) -> None: ...

    def leave(self) -> None: ...


class ReferenceOpened(Message):
    """An evidence id, a passage id or a plan id was chosen; `spots` are the rows and fields to show of an evidence."""

    def __init__(self, reference: str, spots: tuple[Spot, ...] = ()) -> None:
        super().__init__()
        self.reference, self.spots = reference, spots


class WholeOpened(Message):
    """All of an evidence or a passage is wanted, on a screen of its own."""

    def __init__(self, reference: str, spots: tuple[Spot, ...] = ()) -> None:
        super().__init__()
        self.reference, self.spots = reference, spots


class QuestionChosen(Message):
    """A prepared question or answer was picked."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question


class SessionChosen(Message):
    """An earlier conversation was picked to go on with."""

    def __init__(self, session: str) -> None:
        super().__init__()
        self.session = session


class CopyWanted(Message):
    """A text is to go to the clipboard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class ExportWanted(Message):
    """The conversation is to be written to a file."""


class CompareWanted(Message):
    """This evidence is to be laid beside another one."""

    def __init__(self, evidence: "Evidence") -> None:
        super().__init__()
        self.evidence = evidence


class PairChosen(Message):
    """Two evidences were chosen, by their ids, to be laid beside each other."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__()
        self.one, self.other = one, other


class FindingMarked(Message):
    """A finding is to be hidden, or shown again when it is hidden."""

    def __init__(self, row: FindingRow) -> None:
        super().__init__()
        self.row = row


class Searched(Message):
    """The search words of a finder changed."""

    def __init__(self, finder: Finder, text: str) -> None:
        super().__init__()
        self.finder, self.text = finder, text


class Taken(Message):
    """A row of a finder is to be opened (`open`) or exported (`export`), or another one begun (`new`, without an id)."""

    def __init__(self, finder: Finder, verb: str, id: str) -> None:
        super().__init__()
        self.finder, self.verb, self.id = finder, verb, id


class ChangeWanted(Message):
    """A person wants to `approve`, `reject`, `execute` or `undo` the plan that is shown."""

    def __init__(self, verb: str, page: PlanPage) -> None:
        super().__init__()
        self.verb, self.page = verb, page
