"""Answers that may be a little old, kept in this process for a number of seconds."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Memory(Generic[Answer]):
    """Keeps at most `most` answers for `seconds`; when it is full it starts again."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._kept: dict[Hashable, tuple[float, Answer]] = {}

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The kept answer, or a fresh one."""
        kept = self._kept.get(key)
        moment = time.monotonic()
        if kept and kept[0] > moment:
            return kept[1]
        answer = make()
        if len(self._kept) >= self._most:
            self._kept = {}
        self._kept[key] = (moment + self._seconds, answer)
        return answer

    def forget(self) -> None:
        """Makes every answer fresh at its next question."""
        self._kept = {}
