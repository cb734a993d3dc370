from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from worker.process import WorkerProcess


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerProcess]:
    """One process for many trainings, as the runner uses it: importing torch takes seconds."""
    process = WorkerProcess(tmp_path_factory.mktemp("data"))
    yield process
    process.close()


@pytest.fixture
def another_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., WorkerProcess]]:
    """Starts further processes."""
    processes: list[WorkerProcess] = []

    def begin(*options: str, data: Path | None = None) -> WorkerProcess:
        processes.append(WorkerProcess(data or tmp_path_factory.mktemp("data"), *options))
        return processes[-1]

    yield begin
    for process in processes:
        if process.process.poll() is None:
            process.close()
