#!/bin/sh
# Makes login roles and the databases that they own, and lets nobody else into those databases but a role that reads statistics. It can run any number of times: what is
# there already stays, but for passwords, which become the given ones.
#
# PGHOST, PGPORT, PGSSLMODE, PGCONNECT_TIMEOUT  the server (libpq's own names)
# MASTER_FILE                                   JSON with username and password of the master user
# DATABASES                                     names of the databases, and of their owners, with a space between
# OWNER_PASSWORD_<database>                     password of each owner: letters and digits
# MONITOR_ROLE, MONITOR_PASSWORD                role that may read statistics, for exporters
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

# Runs a file that sets a password. psql asks for it twice, and sends the server its SCRAM verifier: no log can ever show it. In a session
# of its own it has no terminal, and asks its standard input.
with_password() {
    setsid -w psql -Xq -v ON_ERROR_STOP=1 -v "$2" -f "$scripts/$1" <<END
$3
$3
END
}

for database in $DATABASES; do
    eval "password=\${OWNER_PASSWORD_$database-}"
    [ -n "$password" ] || fail "there is no password for the owner of database $database"
    with_password database.sql database="$database" "$password" || fail "database $database: see above"
    echo "bootstrap: database $database belongs to role $database"
done

with_password monitor.sql role="$MONITOR_ROLE" "$MONITOR_PASSWORD" || fail "role $MONITOR_ROLE: see above"
echo "bootstrap: role $MONITOR_ROLE reads statistics"
