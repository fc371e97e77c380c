import fc from "fast-check";
import { poolerSpec, workloadOfPooler } from "../../../components/postgres/pooler";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";
import { ENDPOINT_RECOVERY } from "../../../components/shared/recovery";

const ARGS = { clusterName: "postgres", instances: 3, maxConnections: 1000, zones: [{ name: "a" }, { name: "b" }] };

test("the Pooler keeps sessions apart and splits half of the server's connections over its pods", () => {
    expect(poolerSpec("postgres-pooler", ARGS)).toEqual({
        cluster: { name: "postgres" },
        type: "rw",
        instances: 3,
        pgbouncer: {
            poolMode: "session",
            parameters: {
                max_client_conn: "2000",
                default_pool_size: "163",
                ignore_startup_parameters: "extra_float_digits,options",
                tcp_keepidle: "10",
                tcp_keepintvl: "3",
                tcp_keepcnt: "3",
                tcp_user_timeout: "10000",
            },
        },
        template: {
            metadata: { labels: { "cnpg.io/poolerName": "postgres-pooler" } },
            spec: {
                tolerations: TOLERATIONS,
                affinity: affinityTo("a", "b"),
                topologySpreadConstraints: evenOver({ "cnpg.io/poolerName": "postgres-pooler" }),
                containers: [
                    {
                        name: "pgbouncer",
                        image: "ghcr.io/cloudnative-pg/pgbouncer:1.25.2",
                        resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "256Mi" } },
                    },
                ],
            },
        },
    });
});

test("two databases, each with a full pool in every pod, fit into the server", () => {
    const databases = 2;
    fc.assert(
        fc.property(
            fc.integer({ min: 50, max: 10_000 }),
            fc.integer({ min: 1, max: 25 }),
            (maxConnections, instances) => {
                const { pgbouncer } = poolerSpec("p", { ...ARGS, maxConnections, instances }) as unknown as {
                    pgbouncer: { parameters: { default_pool_size: string } };
                };
                const pool = Number(pgbouncer.parameters.default_pool_size);
                expect(pool).toBeGreaterThanOrEqual(1);
                // A pool has one connection at least; beyond that the server keeps 20 for others.
                expect(pool === 1 || pool * instances * databases <= maxConnections - 20).toBe(true);
            },
        ),
    );
});

test("the workload follows the spec", () => {
    const spec = poolerSpec("postgres-pooler", ARGS);
    spec.instances = 1;
    spec.template.spec.topologySpreadConstraints = [];
    expect(workloadOfPooler("postgres-pooler", "postgres", { name: "dify", created: "dify" }, spec)).toEqual({
        name: "postgres-pooler",
        tier: "data",
        members: { min: 1, max: 1 },
        quorum: 1,
        zones: ["a", "b"],
        spread: "none",
        requests: { cpu: 0.1, memory: 67108864 },
        recovery: ENDPOINT_RECOVERY,
        dependsOn: ["postgres"],
        zoneBound: false,
        pods: { namespace: "dify", matchLabels: { "cnpg.io/poolerName": "postgres-pooler" } },
        service: "postgres-pooler",
    });
});
