"""Which asks are under way, and when the driver has waited long enough for another."""

from __future__ import annotations

from ratebook_ray.mailbox import Mailbox

LOOK_EVERY = 0.3
"""Seconds: the folder may lie on another machine's disk."""


class AskInbox:
    """Hands out every open ask once; again only after it was given back. Times are on a clock that never jumps."""

    def __init__(self, mailbox: Mailbox, idle_seconds: float, now: float) -> None:
        self._mailbox = mailbox
        self._idle_seconds = idle_seconds
        self._under_way: dict[str, str] = {}
        self._looked_at = now - LOOK_EVERY
        self._busy_at = now

    def take(self, trial: str, now: float) -> str | None:
        """The next ask, from now on this trial's; None where there is none."""
        if self._under_way:
            self._busy_at = now
        if now - self._looked_at < LOOK_EVERY:
            return None
        under_way = set(self._under_way.values())
        # The runner may close it while asks lie there that it wants no more.
        asks = [] if self._mailbox.is_closed() else self._mailbox.open_asks()
        name = next((name for name in asks if name not in under_way), None)
        if name is None:
            self._looked_at = now
            return None
        self._under_way[trial] = name
        self._busy_at = now
        return name

    def ask_of(self, trial: str) -> str | None:
        return self._under_way.get(trial)

    def give_back(self, trial: str) -> None:
        """Its training has stopped, and was answered."""
        self._under_way.pop(trial, None)

    def is_over(self, now: float) -> bool:
        """Whether nothing comes any more: the runner has said so, or has said nothing for too long."""
        return self._mailbox.is_closed() or now - self._busy_at > self._idle_seconds
