"""A database session that stays open: psql as a coprocess, fed through pipes."""

import json
import signal
import subprocess
import tempfile
from types import TracebackType
from typing import Any

from .errors import BackupError
from .programs import complaint, environment
from .settings import Database

END = "--end-of-result--"

#: Seconds that psql has to end by itself.
END_SECONDS = 10

#: Everything that changes how a value is written, so that the same row has the same text on every server. Set by
#: statements, as PgBouncer drops start-up options.
SAME_TEXT_EVERYWHERE = """
SET client_encoding = 'UTF8'; SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET lc_monetary = 'C';
SET xmloption = 'content';
"""

#: A dump takes as long as it takes; only waiting for somebody else's lock has a limit.
NO_TIME_LIMITS = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s';"


class Session:
    """Use as a context manager. Every method raises a BackupError when the server or the connection fails."""

    def __init__(self, database: Database) -> None:
        self._name = database.name
        self._stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        options = ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "-v", "ON_ERROR_STOP=1"]
        self._psql = subprocess.Popen(
            ["psql", *options, database.conninfo],
            env={**environment(database), "PGCLIENTENCODING": "UTF8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> "Session":
        self.execute(SAME_TEXT_EVERYWHERE + NO_TIME_LIMITS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # SIGINT cancels a statement that still runs on the server; the end of its input ends an idle psql.
        self._psql.send_signal(signal.SIGINT)
        try:
            self._psql.stdin.close()
        except OSError:
            # psql has ended before.
            pass
        try:
            self._psql.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._psql.kill()
            self._psql.wait()
        self._psql.stdout.close()
        self._stderr.close()

    def execute(self, sql: str) -> list[str]:
        """Lines of the result of statements."""
        try:
            self._psql.stdin.write(f"{sql.strip().rstrip(';')};\n\\echo {END}\n")
            self._psql.stdin.flush()
        except OSError:
            # psql has ended; it said why on standard error.
            self._fail()
        lines: list[str] = []
        for line in iter(self._psql.stdout.readline, ""):
            if line.rstrip("\n") == END:
                return lines
            lines.append(line.rstrip("\n"))
        return self._fail()

    def rows(self, sql: str) -> list[Any]:
        """Result of a query whose one column is jsonb."""
        return [json.loads(line) for line in self.execute(sql)]

    def row(self, sql: str) -> Any:
        """The only row of such a query."""
        (only,) = self.rows(sql)
        return only

    def _fail(self) -> Any:
        code = self._psql.wait()
        self._stderr.seek(0)
        raise BackupError(f"database {self._name}: {complaint(self._stderr.read(), code)}")
