"""Keeps a driver that another one has followed off the study: two must not write the same logs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ratebook_ray.setting import find_nonce

LOOK_EVERY = 1.0
"""Seconds: a training says something at every update, and the folder may lie on another machine's disk."""


class Fence:
    """Whether the folder is still its driver's. Once it is not it never is again. Logs and setting lie in one folder:
    who can write the ones can read the other. The clock is one that never jumps."""

    def __init__(self, folder: Path, nonce: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._nonce = nonce
        self._clock = clock
        self._looked_at = clock() - LOOK_EVERY
        self._is_open = True

    def is_open(self) -> bool:
        """Raises an OSError where the folder cannot be read."""
        now = self._clock()
        if self._is_open and now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._is_open = find_nonce(self._folder) == self._nonce
        return self._is_open
