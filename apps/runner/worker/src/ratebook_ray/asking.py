"""Ray Tune's search algorithm: whatever lies in the mailbox, nothing while it is empty, the end once it is closed."""

from __future__ import annotations

import time
from collections.abc import Callable

from ray.tune.search import Searcher
from ray.tune.stopper import Stopper

from ratebook_ray.fence import Fence
from ratebook_ray.inbox import AskInbox


class AskSearcher(Searcher):  # type: ignore[misc]
    """Tune asks it many times a second."""

    def __init__(self, inbox: AskInbox, common: dict[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(metric="updates", mode="max")
        self._inbox = inbox
        self._common = common
        self._clock = clock

    def suggest(self, trial_id: str) -> dict[str, str] | str | None:
        """The configuration of the next trial; None: nothing now; FINISHED: nothing ever."""
        name = self._inbox.take(trial_id, self._clock())
        if name is not None:
            return {**self._common, "ask": name}
        return str(Searcher.FINISHED) if self._inbox.is_over(self._clock()) else None

    def on_trial_complete(self, trial_id: str, result: dict[str, object] | None = None, error: bool = False) -> None:
        """Told by Tune; the answer is written by the teller, which knows why."""

    def save(self, checkpoint_path: str) -> None:
        """Nothing: a study goes on from its runs' logs, never from Tune's own state."""

    def restore(self, checkpoint_path: str) -> None:
        raise NotImplementedError("A study goes on from its runs' logs.")


class FenceStopper(Stopper):  # type: ignore[misc]
    """Ends all trainings, and with them the driver, once another driver has followed it."""

    def __init__(self, fence: Fence) -> None:
        self._fence = fence

    def __call__(self, trial_id: str, result: dict[str, object]) -> bool:  # noqa: ARG002
        return False

    def stop_all(self) -> bool:
        return not self._fence.is_open()
