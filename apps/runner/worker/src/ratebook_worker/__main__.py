"""Serves the runner until its end of standard input: one training after another."""

from __future__ import annotations

import os
import signal
import sys

from ratebook_worker.errors import to_worker_error
from ratebook_worker.inbox import Inbox
from ratebook_worker.options import Options, parse_options
from ratebook_worker.protocol import Writer


def own_output() -> Writer:
    """The protocol gets a descriptor of its own; what anybody prints goes to standard error from now on."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return Writer(os.fdopen(descriptor, "w", encoding="utf-8", buffering=1))


def serve(options: Options, inbox: Inbox, writer: Writer) -> None:
    """Each training ends with `finished` or `error`; the process goes on after both."""
    while True:
        try:
            start = inbox.next_start()
            if start is None:
                return
            # Imported late: where torch is missing or broken the runner is told so in a message.
            from ratebook_worker.loop import train

            train(start, options, inbox, writer)
        except BrokenPipeError:
            return
        except Exception as error:
            failure = to_worker_error(error)
            if failure.code == "internal":
                sys.excepthook(type(error), error, error.__traceback__)
            writer.send("error", code=failure.code, message=failure.message, hint=failure.hint)


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
