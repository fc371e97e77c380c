"""Records how each operation went in the first database, where the server's exporter reads it and alerts can see it."""

import datetime

from . import programs
from .content import OWN_SCHEMA
from .errors import BackupError
from .log import warn
from .settings import Database

#: `last_attempt_at` is written before the work: a run that is killed shows as an attempt that no success followed.
TABLE = f"""
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS {OWN_SCHEMA};
CREATE TABLE IF NOT EXISTS {OWN_SCHEMA}.backup_outcome (
    operation text PRIMARY KEY,
    last_attempt_at timestamptz NOT NULL,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    failures_since_success integer NOT NULL DEFAULT 0,
    duration_seconds double precision,
    size_bytes bigint,
    backup_taken_at timestamptz
);
GRANT USAGE ON SCHEMA {OWN_SCHEMA} TO pg_monitor;
GRANT SELECT ON {OWN_SCHEMA}.backup_outcome TO pg_monitor;
"""

STARTED = f"""
INSERT INTO {OWN_SCHEMA}.backup_outcome (operation, last_attempt_at) VALUES (:'operation', now())
ON CONFLICT (operation) DO UPDATE SET last_attempt_at = now();
"""

FAILED = f"""
UPDATE {OWN_SCHEMA}.backup_outcome SET last_failure_at = now(), failures_since_success = failures_since_success + 1
WHERE operation = :'operation';
"""

SUCCEEDED = f"""
UPDATE {OWN_SCHEMA}.backup_outcome SET last_success_at = now(), failures_since_success = 0,
    duration_seconds = :'duration', size_bytes = :'size', backup_taken_at = :'taken'
WHERE operation = :'operation';
"""


class Recorder:
    """
    Never raises a BackupError: a backup is not given up because nobody can be told of it. An alert on the age of the
    last success fires then.
    """

    def __init__(self, database: Database, operation: str) -> None:
        self._database = database
        self._operation = operation

    def started(self) -> None:
        self._record(TABLE + STARTED, {})

    def failed(self) -> None:
        self._record(FAILED, {})

    def succeeded(self, seconds: float, size: int, taken: datetime.datetime) -> None:
        """`size`: bytes of the backup that it was about; `taken`: when that backup was started."""
        self._record(SUCCEEDED, {"duration": f"{seconds:.1f}", "size": str(size), "taken": taken.isoformat()})

    def _record(self, sql: str, values: dict[str, str]) -> None:
        variables = {"ON_ERROR_STOP": "1", "operation": self._operation, **values}
        arguments = [argument for name, value in variables.items() for argument in ("-v", f"{name}={value}")]
        command = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", *arguments, self._database.conninfo]
        try:
            programs.run("psql", *command, database=self._database, stdin=sql)
        except BackupError as error:
            warn(f"the outcome of {self._operation} is not recorded: {error}")
