"""Files that are there whole or not at all, also after a kill."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

SIDE_FILE_ENDING = ".part"
"""The runner removes what a kill leaves of such files."""


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Writes beside the file, syncs, then gives it its name. Nothing half-written stays where that fails.

    Raises the system's OSError, the file's name in it: a full disk is said as such, also where torch writes.
    """
    side = path.with_name(f"{path.name}.{os.getpid()}{SIDE_FILE_ENDING}")
    try:
        with side.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        side.replace(path)
    except (OSError, RuntimeError) as error:
        # torch's writer speaks of positions in its archive; what the system refused stands behind that.
        cause = error if isinstance(error, OSError) else error.__context__
        if not isinstance(cause, OSError):
            raise
        raise OSError(cause.errno, cause.strerror, str(path)) from error
    finally:
        side.unlink(missing_ok=True)
