"""What can go wrong, in words for whoever is on call."""


class BackupError(Exception):
    """The run failed; the message says what, why and, where possible, what to do. Trying again may help."""

    exit_code = 1


class ConfigurationError(BackupError):
    """The settings are wrong: trying again without a change cannot help."""

    exit_code = 2


class RetentionError(BackupError):
    """The new backup is good, but an old one could not be deleted: another backup would not help."""

    exit_code = 3


class Interrupted(BackupError):
    """The process was told to stop (a drained node, a deadline)."""
