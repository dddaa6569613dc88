"""How far a server's clock is from ours, by the `Date` header of an answer. Source: RFC 9110, section 6.6.1."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def offset_s(date: str | None, now: datetime) -> float | None:
    """The server's clock minus `now`, to the second; None for a header that is missing or no date."""
    try:
        said = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return (said.replace(tzinfo=said.tzinfo or UTC) - now).total_seconds() if said else None
