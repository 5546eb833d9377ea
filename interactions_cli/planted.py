"""Names that somebody else has put where an output is to be written, in a folder open to all, such as /tmp."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name

# As many links as Linux follows.
MOST_LINKS = 40


def refuse_planted(path: str) -> None:
    """Refuse to write through a link or into a pipe or file of another user in a folder that everybody may write to.

    A link there could lead to any file of ours, and a pipe could carry the rows to anybody. What the owner of the
    folder has put there is trusted, as Linux trusts it (`protected_symlinks`).

    Raises:
        OutputError: There is such a name.
    """
    name = Path(path)
    for _ in range(MOST_LINKS):
        try:
            entry, folder = name.lstat(), name.parent.stat()
        except OSError:
            return
        if _is_planted(entry, folder):
            raise OutputError(
                f"{path} is not written to: {name} belongs to another user, in a folder that everybody may write to",
                f"Write to a folder of your own, or see who it is: `ls -l {shell_name(str(name))}`.",
            )
        if not stat.S_ISLNK(entry.st_mode):
            return
        name = name.parent / name.readlink()


def _is_planted(entry: os.stat_result, folder: os.stat_result) -> bool:
    if not folder.st_mode & stat.S_IWOTH or entry.st_uid in (os.geteuid(), folder.st_uid):
        return False
    # Without the sticky bit everybody may replace everybody's files, which such a folder may be there for.
    return bool(folder.st_mode & stat.S_ISVTX) or not stat.S_ISREG(entry.st_mode)
