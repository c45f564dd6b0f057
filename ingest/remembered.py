"""Answers that are kept: the same cells and names are asked about again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Remembered(dict[tuple[Any, ...], Any]):
    """What a function gives for its arguments, at most so often kept; then it forgets all at once. Whole columns
    of arguments can be looked up in one go."""

    def __init__(self, function: Callable[..., Any], most: int) -> None:
        super().__init__()
        self._function, self._most = function, most

    def __missing__(self, arguments: tuple[Any, ...]) -> Any:
        if len(self) >= self._most:
            self.clear()
        found = self[arguments] = self._function(*arguments)
        return found
