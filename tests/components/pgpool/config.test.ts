import fc from "fast-check";
import { pgpoolConfig, POOL_HBA } from "../../../components/pgpool/config";
import { pgpoolResources } from "../../../components/pgpool/resources";
import { parseBytes } from "../../../contracts";

const ARGS = {
    writerHost: "pg-rw.ns.svc",
    readerHost: "pg-ro.ns.svc",
    port: 5433,
    user: "dify_user",
    database: "dify_db",
    connections: 77,
};

test("pgpool.conf neither fails over nor keeps connections, and keeps a session that wrote on the primary", () => {
    expect(pgpoolConfig(ARGS)).toBe(`backend_clustering_mode = 'streaming_replication'
listen_addresses = '*'
port = 5432
unix_socket_directories = '/run/pgpool'
pcp_socket_dir = '/run/pgpool'
pcp_listen_addresses = ''
pid_file_name = '/run/pgpool/pgpool.pid'
logdir = '/run/pgpool'

# The operator moves the addresses; Pgpool-II must neither elect nor detach anybody.
backend_hostname0 = 'pg-rw.ns.svc'
backend_port0 = 5433
backend_weight0 = 0
backend_flag0 = 'ALWAYS_PRIMARY|DISALLOW_TO_FAILOVER'
backend_hostname1 = 'pg-ro.ns.svc'
backend_port1 = 5433
backend_weight1 = 1
backend_flag1 = 'DISALLOW_TO_FAILOVER'
failover_on_backend_error = off
failover_on_backend_shutdown = off
health_check_period = 0
connect_timeout = 5000

# A connection that was kept would still lead to the servers of before a failover. Clients have pools of their own.
connection_cache = off
max_pool = 1
num_init_children = 77
# Refuse the client after the last one, rather than let it wait without a word.
reserved_connections = 1
client_idle_limit = 0
child_life_time = 0

# Once a session has written, it reads from the primary until it ends: it sees its own writes.
load_balance_mode = on
disable_load_balance_on_write = 'always'
statement_level_load_balance = off
sr_check_period = 5
sr_check_user = 'dify_user'
sr_check_database = 'dify_db'
delay_threshold = 1048576
log_standby_delay = 'if_over_threshold'

enable_pool_hba = on
pool_passwd = '/run/pgpool/pool_passwd'
ssl = on
ssl_key = '/run/pgpool/server.key'
ssl_cert = '/run/pgpool/server.crt'
`);
});

test("every line of pool_hba.conf asks for TLS and a password", () => {
    const lines = POOL_HBA.trim().split("\n");
    expect(lines).toEqual(lines.filter((line) => /^hostssl all all \S+ scram-sha-256$/.test(line)));
    expect(lines).toHaveLength(2);
});

test("memory grows with the connections, and the limit is never below the request", () => {
    expect(pgpoolResources(480)).toEqual({
        requests: { cpu: "250m", memory: "544Mi" },
        limits: { cpu: "2", memory: "1984Mi" },
    });
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 5000 }), (connections) => {
            const { requests, limits } = pgpoolResources(connections);
            expect(parseBytes(limits.memory)).toBeGreaterThan(parseBytes(requests.memory));
            expect(parseBytes(pgpoolResources(connections + 1).requests.memory)).toBeGreaterThan(
                parseBytes(requests.memory),
            );
        }),
    );
});
