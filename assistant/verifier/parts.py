"""The parts of a sentence that the checks of `assistant.verifier.verify` take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence with the names it is about."""

    text: str
    subjects: frozenset[str]
