"""Makes one backup: dump, check, upload, read back, and only then the manifest that makes it count."""

import datetime
import hashlib
from pathlib import Path

from . import content, manifest, programs
from .errors import BackupError
from .log import say
from .manifest import Dump, Manifest
from .session import Session
from .settings import Database, Settings
from .store import CHUNK, Store


def run(settings: Settings, store: Store, folder: Path, started: datetime.datetime) -> Manifest:
    """The manifest of the finished backup. Raises a BackupError, and leaves no manifest, when anything is not right."""
    store.check()
    backup_id = started.strftime(manifest.ID_FORMAT)
    dumps = {database.name: _dump(database, folder) for database in settings.databases}
    for dump in dumps.values():
        store.upload(folder / dump.file, backup_id)
    for name, dump in dumps.items():
        store.fetch(backup_id, dump.file, dump.size, dump.sha256)
        say(f"{name}: uploaded {dump.size} bytes and read back the same")
    finished = Manifest(backup_id, _server_version(settings.databases[0]), dumps)
    _publish(finished, store)
    say(f"backup {backup_id} is complete: {finished.size} bytes")
    return finished


def _publish(finished: Manifest, store: Store) -> None:
    text = manifest.to_json(finished).encode()
    store.write(text, finished.id, manifest.FILE)
    try:
        store.fetch(finished.id, manifest.FILE, len(text), hashlib.sha256(text).hexdigest())
    except BackupError:
        # Without it the backup is unfinished, which is what it must count as.
        store.delete(finished.id, manifest.FILE)
        raise


def _dump(database: Database, folder: Path) -> Dump:
    file = folder / f"{database.name}.dump"
    with Session(database) as session:
        # One snapshot for the dump and for the figures that a restore is compared with.
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (snapshot,) = session.execute("SELECT pg_catalog.pg_export_snapshot()")
        names = content.tables(session)
        content.lock(session, names)
        say(f"{database.name}: dumping {len(names)} tables")
        programs.run(
            f"pg_dump of {database.name}",
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            f"--exclude-schema={content.OWN_SCHEMA}",
            "--lock-wait-timeout=60s",
            "--no-password",
            f"--file={file}",
            f"--dbname={database.conninfo}",
            database=database,
        )
        described = content.describe(session, names)
    # Reads and decompresses all of it; --list would be content with the first pages of half a file.
    programs.run(f"reading the dump of {database.name}", "pg_restore", "--file=/dev/null", str(file))
    rows = sum(table["rows"] for table in described["tables"].values())
    objects = described["largeObjects"]["count"]
    say(f"{database.name}: dumped {rows} rows, {objects} large objects; the dump is readable")
    return Dump(file.name, file.stat().st_size, _sha256(file), described)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _server_version(database: Database) -> str:
    with Session(database) as session:
        (version,) = session.execute("SHOW server_version")
        return version
