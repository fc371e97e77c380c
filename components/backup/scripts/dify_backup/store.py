"""The bucket that backups are kept in: `<prefix>/<id>/<file>`."""

import contextlib
import datetime
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

# Stores other than AWS refuse the checksums that newer versions of boto3 add by themselves; ours is a SHA-256.
os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
os.environ.setdefault("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required")
os.environ.setdefault("AWS_RETRY_MODE", "standard")
os.environ.setdefault("AWS_MAX_ATTEMPTS", "5")

import boto3  # noqa: E402
from boto3.exceptions import Boto3Error  # noqa: E402
from boto3.s3.transfer import TransferConfig  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError  # noqa: E402

from .errors import BackupError  # noqa: E402
from .settings import Settings  # noqa: E402

#: Bytes of one part of an upload, and of one read.
PART = 16 * 1024 * 1024
CHUNK = 1024 * 1024

#: What the codes of S3 mean here.
REASONS = {
    "NoSuchBucket": "the bucket does not exist",
    "NoSuchKey": "the object does not exist",
    "404": "it does not exist",
    "403": "access is denied",
}


class Store:
    """Every method raises a BackupError that names the bucket or the object when the store does not do as told."""

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.bucket
        self._prefix = settings.prefix
        self._client = boto3.client(
            "s3",
            endpoint_url=settings.endpoint_url,
            region_name=settings.region,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if settings.path_style else "virtual"},
                connect_timeout=10,
                read_timeout=60,
            ),
        )

    def check(self) -> None:
        """Whether the bucket is there: asked before hours are spent on a dump."""
        with self._explained("reach"):
            self._client.head_bucket(Bucket=self._bucket)

    def upload(self, file: Path, backup_id: str) -> None:
        key = self._key(backup_id, file.name)
        transfer = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=4)
        with self._explained("upload", key):
            self._client.upload_file(str(file), self._bucket, key, Config=transfer)

    def write(self, content: bytes, backup_id: str, file: str) -> None:
        key = self._key(backup_id, file)
        with self._explained("write", key):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType="application/json")

    def read(self, backup_id: str, file: str) -> bytes:
        key = self._key(backup_id, file)
        with self._explained("read", key):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def fetch(self, backup_id: str, file: str, size: int, sha256: str, target: Path | None = None) -> None:
        """Reads an object to its end and compares every byte with what was uploaded; keeps it in `target`, if given."""
        key = self._key(backup_id, file)
        seen, digest = 0, hashlib.sha256()
        with self._explained("read", key), open(target or os.devnull, "wb") as copy:
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
            for chunk in body.iter_chunks(CHUNK):
                seen += len(chunk)
                digest.update(chunk)
                copy.write(chunk)
        if (seen, digest.hexdigest()) != (size, sha256):
            raise BackupError(
                f"s3://{self._bucket}/{key} is corrupt: {seen} bytes with SHA-256 {digest.hexdigest()[:12]}… are"
                f" stored, {size} bytes with {sha256[:12]}… were uploaded"
            )

    def sizes(self) -> dict[str, dict[str, int]]:
        """Sizes of the files of every folder under the prefix: `{id: {file: bytes}}`."""
        found: dict[str, dict[str, int]] = {}
        start = f"{self._prefix}/"
        with self._explained("list"):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=start):
                for entry in page.get("Contents", []):
                    folder, _, file = entry["Key"][len(start) :].partition("/")
                    if file != "":
                        found.setdefault(folder, {})[file] = entry["Size"]
        return found

    def delete(self, backup_id: str, file: str) -> None:
        key = self._key(backup_id, file)
        with self._explained("delete", key):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def abort_uploads(self, started_before: datetime.datetime) -> int:
        """Frees the parts of uploads that were cut off: they cost money, and no listing shows them. Says how many."""
        aborted = 0
        with self._explained("abort unfinished uploads in"):
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{self._prefix}/"):
                for entry in page.get("Uploads", []):
                    if entry["Initiated"] < started_before:
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=entry["Key"], UploadId=entry["UploadId"]
                        )
                        aborted += 1
        return aborted

    def _key(self, backup_id: str, file: str) -> str:
        return f"{self._prefix}/{backup_id}/{file}"

    @contextlib.contextmanager
    def _explained(self, what: str, key: str | None = None) -> Iterator[None]:
        place = f"bucket {self._bucket}" if key is None else f"s3://{self._bucket}/{key}"
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise BackupError(f"cannot {what} {place}: {REASONS.get(code, error)}") from error
        except (Boto3Error, BotoCoreError, HTTPClientError, OSError) as error:
            raise BackupError(f"cannot {what} {place}: {error}") from error
