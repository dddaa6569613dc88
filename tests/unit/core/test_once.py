"""Parts made on first use, asked for by several threads at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from assistant.once import once
from tests.fakes import WAIT_S


class Owner:
    def __init__(self, made: Callable[[], None]) -> None:
        self.making = threading.RLock()
        self._made = made

    @once
    def part(self) -> object:
        self._made()
        return object()

    @once
    def whole(self) -> tuple[object, object]:
        return self.part, self.part


def test_two_threads_that_ask_at_once_get_the_same() -> None:
    """The first is held while it makes the part until the second has asked, or would have made its own."""
    entered: list[int] = []
    second_made = threading.Event()

    def made() -> None:
        entered.append(1)
        if len(entered) > 1:
            second_made.set()
        else:
            second_made.wait(0.3)  # without a lock the second gets here meanwhile

    owner = Owner(made)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: owner.part, range(2))
    assert first is second
    assert len(entered) == 1


def test_two_owners_are_made_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=WAIT_S)

    def made() -> None:
        both.wait()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda owner: owner.part, [Owner(made), Owner(made)])
    assert one is not other


def test_parts_need_one_another() -> None:
    owner = Owner(lambda: None)
    assert owner.whole == (owner.part, owner.part)
    assert isinstance(Owner.part, once)
