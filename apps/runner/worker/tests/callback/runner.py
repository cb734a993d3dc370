"""A runner at the other end of the socket: says what it is told to, keeps everything that comes."""

import contextlib
import json
import socket
import threading
from pathlib import Path
from typing import Any

Message = dict[str, Any]

TASK: Message = {
    "metric": {"name": "accuracy"},
    "trainer": {"updatesPerEpoch": 10, "tokensPerUpdate": None},
}


def start_message(updates: int = 4, evaluate_at: tuple[int, ...] = (0, 2, 4), **changes: Any) -> Message:
    return {
        "type": "start",
        "protocol": 1,
        "task": TASK,
        "recipe": {"batch": {"size": 8, "unit": "examples"}, "precision": "fp32"},
        "budget": {"unit": "updates", "amount": updates, "updates": updates},
        "seed": 3_000_000_001,
        "dataSeed": 7,
        "evaluateAt": list(evaluate_at),
        **changes,
    }


def rates(learning_rates: list[float], start: int = 0, groups: dict[str, list[float]] | None = None) -> Message:
    return {"type": "rates", "from": start, "learningRates": {"default": learning_rates, **(groups or {})}}


class Runner:
    """Listens at ``path``. Sends ``sent`` as soon as a script connects, and more when ``send`` is called."""

    def __init__(self, path: Path, *sent: Message) -> None:
        self.path = path
        self.received: list[Message] = []
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen(1)
        self._connected = threading.Event()
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, args=(sent,), daemon=True)
        self._thread.start()

    def wait_until_sent(self) -> None:
        """Returns once everything that was to be sent at the start is on its way."""
        self._connected.wait()

    def send(self, message: Message) -> None:
        self._connected.wait()
        assert self._connection is not None
        self._connection.sendall(json.dumps(message).encode() + b"\n")

    def hang_up(self) -> None:
        self._connected.wait()
        assert self._connection is not None
        self._connection.shutdown(socket.SHUT_RDWR)

    def all_received(self) -> list[Message]:
        """Everything that came, once the script has closed its end."""
        self._thread.join(10)
        assert not self._thread.is_alive(), "the script did not close its end"
        return self.received

    def types(self) -> list[str]:
        return [message["type"] for message in self.all_received()]

    def close(self) -> None:
        self._server.close()
        if self._connection is None:
            return
        # The thread reads to the end that this makes, before what it reads from is closed.
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._connection.close()

    def _serve(self, sent: tuple[Message, ...]) -> None:
        try:
            self._connection, _ = self._server.accept()
        except OSError:
            # Closed before anybody came.
            return
        # A script that stops at once has closed its end by now, or will in the middle of a line.
        with contextlib.suppress(OSError):
            for message in sent:
                self._connection.sendall(json.dumps(message).encode() + b"\n")
        self._connected.set()
        with contextlib.suppress(OSError), self._connection.makefile() as lines:
            self.received.extend(json.loads(line) for line in lines)
