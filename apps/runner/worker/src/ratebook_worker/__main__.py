"""Serves the runner until its end of standard input: one training after another."""

from __future__ import annotations

import os
import signal
import sys

from ratebook_worker.errors import to_worker_error
from ratebook_worker.inbox import Inbox
from ratebook_worker.options import Options, parse_options
from ratebook_worker.protocol import Start, Writer


def own_output() -> Writer:
    """The protocol gets a descriptor of its own; what anybody prints goes to standard error from now on."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return Writer(os.fdopen(descriptor, "w", encoding="utf-8", buffering=1))


def serve(options: Options, inbox: Inbox, writer: Writer) -> None:
    """Each training ends with `finished` or `error`; the process goes on after both."""
    while True:
        start: Start | None = None
        try:
            start = inbox.next_start()
            if start is None:
                return
            # Imported late: where torch is missing or broken the runner is told so in a message.
            from ratebook_worker.loop import train

            train(start, options, inbox, writer)
            continue
        except BrokenPipeError:
            return
        except Exception as error:
            code, message, hint = _told(error)
        # Out here nothing holds the failed training any more: not the error, nor the frames in its traceback.
        if code == "out-of-memory" and start is not None:
            hint = _out_of_memory_hint(start, options)
        writer.send("error", code=code, message=message, hint=hint)


def _told(error: Exception) -> tuple[str, str, str]:
    """What the runner hears of an error; what nobody foresaw goes to standard error in full."""
    failure = to_worker_error(error)
    if failure.code == "internal":
        sys.excepthook(type(error), error, error.__traceback__)
    return failure.code, failure.message, failure.hint


def _out_of_memory_hint(start: Start, options: Options) -> str:
    from ratebook_worker.fitting import free_memory, out_of_memory_hint

    free_memory()
    return out_of_memory_hint(start, options)


def main() -> None:
    # Ctrl-C reaches the whole group of processes; when to stop is the runner's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    options = parse_options(sys.argv[1:])
    writer = own_output()
    inbox = Inbox(sys.stdin)
    inbox.read_in_background()
    serve(options, inbox, writer)


if __name__ == "__main__":
    main()
