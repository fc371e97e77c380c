"""What stands beside the dumps of a backup. It is written last: a backup without one is unfinished, and never used."""

import dataclasses
import datetime
import json
from typing import Any

from .content import CHECKSUM_ALGORITHM
from .errors import BackupError

FILE = "manifest.json"
FORMAT_VERSION = 1

#: Name of a backup, and of its folder: the UTC time at which it was started.
ID_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclasses.dataclass(frozen=True)
class Dump:
    """One database of a backup."""

    #: Object beside the manifest.
    file: str
    #: Bytes.
    size: int
    #: Hex digits.
    sha256: str
    #: What `content.describe` says of the snapshot that was dumped.
    content: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Manifest:
    id: str
    #: `server_version` of the server.
    postgres_version: str
    #: By name of the database.
    databases: dict[str, Dump]

    @property
    def size(self) -> int:
        """Bytes of all dumps."""
        return sum(dump.size for dump in self.databases.values())


def to_json(manifest: Manifest) -> str:
    document = {
        "formatVersion": FORMAT_VERSION,
        "id": manifest.id,
        "postgresVersion": manifest.postgres_version,
        "checksumAlgorithm": CHECKSUM_ALGORITHM,
        "databases": {name: dataclasses.asdict(dump) for name, dump in manifest.databases.items()},
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def from_json(text: bytes) -> Manifest:
    """Raises a BackupError for anything that this program did not write."""
    try:
        document = json.loads(text)
        if document["formatVersion"] != FORMAT_VERSION or document["checksumAlgorithm"] != CHECKSUM_ALGORITHM:
            raise BackupError(f"the manifest has format {document['formatVersion']}, which this program does not know")
        databases = {name: Dump(**dump) for name, dump in document["databases"].items()}
        return Manifest(document["id"], document["postgresVersion"], databases)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"the manifest cannot be read: {error!r}") from error


def time_of(backup_id: str) -> datetime.datetime | None:
    """When a backup was started; None for a folder that is no backup."""
    try:
        return datetime.datetime.strptime(backup_id, ID_FORMAT).replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return None
