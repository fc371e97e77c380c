#!/bin/sh
# Makes login roles and the databases that they own, and lets nobody else into those databases. It can run any number of times: what is
# there already stays, but for passwords, which become the given ones.
#
# PGHOST, PGPORT, PGSSLMODE, PGCONNECT_TIMEOUT  the server (libpq's own names)
# MASTER_FILE                                   JSON with username and password of the master user
# DATABASES                                     names of the databases, and of their owners, with a space between
# OWNER_PASSWORD_<database>                     password of each owner: letters and digits
set -eu

scripts=$(dirname "$0")

fail() {
    echo "bootstrap: $1" >&2
    exit 1
}

# The value of a key in JSON that holds no escapes: the program generates both values.
master() {
    sed -n "s/.*\"$1\" *: *\"\\([^\"]*\\)\".*/\\1/p" "$MASTER_FILE"
}

[ -s "$MASTER_FILE" ] || fail "there is no master user in $MASTER_FILE"
PGUSER=$(master username)
PGPASSWORD=$(master password)
[ -n "$PGUSER" ] && [ -n "$PGPASSWORD" ] || fail "$MASTER_FILE has no username or no password"
export PGUSER PGPASSWORD PGDATABASE=postgres PGAPPNAME=dify-ha-bootstrap

psql -XqAt -c "SELECT 1" >/dev/null || fail "cannot log in to $PGHOST as $PGUSER"

for database in $DATABASES; do
    eval "password=\${OWNER_PASSWORD_$database-}"
    [ -n "$password" ] || fail "there is no password for the owner of database $database"
    # psql asks for the password twice, and sends the server its SCRAM verifier: no log can ever show it. In a session of its own it has
    # no terminal, and asks its standard input.
    setsid -w psql -Xq -v ON_ERROR_STOP=1 -v database="$database" -f "$scripts/database.sql" <<END || fail "database $database: see above"
$password
$password
END
    echo "bootstrap: database $database belongs to role $database"
done
