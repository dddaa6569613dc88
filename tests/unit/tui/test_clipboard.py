"""What is copied, as far as terminals take it."""

import base64
import os

import pytest

from tui.clipboard import MOST_BYTES, fitting, through_tmux


@pytest.mark.parametrize("text", ["", "checkout", "한글" * 9_000])
def test_what_fits_is_copied_whole(text: str) -> None:
    assert fitting(text) == (text, False)


@pytest.mark.parametrize("letter", ["x", "한", "👩‍🚀"])
def test_what_is_too_long_is_cut_between_characters_and_fits(letter: str) -> None:
    text = letter * (MOST_BYTES + 1)
    kept, cut = fitting(text)
    assert cut
    assert text.startswith(kept)
    assert len(base64.b64encode(kept.encode())) <= 74_994  # what xterm takes
    assert MOST_BYTES - 4 < len(kept.encode()) <= MOST_BYTES


def test_outside_of_tmux_nothing_is_run() -> None:
    assert not through_tmux("x", {"PATH": os.environ["PATH"]})


def test_a_tmux_that_is_gone_is_no_error() -> None:
    assert not through_tmux("x", {"PATH": os.environ["PATH"], "TMUX": "/nowhere/tmux.sock,1,0"})
