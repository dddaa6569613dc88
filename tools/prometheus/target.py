"""Where a Prometheus is; built by `assistant.settings` from `[environments.<name>.prometheus]`."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Target:
    """The server's address, and the environment variable with a bearer token where it asks for one."""

    url: str
    token_env: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ValueError("names no address such as http://prometheus.monitoring:9090, or one with a password in it")

    @property
    def pinned(self) -> str:
        return ""

    @property
    def label(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def recorded(self) -> bool:
        return False
