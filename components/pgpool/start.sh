#!/bin/sh
# Starts Pgpool-II from what is mounted: configuration in $PGPOOL_CONFIG, one file per user with the password in $PGPOOL_USERS.
# What it writes goes to $PGPOOL_RUN, which is memory: passwords touch no disk.
set -eu
umask 077
PATH=/opt/pgpool-II/bin:$PATH
cd "$PGPOOL_RUN"

# Backends ask for SCRAM, whose proof Pgpool-II can only give with the password itself.
: >pool_passwd
for file in "$PGPOOL_USERS"/*; do
    printf '%s:TEXT%s\n' "$(basename "$file")" "$(cat "$file")" >>pool_passwd
done
# No administrative connections.
: >pcp.conf

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=pgpool -keyout server.key -out server.crt 2>/dev/null

# -n: in the foreground, log to stderr. -D: forget what was known of the backends.
exec pgpool -n -D -f "$PGPOOL_CONFIG/pgpool.conf" -a "$PGPOOL_CONFIG/pool_hba.conf" -F pcp.conf
