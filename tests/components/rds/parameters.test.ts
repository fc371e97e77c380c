import * as fc from "fast-check";
import { INSTANCE_CLASSES, instanceClassOf } from "../../../components/rds/instanceClasses";
import { connectionLimit, serverParameters } from "../../../components/rds/parameters";

const asText = (...args: Parameters<typeof serverParameters>) =>
    serverParameters(...args).map(({ name, value, applyMethod }) => `${name} ${value} ${applyMethod}`);

test("RDS, r7g.large with 400 connections", () => {
    expect(asText("rds", "db.r7g.large", 400)).toEqual([
        "effective_cache_size 1415577 immediate",
        "hot_standby_feedback 1 immediate",
        "idle_in_transaction_session_timeout 0 immediate",
        "log_min_duration_statement 1000 immediate",
        "maintenance_work_mem 943718 immediate",
        "max_connections 400 pending-reboot",
        "max_wal_senders 20 pending-reboot",
        "password_encryption scram-sha-256 immediate",
        "rds.force_ssl 1 immediate",
        "shared_buffers 471859 pending-reboot",
        "tcp_keepalives_count 3 immediate",
        "tcp_keepalives_idle 10 immediate",
        "tcp_keepalives_interval 5 immediate",
        "work_mem 9437 immediate",
    ]);
});

test("Aurora sizes its caches itself, and its readers replicate nothing", () => {
    expect(asText("aurora", "db.r7g.large", 400)).toEqual([
        "idle_in_transaction_session_timeout 0 immediate",
        "log_min_duration_statement 1000 immediate",
        "maintenance_work_mem 943718 immediate",
        "max_connections 400 pending-reboot",
        "password_encryption scram-sha-256 immediate",
        "rds.force_ssl 1 immediate",
        "tcp_keepalives_count 3 immediate",
        "tcp_keepalives_idle 10 immediate",
        "tcp_keepalives_interval 5 immediate",
        "work_mem 9437 immediate",
    ]);
});

test.each([
    ["db.t4g.medium", 405, 400, "work_mem 4096", "maintenance_work_mem 235929", "shared_buffers 117964"],
    ["db.m7g.large", 811, 200, "work_mem 9437", "maintenance_work_mem 471859", "shared_buffers 235929"],
    ["db.r7g.4xlarge", 5000, 400, "work_mem 65536", "maintenance_work_mem 2097152", "shared_buffers 3774873"],
])("%s has memory for %d connections; with %d: %s, %s, %s", (name, limit, connections, ...expected) => {
    expect(connectionLimit(name)).toBe(limit);
    const parameters = serverParameters("rds", name, connections).map(
        (parameter) => `${parameter.name} ${parameter.value}`,
    );
    expect(parameters).toEqual(expect.arrayContaining(expected));
});

test("whatever the class and the connections, caches and sorts fit into its memory, in whole numbers", () => {
    const classes = fc.constantFrom(...Object.keys(INSTANCE_CLASSES));
    fc.assert(
        fc.property(classes, fc.nat(), (name, seed) => {
            const connections = 1 + (seed % connectionLimit(name));
            const values = new Map(
                serverParameters("rds", name, connections).map((entry) => [entry.name, entry.value]),
            );
            const number = (key: string) => Number(values.get(key));
            const memory = instanceClassOf(name).memoryGiB * 1024 ** 3;
            const shared = number("shared_buffers") * 8192;
            // One sort each at the least size that PostgreSQL is given here may be more than the quarter: 4 MiB of the 9 MiB a connection.
            const sorts = number("work_mem") * 1024 * connections;
            const vacuums = number("maintenance_work_mem") * 1024 * 3;
            return (
                [...values].every(([key, value]) => key === "password_encryption" || /^\d+$/.test(value)) &&
                number("work_mem") >= 4096 &&
                shared + Math.max(sorts, vacuums) < memory
            );
        }),
    );
});
