import { parseBytes } from "../../contracts";

/** Configuration files of Redis and of the proxy in front of it: pure text. */

export const REDIS_PORT = 6379;

/** Port on which the proxy says that it runs, whether or not there is a master: its readiness must not flap in a failover. */
export const PROXY_HEALTH_PORT = 8404;

/**
 * Connections that one proxy accepts. Each has two buffers of 16 KiB: 125 MiB of the container's 256 when all are in use. HAProxy
 * asks for two descriptors each when it starts, and does not start where the container's limit is lower.
 */
const PROXY_CONNECTIONS = 4000;

/**
 * Seconds without a word from a replica (it acknowledges every second) after which it does not count as one. Sentinel has another
 * master after about 3 s; what a master that is cut off accepts after that is lost when it comes back. Shorter would refuse
 * writes when a replica waits for a slow disk.
 */
const MAX_LAG_SECONDS = 4;

/** What a Redis is for: tasks, none of which may be lost, or counters that expire. */
export type Content = "tasks" | "counters";

/** What goes when the memory is full: an evicted key of the broker is a lost task, a counter would have expired soon. */
const EVICTION: Readonly<Record<Content, string>> = { tasks: "noeviction", counters: "volatile-ttl" };

/**
 * redis.conf of the primary/replica group, on top of what the operator writes. `min-replicas-*`: a master cut off from its replicas stops taking
 * writes, which bounds what a failover can lose; with one replica only, its loss would stop writes, so it is off there.
 */
export function redisConfig(members: number, memoryLimit: string, content: Content = "tasks"): string {
    return [
        "appendonly yes",
        "appendfsync everysec",
        `maxmemory ${maxMemoryBytes(memoryLimit)}`,
        `maxmemory-policy ${EVICTION[content]}`,
        `min-replicas-to-write ${replicasToWrite(members)}`,
        `min-replicas-max-lag ${MAX_LAG_SECONDS}`,
        "repl-timeout 15",
        // Seconds for a second replica to join a transfer. A master without replicas takes no writes, so they should not wait for 5.
        "repl-diskless-sync-delay 1",
        "repl-backlog-size 64mb",
        "tcp-keepalive 15",
        "timeout 0",
        "",
    ].join("\n");
}

/** Replicas that must be at hand for a write. */
function replicasToWrite(members: number): number {
    return members > 2 ? 1 : 0;
}

/** redis.conf of the members of a Redis Cluster. */
export function redisClusterConfig(memoryLimit: string): string {
    return [
        "appendfsync everysec",
        `maxmemory ${maxMemoryBytes(memoryLimit)}`,
        "maxmemory-policy noeviction",
        "tcp-keepalive 15",
        "",
    ].join("\n");
}

/** Three quarters of the limit: the rest is for the fork that rewrites the append-only file, buffers and fragmentation. */
export function maxMemoryBytes(memoryLimit: string): number {
    return Math.floor(parseBytes(memoryLimit) * 0.75);
}

/**
 * haproxy.cfg of an address that follows the master: each member is asked for its role twice a second, only the one that says
 * `role:master` gets connections, and connections to a member that stops being it are closed at once.
 *
 * A member that restarts after a failover says `role:master` too until Sentinel demotes it, 8 s later at the earliest, and so does one
 * that comes back from the dark. Neither has replicas, so where writes need one the proxy asks for that as well: clients are sent
 * away, which their libraries retry, instead of getting `NOREPLICAS` or a subscription on which nothing will ever arrive.
 */
export function followMasterConfig(members: readonly string[]): string {
    return `global
    log stdout format raw local0 notice
    maxconn ${PROXY_CONNECTIONS}

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
    bind :${PROXY_HEALTH_PORT}
    monitor-uri /healthz

frontend redis
    bind :${REDIS_PORT}
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
${replicasToWrite(members.length) > 0 ? "    tcp-check expect rstring min_slaves_good_slaves:[1-9]\n" : ""}    default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions resolvers cluster init-addr none
# Servers count as up until their first check otherwise: a proxy that starts would send writes to replicas.
.if version_atleast(3.1)
    default-server init-state down
.endif
${members.map((host, index) => `    server redis-${index} ${host}:${REDIS_PORT} check`).join("\n")}
`;
}
