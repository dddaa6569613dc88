"""Every theme can be read: the contrast of what is written with what is behind it, as WCAG 2.2 (1.4.3) counts it."""

import asyncio
from collections.abc import Iterator

import pytest
from textual.color import Color
from textual.pilot import Pilot

from tests.unit.tui.test_snapshots import SCREENS, Host, fill, settled
from tui.widgets.side import EvidencePane

TEXT, DIM = 4.5, 3.0  # least contrast of text, and of what is switched off
_FRAMES = frozenset(" ─│╭╮╰╯┌┐└┘├┤┬┴┼▔▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐")
_SHOWN = (
    "finding",
    "greeting",
    "completion",
    "evidence",
    "plan",
    "table",
    "findings",
    "finder",
    "help",
    "confirm",
    "reason",
)


def contrast(one: Color, other: Color) -> float:
    """1 for the same, 21 for black and white."""

    def luminance(colour: Color) -> float:
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.normalized]
        return sum(v * share for v, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def written(pilot: Pilot[None]) -> Iterator[tuple[str, Color, Color, bool]]:
    """Each piece of text on the screen, its colour, the colour behind it, and whether it is dim."""
    for strip in pilot.app.screen._compositor.render_strips():
        for text, style, _control in strip:
            if style and style.color and style.bgcolor and not set(text) <= _FRAMES:
                yield (
                    text.strip(),
                    Color.from_rich_color(style.color),
                    Color.from_rich_color(style.bgcolor),
                    bool(style.dim),
                )


@pytest.mark.parametrize("theme", ["baepo", "baepo-light", "baepo-high-contrast", "baepo-mono"])
def test_what_is_written_can_be_read(theme: str) -> None:
    hard_to_read: list[str] = []

    async def look(name: str) -> None:
        screen = SCREENS[name]("en")
        host = Host(screen)
        async with host.run_test(size=(120, 40)) as pilot:
            host.theme = theme
            await pilot.pause()
            fill(name, screen, "en")
            await settled(pilot)
            for text, front, back, dim in written(pilot):
                shade = back.blend(front, 0.5) if dim else front
                ratio = contrast(shade, back)
                off = dim or name == "plan"  # the keys of the footer that do nothing in this state
                if ratio < (DIM if off else TEXT):
                    hard_to_read.append(f"{name}: {text!r} {ratio:.1f}")

    for name in _SHOWN:
        asyncio.run(look(name))
    assert not hard_to_read


@pytest.mark.parametrize("theme", ["baepo", "baepo-light", "baepo-high-contrast", "baepo-mono"])
def test_the_highlighted_line_stands_out(theme: str) -> None:
    async def run() -> None:
        screen = SCREENS["drawer"]("en")
        host = Host(screen)
        async with host.run_test(size=(120, 40)) as pilot:
            host.theme = theme
            await pilot.pause()
            fill("drawer", screen, "en")
            await settled(pilot)
            behind = {text: back for text, _front, back, _dim in written(pilot)}
            line = next(back for text, back in behind.items() if "read_objects" in text)
            assert contrast(line, screen.query_one(EvidencePane).background_colors[1]) > 1.15

    asyncio.run(run())
