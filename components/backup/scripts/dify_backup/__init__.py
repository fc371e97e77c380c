"""Logical backups of Dify's databases that are proven to restore. Needs boto3 and the programs of PostgreSQL 15."""
