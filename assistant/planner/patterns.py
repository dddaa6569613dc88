"""Regular expressions that are compiled when they are first needed: most questions need few. Used by the planner's modules."""

import re
from functools import cached_property


class Lazy:
    """A pattern that ignores case."""

    def __init__(self, written: str) -> None:
        self.written = written

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.written, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text)

    def sub(self, put: str, text: str) -> str:
        return self.compiled.sub(put, text)
