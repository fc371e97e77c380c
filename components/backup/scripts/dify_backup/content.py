"""What a database holds, in figures that a restored copy can be compared with."""

from typing import Any

from .session import Session

#: Schema of our own records: neither dumped nor compared.
OWN_SCHEMA = "dify_ha"

#: Name of the way that checksums are made; another way needs another name.
CHECKSUM_ALGORITHM = "sum(hashtextextended(row::text, 0))"

#: Relations that a dump carries: not the system's, not those of extensions, not temporary ones.
RELATIONS = f"""
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '{OWN_SCHEMA}') AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""

TABLES = f"""
SELECT jsonb_build_object('name', format('%I.%I', n.nspname, c.relname)) {RELATIONS}
AND c.relkind IN ('r', 'p') ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""

#: What makes rows more than text: without it a restored database answers, but slowly, or lets duplicates in.
STRUCTURE = f"""
SELECT jsonb_build_object(
  'indexes', (SELECT count(*) {RELATIONS} AND c.relkind IN ('i', 'I')),
  'sequences', (SELECT count(*) {RELATIONS} AND c.relkind = 'S'),
  'views', (SELECT count(*) {RELATIONS} AND c.relkind IN ('v', 'm')),
  'constraints', (SELECT count(*) FROM pg_catalog.pg_constraint k WHERE k.conrelid IN (SELECT c.oid {RELATIONS})),
  'triggers', (SELECT count(*) FROM pg_catalog.pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgrelid IN (SELECT c.oid {RELATIONS})),
  'extensions', (SELECT count(*) FROM pg_catalog.pg_extension))
"""

#: Large objects of up to 1 GB each: `lo_get` returns one in a single value.
LARGE_OBJECTS = """
SELECT jsonb_build_object('count', count(*), 'checksum', coalesce(
  sum(hashtextextended(oid::text || ':' || md5(lo_get(oid)), 0)), 0)::text) FROM pg_catalog.pg_largeobject_metadata
"""


def tables(session: Session) -> list[str]:
    """Quoted names of all tables, sorted."""
    return [row["name"] for row in session.rows(TABLES)]


def lock(session: Session, names: list[str]) -> None:
    """Keeps the definitions of tables until the transaction ends; reading and writing go on."""
    if names:
        session.execute(f"LOCK TABLE ONLY {', ONLY '.join(names)} IN ACCESS SHARE MODE")


def describe(session: Session, names: list[str]) -> dict[str, Any]:
    """
    Rows and checksum of each table, the large objects, and the number of indexes, constraints and the like.
    The checksum of a table does not depend on the order of its rows, and takes one pass.
    """
    return {
        "tables": {name: session.row(_table_query(name)) for name in names},
        "largeObjects": session.row(LARGE_OBJECTS),
        "structure": session.row(STRUCTURE),
    }


def _table_query(name: str) -> str:
    # (t.*) is the whole row even where a column is called t.
    return (
        "SELECT jsonb_build_object('rows', count(*), 'checksum',"
        f" coalesce(sum(hashtextextended((t.*)::text, 0)), 0)::text) FROM ONLY {name} t"
    )


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """What is not as it was, one line each; empty when everything is."""
    found: list[str] = []
    missing = expected["tables"].keys() - actual["tables"].keys()
    surplus = actual["tables"].keys() - expected["tables"].keys()
    found += [f"table {name} is missing" for name in sorted(missing)]
    found += [f"table {name} was not in the backup" for name in sorted(surplus)]
    for name in sorted(expected["tables"].keys() & actual["tables"].keys()):
        was, now = expected["tables"][name], actual["tables"][name]
        if was["rows"] != now["rows"]:
            found.append(f"table {name} has {now['rows']} rows instead of {was['rows']}")
        elif was["checksum"] != now["checksum"]:
            found.append(f"table {name} has the right number of rows ({was['rows']}), but other content")
    was, now = expected["largeObjects"], actual["largeObjects"]
    if was["count"] != now["count"]:
        found.append(f"{now['count']} large objects instead of {was['count']}")
    elif was["checksum"] != now["checksum"]:
        found.append(f"the right number of large objects ({was['count']}), but other content")
    for kind, count in expected["structure"].items():
        if actual["structure"].get(kind) != count:
            found.append(f"{actual['structure'].get(kind)} {kind} instead of {count}")
    return found
