"""Settings, all from environment variables: the password of a database never stands on a command line."""

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

from .errors import ConfigurationError

#: Variables that EKS sets in a pod with an identity of its own, which then needs no access key.
IDENTITIES = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE")

DATABASE_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclasses.dataclass(frozen=True)
class Database:
    """One database and the role that owns it."""

    name: str
    #: Host name, or folder of a Unix socket.
    host: str
    port: int
    user: str
    #: libpq's `sslmode`.
    sslmode: str
    password: str = dataclasses.field(repr=False)

    @property
    def conninfo(self) -> str:
        """libpq connection string without the password. A server that went dark is noticed within a minute."""
        values = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "dbname": self.name,
            "sslmode": self.sslmode,
            "connect_timeout": 15,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "application_name": "dify-ha-backup",
        }
        return " ".join(f"{key}={_quoted(value)}" for key, value in values.items())


@dataclasses.dataclass(frozen=True)
class Settings:
    #: In the order of their variables; outcomes are recorded in the first one.
    databases: tuple[Database, ...]
    #: URL of the object store, with scheme.
    endpoint_url: str
    region: str
    #: Buckets in the path instead of the host name.
    path_style: bool
    bucket: str
    #: Start of every object's key, without slashes at its ends.
    prefix: str
    #: Folder with room for the dumps and, in a restore check, for the restored databases.
    work_folder: Path
    #: Days that a backup is kept.
    retention_days: float
    #: Good backups that are kept whatever their age.
    keep_at_least: int


def from_environment(env: Mapping[str, str]) -> Settings:
    """The settings. Raises a ConfigurationError that names every variable that is missing or wrong."""
    problems: list[str] = []

    def text(name: str) -> str:
        value = env.get(name, "")
        if value == "":
            problems.append(f"{name} is not set")
        return value

    def number(name: str, minimum: float) -> float:
        value = env.get(name, "")
        try:
            parsed = float(value)
        except ValueError:
            parsed = float("nan")
        if not parsed >= minimum:
            problems.append(f"{name} is {value!r}: must be a number, at least {minimum:g}")
            return minimum
        return parsed

    def database(index: int) -> Database:
        prefix = f"DATABASE_{index}"
        name = text(f"{prefix}_NAME")
        if name != "" and DATABASE_NAME.fullmatch(name) is None:
            problems.append(f"{prefix}_NAME is {name!r}: lower-case letters, digits and _ only, as it names an object")
        return Database(
            name=name,
            host=text(f"{prefix}_HOST"),
            port=int(number(f"{prefix}_PORT", 1)),
            user=text(f"{prefix}_USER"),
            sslmode=text(f"{prefix}_SSLMODE"),
            password=text(f"{prefix}_PASSWORD"),
        )

    count = 1
    while f"DATABASE_{count}_NAME" in env:
        count += 1
    settings = Settings(
        databases=tuple(database(index) for index in range(count)),
        endpoint_url=text("S3_ENDPOINT_URL"),
        region=text("S3_REGION"),
        path_style=env.get("S3_PATH_STYLE") == "true",
        bucket=text("S3_BUCKET"),
        prefix=text("S3_PREFIX").strip("/"),
        work_folder=Path(text("WORK_FOLDER")),
        # Below one day, a night's failed run would leave nothing.
        retention_days=number("RETENTION_DAYS", 1),
        keep_at_least=int(number("KEEP_AT_LEAST", 1)),
    )
    if not any(name in env for name in IDENTITIES):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            text(name)
    if problems:
        raise ConfigurationError("the settings are wrong: " + "; ".join(problems))
    return settings


def _quoted(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
