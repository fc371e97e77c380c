"""A PostgreSQL server for the time of a restore check: no load on production, no right to create databases there."""

from pathlib import Path
from types import TracebackType

from . import programs
from .errors import BackupError
from .log import warn
from .settings import Database

PORT = 5432

#: Nothing here has to survive a crash. Shared memory in files: /dev/shm of a container is too small for index builds.
PARAMETERS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "dynamic_shared_memory_type": "mmap",
}


class ScratchServer:
    """Use as a context manager: the server is stopped and its files are removed with the folder that it was given."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "pgdata"
        self._socket = folder / "socket"
        self._log = folder / "server.log"

    def __enter__(self) -> "ScratchServer":
        self._socket.mkdir(mode=0o700)
        programs.run(
            "creating the scratch server",
            "initdb",
            f"--pgdata={self._data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        lines = [f"{name} = '{value}'" for name, value in PARAMETERS.items()]
        lines.append(f"unix_socket_directories = '{self._socket}'")
        lines.append(f"port = {PORT}")
        with open(self._data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        try:
            self._control("starting the scratch server", "start", f"--log={self._log}", "--timeout=60")
        except BackupError as error:
            self._stop()
            raise BackupError(f"{error}: {programs.complaint(self._log.read_text(errors='replace'), 1)}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def create(self, name: str) -> Database:
        """A new, empty database."""
        server = self._database("postgres")
        create = f'CREATE DATABASE "{name}"'
        programs.run("creating a scratch database", "psql", "--no-psqlrc", "-c", create, server.conninfo)
        return self._database(name)

    def _database(self, name: str) -> Database:
        return Database(name, str(self._socket), PORT, "postgres", "disable", password="")

    def _control(self, what: str, *arguments: str) -> None:
        programs.run(what, "pg_ctl", f"--pgdata={self._data}", "--wait", "--silent", *arguments)

    def _stop(self) -> None:
        if not (self._data / "postmaster.pid").exists():
            return
        try:
            self._control("stopping the scratch server", "stop", "--mode=immediate")
        except BackupError as error:
            warn(str(error))
