"""
Command line.

    python3 -m dify_backup backup                          dump, upload, verify; then delete what has expired
    python3 -m dify_backup restore-check [--report FILE]   restore the newest backup and compare it

Exit code 0: done. 1: failed, trying again may help. 2: wrong settings or arguments. 3: the backup is good, but old ones
cannot be deleted.
"""

import argparse
import datetime
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import backup, catalogue, restore_check
from .errors import BackupError, Interrupted
from .log import fail, say
from .manifest import Manifest, time_of
from .outcome import Recorder
from .settings import Settings, from_environment
from .store import Store


def main() -> int:
    arguments = _parse()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        settings = from_environment(os.environ)
        store = Store(settings)
        with tempfile.TemporaryDirectory(prefix="run-", dir=settings.work_folder) as folder:
            if arguments.operation == "backup":
                _backup(settings, store, Path(folder))
            else:
                _recorded(settings, "restore_check", lambda: restore_check.run(store, Path(folder), arguments.report))
    except BackupError as error:
        fail(str(error))
        return error.exit_code
    except OSError as error:
        fail(f"{error.filename or settings.work_folder}: {error.strerror}")
        return BackupError.exit_code
    return 0


def _backup(settings: Settings, store: Store, folder: Path) -> None:
    now = datetime.datetime.now(datetime.timezone.utc)
    finished = _recorded(settings, "backup", lambda: backup.run(settings, store, folder, now))

    def retention() -> Manifest:
        catalogue.apply_retention(store, now, datetime.timedelta(days=settings.retention_days), settings.keep_at_least)
        return finished

    _recorded(settings, "retention", retention)


def _recorded(settings: Settings, operation: str, work: Callable[[], Manifest]) -> Manifest:
    recorder = Recorder(settings.databases[0], operation)
    recorder.started()
    started = time.monotonic()
    try:
        done = work()
    except BaseException:
        recorder.failed()
        raise
    seconds = time.monotonic() - started
    recorder.succeeded(seconds, done.size, time_of(done.id))
    say(f"{operation} succeeded after {seconds:.1f} s")
    return done


def _interrupt(_signal: int, _frame: object) -> None:
    raise Interrupted("told to stop before the work was done")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dify_backup")
    operations = parser.add_subparsers(dest="operation", required=True)
    operations.add_parser("backup")
    operations.add_parser("restore-check").add_argument("--report", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
