"""The line to the runner: JSON objects, one a line, over a Unix socket whose path the environment names."""

import json
import os
import socket
from typing import Any

from ratebook_callback.errors import RatebookError

SOCKET_VARIABLE = "RATEBOOK_SOCKET"
"""Names the socket. It is a path, and no secret: only its owner may open it."""

Message = dict[str, Any]

_CHUNK_BYTES = 65536


class Channel:
    """Sends and receives messages; keeps what came until it is asked for."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""
        self._waiting: list[Message] = []

    @classmethod
    def connect(cls) -> "Channel":
        """Connects to the runner that started this process.

        Raises:
            RatebookError: where the process was not started by ``ratebook run``, is one of several, or a
                process before it used the connection up.
        """
        path = os.environ.get(SOCKET_VARIABLE)
        if not path:
            raise RatebookError(
                f"{SOCKET_VARIABLE} is not set: nobody is there to ask for learning rates.",
                "Start the script by the runner: ratebook run TASK POLICY -- python train.py",
            )
        world_size = os.environ.get("WORLD_SIZE", "1")
        if world_size != "1":
            raise RatebookError(
                f"WORLD_SIZE is {world_size}; expected 1: a run is recorded from one process.",
                "Start the script without a distributed launcher.",
                "unsupported",
            )
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
        except OSError as error:
            connection.close()
            raise RatebookError(
                f"The runner does not answer at {path} ({error.strerror}).",
                "It may have ended: start the script by ratebook run once more.",
            ) from error
        return cls(connection)

    def send(self, message: Message) -> None:
        """Sends one message. No number in it may be NaN or infinite: ``None`` stands for those."""
        text = json.dumps(message, allow_nan=False, separators=(",", ":"))
        try:
            self._connection.sendall(text.encode() + b"\n")
        except OSError as error:
            raise _runner_is_gone() from error

    def receive(self) -> Message:
        """The next message; waits for it."""
        while not self._waiting:
            self._read()
        return self._waiting.pop(0)

    def receive_waiting(self) -> list[Message]:
        """Every message that has come so far; does not wait."""
        while self._read(socket.MSG_DONTWAIT):
            pass
        waiting, self._waiting = self._waiting, []
        return waiting

    def close(self) -> None:
        self._connection.close()

    def _read(self, flags: int = 0) -> bool:
        """Takes what has come. False where nothing has, and nobody is to wait for it."""
        try:
            chunk = self._connection.recv(_CHUNK_BYTES, flags)
        except BlockingIOError:
            return False
        except OSError as error:
            raise _runner_is_gone() from error
        if not chunk:
            raise _runner_is_gone()
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._waiting.extend(_parse(line) for line in lines)
        return True


def finite_or_none(value: float) -> float | None:
    """A number as the wire carries it: what is not finite is ``None``."""
    return value if value == value and abs(value) != float("inf") else None


def _parse(line: bytes) -> Message:
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise RatebookError(f"The runner sent {line[:200]!r}; expected an object with a type.", "")
    return message


def _runner_is_gone() -> RatebookError:
    return RatebookError(
        "The runner has ended; there is nobody to ask for learning rates.",
        "What it recorded so far is kept: the same ratebook run command begins this run anew.",
    )
