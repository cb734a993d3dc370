from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from callback.runner import Message, Runner


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Runner]]:
    """Starts a runner that says these messages, and points the environment at it."""
    runners: list[Runner] = []

    def start(*sent: Message) -> Runner:
        runner = Runner(tmp_path / f"s{len(runners)}", *sent)
        monkeypatch.setenv("RATEBOOK_SOCKET", str(runner.path))
        runners.append(runner)
        return runner

    yield start
    for runner in runners:
        runner.close()
