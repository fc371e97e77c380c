"""Runs PostgreSQL's programs."""

import os
import re
import subprocess

from .errors import BackupError
from .settings import Database

#: Lines of a program's complaint that are passed on.
COMPLAINT_LINES = 5

#: Lines of a server's message that may quote what users wrote, which has no place in a log.
QUOTES_ROWS = re.compile(r"\b(DETAIL|CONTEXT|QUERY):")


def environment(database: Database | None = None) -> dict[str, str]:
    """Environment of a child process: nothing of ours but where things are, and the one password that it needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    password = {} if database is None or database.password == "" else {"PGPASSWORD": database.password}
    return {**kept, "LC_ALL": "C", "TZ": "UTC", **password}


def run(what: str, *command: str, database: Database | None = None, stdin: str | None = None) -> str:
    """Standard output of a program. Raises a BackupError with the end of its complaint when it fails."""
    try:
        result = subprocess.run(
            command,
            env=environment(database),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise BackupError(f"{what} failed: cannot run {command[0]}: {error.strerror}") from error
    if result.returncode != 0:
        raise BackupError(f"{what} failed: {complaint(result.stderr, result.returncode)}")
    return result.stdout


def complaint(stderr: str, returncode: int) -> str:
    """What a failed program said last, in one line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip() != "" and not QUOTES_ROWS.search(line)]
    ended = f"signal {-returncode}" if returncode < 0 else f"exit code {returncode}"
    return " | ".join(lines[-COMPLAINT_LINES:]) or f"it said nothing ({ended})"
