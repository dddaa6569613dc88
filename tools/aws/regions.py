"""Reading several regions at once: called by the tools of this package."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from tools.aws.client import AwsReader
from tools.spec import BadRequest, NotRead, Page, Row, ToolError

MAX_ROWS = 5000
_AT_ONCE = 8


def over_regions(
    reader: AwsReader, region: str | None, read: Callable[[str], Iterable[Row]], *, what: str, limit: int
) -> Page:
    """The rows of all regions, in the order of the regions; a region that fails is named in `not_read`.

    Raises: the error of the first region when no region could be read.
    """
    if not 1 <= limit <= MAX_ROWS:
        raise BadRequest(f"limit must be 1 to {MAX_ROWS}, not {limit}.")
    regions = reader.regions(region)

    def attempt(name: str) -> list[Row] | ToolError:
        try:
            return list(islice(read(name), limit + 1))
        except ToolError as error:
            return error

    answers = [attempt(regions[0])] if len(regions) == 1 else _at_once(attempt, regions)
    failures = [a for a in answers if isinstance(a, ToolError)]
    if len(failures) == len(regions):
        raise failures[0]
    rows = [row for answer in answers if not isinstance(answer, ToolError) for row in answer]
    return Page(
        items=tuple(rows[:limit]),
        cut=len(rows) > limit,
        not_read=tuple(
            NotRead.of(f"{what} in {name}", answer)
            for name, answer in zip(regions, answers, strict=True)
            if isinstance(answer, ToolError)
        ),
    )


def _at_once(attempt: Callable[[str], list[Row] | ToolError], regions: Iterable[str]) -> list[list[Row] | ToolError]:
    """Daemon threads instead of an executor's, which the interpreter waits for at its end (docs/decisions/004)."""
    slots = threading.BoundedSemaphore(_AT_ONCE)

    def work(name: str, answer: "Future[list[Row] | ToolError]") -> None:
        with slots:
            try:
                answer.set_result(attempt(name))
            except BaseException as error:  # noqa: BLE001 handed to the waiting thread, which raises it
                answer.set_exception(error)

    answers: list[Future[list[Row] | ToolError]] = []
    for name in regions:
        answers.append(Future())
        threading.Thread(target=work, args=(name, answers[-1]), name=f"region-{name}", daemon=True).start()
    return [answer.result() for answer in answers]


def tags_of(item: dict[str, Any], key: str = "Tags") -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get(key, ())}


def iso(moment: datetime | None) -> str:
    """UTC with a `Z`, "" where AWS gave none."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""


def said(row: dict[str, Any]) -> dict[str, Any]:
    """The row without fields on which AWS said nothing; False, 0 and empty lists are answers and stay."""
    return {key: value for key, value in row.items() if value is not None and value != ""}
