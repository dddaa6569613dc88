"""Where the settings file and the data folder are: read by `assistant.settings`, and at every Tab of a shell."""

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import UsageError
from assistant.language import Text


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where store, evidence, keys and log are; it need not exist yet."""
    return Path(environ.get("BAEPO_HOME") or _xdg(environ, "XDG_DATA_HOME", ".local/share") / "baepo").expanduser()


def demo_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where demo companies are kept; it need not exist. From within one, as its settings are used, the same."""
    folder = data_folder(environ)
    return folder.parent if in_demo(environ) else folder / "demo"


def in_demo(environ: Mapping[str, str] = os.environ) -> bool:
    """True where the data folder is that of a demo company."""
    return (data_folder(environ) / "world" / "truth.json").is_file()


def user_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file of this user; it need not exist yet."""
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "baepo" / "baepo.toml"


def settings_file(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The one that counts, None for none: `path`, else `BAEPO_CONFIG`, else in this folder, else the user's.

    Raises `UsageError` for a named one that does not exist.
    """
    named = path or (Path(environ["BAEPO_CONFIG"]) if environ.get("BAEPO_CONFIG") else None)
    if named:
        if not named.is_file():
            raise UsageError(
                Text(ko=f"{named} 파일이 없습니다.", en=f"There is no file {named}."),
                remedy=Text(ko="--config나 BAEPO_CONFIG를 고치세요.", en="Correct --config or BAEPO_CONFIG."),
            )
        return named
    return next((p.resolve() for p in (Path("baepo.toml"), user_file(environ)) if p.is_file()), None)


def configured(environ: Mapping[str, str] = os.environ) -> bool:
    """True once there is a settings file, or one is named; a store alone, which any question makes, has no environment."""
    try:
        return settings_file(None, environ) is not None
    except UsageError:
        return True


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> Path:
    return Path(environ.get(variable) or Path.home() / default)
