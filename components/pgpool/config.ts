/** Configuration of Pgpool-II in front of the Services of a CloudNativePG cluster: pure. */

export interface PgpoolConfigArgs {
    /** Host name that follows the primary. */
    readonly writerHost: string;
    /** Host name of the standbys. */
    readonly readerHost: string;
    /** TCP port of both. */
    readonly port: number;
    /** Role and database that the lag of the standbys is measured with. */
    readonly user: string;
    readonly database: string;
    /** Clients that one replica takes; each is a process, and a connection to the primary and one to a standby. */
    readonly connections: number;
}

/** Port that clients connect to, the same as PostgreSQL's. */
export const PGPOOL_PORT = 5432;

/** Folder for what it writes while it runs. */
export const RUN_FOLDER = "/run/pgpool";

/** Folder with its configuration and its start script. */
export const CONFIG_FOLDER = "/etc/pgpool";

/** Folder with a file per user that holds the password. */
export const USERS_FOLDER = "/etc/pgpool-users";

/**
 * A standby that lags further behind, in bytes of WAL, gets no reads. Limits in time exist from Pgpool-II 4.4 on, but need one address
 * per standby.
 */
const LAG_BYTES = 1024 ** 2;

/** Seconds between two measurements of the lag. */
const LAG_CHECK_SECONDS = 5;

/** Milliseconds after which connecting to a server is given up. */
const CONNECT_TIMEOUT_MS = 5000;

/** Clients must use TLS and the password that the server itself knows. */
export const POOL_HBA = `hostssl all all 0.0.0.0/0 scram-sha-256
hostssl all all ::/0 scram-sha-256
`;

/** Text of pgpool.conf. */
export function pgpoolConfig(args: PgpoolConfigArgs): string {
    return `backend_clustering_mode = 'streaming_replication'
listen_addresses = '*'
port = ${PGPOOL_PORT}
unix_socket_directories = '${RUN_FOLDER}'
pcp_socket_dir = '${RUN_FOLDER}'
pcp_listen_addresses = ''
pid_file_name = '${RUN_FOLDER}/pgpool.pid'
logdir = '${RUN_FOLDER}'

# The operator moves the addresses; Pgpool-II must neither elect nor detach anybody.
backend_hostname0 = '${args.writerHost}'
backend_port0 = ${args.port}
backend_weight0 = 0
backend_flag0 = 'ALWAYS_PRIMARY|DISALLOW_TO_FAILOVER'
backend_hostname1 = '${args.readerHost}'
backend_port1 = ${args.port}
backend_weight1 = 1
backend_flag1 = 'DISALLOW_TO_FAILOVER'
failover_on_backend_error = off
failover_on_backend_shutdown = off
health_check_period = 0
connect_timeout = ${CONNECT_TIMEOUT_MS}

# A connection that was kept would still lead to the servers of before a failover. Clients have pools of their own.
connection_cache = off
max_pool = 1
num_init_children = ${args.connections}
# Refuse the client after the last one, rather than let it wait without a word.
reserved_connections = 1
client_idle_limit = 0
child_life_time = 0

# Once a session has written, it reads from the primary until it ends: it sees its own writes.
load_balance_mode = on
disable_load_balance_on_write = 'always'
statement_level_load_balance = off
sr_check_period = ${LAG_CHECK_SECONDS}
sr_check_user = '${args.user}'
sr_check_database = '${args.database}'
delay_threshold = ${LAG_BYTES}
log_standby_delay = 'if_over_threshold'

enable_pool_hba = on
pool_passwd = '${RUN_FOLDER}/pool_passwd'
ssl = on
ssl_key = '${RUN_FOLDER}/server.key'
ssl_cert = '${RUN_FOLDER}/server.crt'
`;
}
