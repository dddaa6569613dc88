"""Where a bill is; built by `assistant.settings` from `[environments.<name>.bills]`."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Target:
    """A FOCUS export: one CSV or Parquet file, or a folder of them."""

    path: Path

    @property
    def pinned(self) -> str:
        return ""

    @property
    def label(self) -> str:
        return self.path.name

    @property
    def recorded(self) -> bool:
        return True
