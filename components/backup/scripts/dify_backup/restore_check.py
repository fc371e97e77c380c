"""Restores the newest backup and compares it with what was dumped: a backup that was never restored is a hope."""

import json
from pathlib import Path
from typing import Any

from . import catalogue, content, programs
from .errors import BackupError
from .log import say
from .manifest import Dump, Manifest
from .scratch import ScratchServer
from .session import Session
from .store import Store

#: Processes that restore at a time.
JOBS = 2


def run(store: Store, folder: Path, report: Path | None) -> Manifest:
    """
    The manifest of the backup that was restored. Raises a BackupError when it cannot be, or is not as it was.

    `report`: file that the compared figures are written to, also of a failed comparison.
    """
    backup = catalogue.newest(store)
    say(f"restoring backup {backup.id}, {backup.size} bytes, of PostgreSQL {backup.postgres_version}")
    restored: dict[str, Any] = {}
    with ScratchServer(folder) as server:
        for name, dump in backup.databases.items():
            restored[name] = _restore(server, store, backup.id, name, dump, folder)
    found = [
        f"{name}: {difference}"
        for name, dump in backup.databases.items()
        for difference in content.differences(dump.content, restored[name])
    ]
    if report is not None:
        expected = {name: dump.content for name, dump in backup.databases.items()}
        report.write_text(json.dumps({"expected": expected, "restored": restored}))
    if found:
        raise BackupError(f"backup {backup.id} does not restore to what was dumped: {'; '.join(found)}")
    say(f"backup {backup.id} restores to what was dumped")
    return backup


def _restore(
    server: ScratchServer, store: Store, backup_id: str, name: str, dump: Dump, folder: Path
) -> dict[str, Any]:
    file = folder / dump.file
    store.fetch(backup_id, dump.file, dump.size, dump.sha256, file)
    database = server.create(name)
    # Roles and their rights come from the stack, and are not in the dump of a database.
    programs.run(
        f"restoring {name}",
        "pg_restore",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--jobs={JOBS}",
        f"--dbname={database.conninfo}",
        str(file),
    )
    file.unlink()
    with Session(database) as session:
        restored = content.describe(session, content.tables(session))
    rows = sum(table["rows"] for table in restored["tables"].values())
    objects = restored["largeObjects"]["count"]
    say(f"{name}: restored {len(restored['tables'])} tables, {rows} rows, {objects} large objects")
    return restored
