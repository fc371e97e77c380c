"""What is in the bucket: which backups can be restored, and which can go."""

import dataclasses
import datetime

from . import manifest
from .errors import BackupError, RetentionError
from .log import say, warn
from .manifest import Manifest
from .store import Store

#: A backup without a manifest may still be under way; after this time it is not.
UNFINISHED_AFTER = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Backup:
    id: str
    taken: datetime.datetime
    #: Names of its objects, the manifest first: once that is gone, the rest is an unfinished backup and never used.
    files: tuple[str, ...]
    #: Has a manifest, so that it was verified when it was made.
    complete: bool
    #: Why a complete one cannot be restored all the same; None when nothing speaks against it.
    damage: str | None

    @property
    def good(self) -> bool:
        return self.complete and self.damage is None


def backups(store: Store) -> list[Backup]:
    """All backups, newest first. Folders that this program did not make are left out, and left alone."""
    found = [
        _inspect(store, backup_id, taken, sizes)
        for backup_id, sizes in store.sizes().items()
        if (taken := manifest.time_of(backup_id)) is not None
    ]
    return sorted(found, key=lambda backup: backup.taken, reverse=True)


def _inspect(store: Store, backup_id: str, taken: datetime.datetime, sizes: dict[str, int]) -> Backup:
    files = tuple(sorted(sizes, key=lambda file: (file != manifest.FILE, file)))
    complete = manifest.FILE in sizes
    damage = _damage(store, backup_id, sizes) if complete else None
    return Backup(backup_id, taken, files, complete, damage)


def _damage(store: Store, backup_id: str, sizes: dict[str, int]) -> str | None:
    text = store.read(backup_id, manifest.FILE)
    try:
        described = manifest.from_json(text)
    except BackupError as error:
        return str(error)
    for dump in described.databases.values():
        if dump.file not in sizes:
            return f"{dump.file} is missing"
        if sizes[dump.file] != dump.size:
            return f"{dump.file} has {sizes[dump.file]} bytes instead of {dump.size}"
    return None


def newest(store: Store) -> Manifest:
    """The newest complete backup. Raises a BackupError when there is none, or it is damaged: no older one will do."""
    for backup in backups(store):
        if backup.damage is not None:
            raise BackupError(f"the newest backup, {backup.id}, is damaged: {backup.damage}")
        if backup.complete:
            return manifest.from_json(store.read(backup.id, manifest.FILE))
    raise BackupError("there is no complete backup")


def expired(
    found: list[Backup], now: datetime.datetime, retention: datetime.timedelta, keep_at_least: int
) -> list[Backup]:
    """
    What can go: good backups older than the retention, but never the newest `keep_at_least` of them, whatever the clock
    says; and unfinished ones older than a day. A damaged backup stays for people to look at, and counts for nothing.
    """
    good = [backup for backup in found if backup.good]
    unfinished = [backup for backup in found if not backup.complete]
    return [backup for backup in good[keep_at_least:] if now - backup.taken > retention] + [
        backup for backup in unfinished if now - backup.taken > UNFINISHED_AFTER
    ]


def apply_retention(store: Store, now: datetime.datetime, retention: datetime.timedelta, keep_at_least: int) -> None:
    """Deletes what has expired. To be called after a new backup was verified, and at no other time."""
    try:
        found = backups(store)
        for backup in found:
            if backup.damage is not None:
                warn(f"backup {backup.id} is damaged and left for inspection: {backup.damage}")
        for backup in expired(found, now, retention, keep_at_least):
            for file in backup.files:
                store.delete(backup.id, file)
            say(f"deleted {'' if backup.complete else 'unfinished '}backup {backup.id}")
        aborted = store.abort_uploads(now - UNFINISHED_AFTER)
        if aborted > 0:
            say(f"aborted {aborted} unfinished uploads")
    except BackupError as error:
        raise RetentionError(f"the new backup is good, but old ones cannot be deleted: {error}") from error
