"""The job's entrypoint. What it works on stands in its environment: a shell's quoting is nobody's friend."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ratebook_ray.setting import SettingError, assert_same_user, read_setting


def main() -> None:
    try:
        folder, study, attempt, nonce = (
            os.environ[f"RATEBOOK_RAY_{name}"] for name in ("FOLDER", "STUDY", "ATTEMPT", "NONCE")
        )
        setting = read_setting(Path(folder), nonce)
        assert_same_user(Path(folder), Path(folder) / nonce)
    except (KeyError, SettingError) as error:
        sys.exit(f"{error}")
    # Imported late: where Ray is missing the folder is looked at all the same.
    from ratebook_ray.driver import drive

    drive(Path(folder), setting, study, int(attempt), nonce)


if __name__ == "__main__":
    main()
