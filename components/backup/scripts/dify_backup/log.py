"""Lines for the log of the pod: what happens, with the time in UTC."""

import datetime
import sys


def say(text: str) -> None:
    _write(sys.stdout, text)


def warn(text: str) -> None:
    _write(sys.stderr, f"WARNING: {text}")


def fail(text: str) -> None:
    _write(sys.stderr, f"ERROR: {text}")


def _write(stream, text: str) -> None:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    print(f"{now} {text}", file=stream, flush=True)
