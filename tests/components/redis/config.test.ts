import fc from "fast-check";
import {
    followMasterConfig,
    maxMemoryBytes,
    PROXY_HEALTH_PORT,
    REDIS_PORT,
    redisClusterConfig,
    redisConfig,
} from "../../../components/redis/config";
import { parseBytes } from "../../../contracts";
import { requireProgram } from "../../support/programs";
import { withTemporaryFile } from "../../support/files";

describe("redis.conf", () => {
    test("of the group keeps every task and stops a master that is cut off", () => {
        expect(redisConfig(3, "2Gi")).toBe(
            [
                "appendonly yes",
                "appendfsync everysec",
                "maxmemory 1610612736",
                "maxmemory-policy noeviction",
                "min-replicas-to-write 1",
                "min-replicas-max-lag 4",
                "repl-timeout 15",
                "repl-diskless-sync-delay 1",
                "repl-backlog-size 64mb",
                "tcp-keepalive 15",
                "timeout 0",
                "",
            ].join("\n"),
        );
    });

    test.each([
        [2, 0],
        [3, 1],
        [5, 1],
    ])(
        "with %d members needs %d replicas to write: the loss of the only one must not stop writes",
        (members, needed) => {
            expect(redisConfig(members, "1Gi").split("\n")).toContain(`min-replicas-to-write ${needed}`);
        },
    );

    test("of counters differs in what goes when the memory is full: those that expire first", () => {
        expect(redisConfig(3, "2Gi", "counters")).toBe(
            redisConfig(3, "2Gi", "tasks").replace("maxmemory-policy noeviction", "maxmemory-policy volatile-ttl"),
        );
    });

    test("of the Redis Cluster leaves the append-only file to the operator", () => {
        expect(redisClusterConfig("1Gi")).toBe(
            "appendfsync everysec\nmaxmemory 805306368\nmaxmemory-policy noeviction\ntcp-keepalive 15\n",
        );
    });
});

describe("maxmemory", () => {
    test.each([
        ["512Mi", 402653184],
        ["2Gi", 1610612736],
        ["1G", 750000000],
        ["3", 2],
    ])("of a limit of %s is %d bytes", (limit, bytes) => {
        expect(maxMemoryBytes(limit)).toBe(bytes);
    });

    test("is whole, and leaves a quarter of the limit", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 4096 }), fc.constantFrom("Mi", "Gi", "M", "G"), (count, unit) => {
                const bytes = maxMemoryBytes(`${count}${unit}`);
                const limit = parseBytes(`${count}${unit}`);
                expect(Number.isInteger(bytes)).toBe(true);
                expect(bytes).toBeLessThan(limit);
                expect(bytes).toBeLessThanOrEqual(limit * 0.75);
                expect(bytes).toBeGreaterThan(limit * 0.74);
            }),
        );
    });
});

describe("haproxy.cfg", () => {
    const text = followMasterConfig(["redis-0.example", "redis-1.example"]);

    test("asks each member for its role and closes connections to one that stops being master", () => {
        expect(text).toBe(`global
    log stdout format raw local0 notice
    maxconn 4000

resolvers cluster
    parse-resolv-conf
    hold valid 5s
    hold obsolete 5s
    # While no name server answers, members keep the addresses they had: otherwise the loss of DNS is that of Redis after 30 s.
    hold timeout 24h
    hold refused 24h
    hold other 24h

defaults
    mode tcp
    log global
    option tcplog
    timeout connect 2s
    timeout check 1s
    timeout client 1h
    timeout server 1h
    option clitcpka
    option srvtcpka

frontend health
    mode http
    bind :8404
    monitor-uri /healthz

frontend redis
    bind :6379
    default_backend master

backend master
    option tcp-check
    tcp-check connect
    tcp-check send-lf "AUTH %[env(REDIS_PASSWORD)]\\r\\n"
    tcp-check expect string +OK
    tcp-check send PING\\r\\n
    tcp-check expect string +PONG
    # With QUIT in the same breath the server ends the connection: a replica's check fails at once instead of waiting for the word
    # "master" until the timeout, during which nobody would notice that it was promoted.
    tcp-check send info\\ replication\\r\\nQUIT\\r\\n
    tcp-check expect string role:master
    default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions resolvers cluster init-addr none
# Servers count as up until their first check otherwise: a proxy that starts would send writes to replicas.
.if version_atleast(3.1)
    default-server init-state down
.endif
    server redis-0 redis-0.example:6379 check
    server redis-1 redis-1.example:6379 check
`);
    });

    test.each([
        [2, false],
        [3, true],
        [5, true],
    ])(
        "of %d members passes over a master without replicas, where that could not take writes: %p",
        (members, passesOver) => {
            const hosts = Array.from({ length: members }, (_, index) => `redis-${index}`);
            expect(
                followMasterConfig(hosts).includes("    tcp-check expect rstring min_slaves_good_slaves:[1-9]\n"),
            ).toBe(passesOver);
        },
    );

    test("serves on the ports that probes and Services are told", () => {
        expect([REDIS_PORT, PROXY_HEALTH_PORT]).toEqual([6379, 8404]);
    });

    const haproxy = requireProgram("haproxy", "apt-get install haproxy");
    haproxy.test("is accepted by HAProxy without a word", () => {
        const { status, stdout, stderr } = withTemporaryFile("haproxy.cfg", text, (file) =>
            haproxy.run("-c", "-f", file),
        );
        expect({ status, complaints: complaintsIn(stdout + stderr) }).toEqual({ status: 0, complaints: [] });
    });
});

function complaintsIn(output: string): string[] {
    return output.split("\n").filter((line) => /\[(WARNING|ALERT|NOTICE)\]/.test(line));
}
