import { INVARIANTS, checkInvariants } from "../../../analysis/invariants";
import { subnetZones, type GraphResource, type ResourceGraph } from "../../../analysis/graph";
import type { InvariantId, Workload } from "../../../contracts";
import { mergeConfig, type RawConfig } from "../../../config/merge";
import { evaluateStack } from "../../support/evaluation";
import { resource, type Mutable } from "../../support/syntheticGraph";
import { resourceOf } from "../../support/graph";

/** Rules are honest: each fires when a good stack is broken in the smallest way, and no other does. */

const TODAY = "2026-11-25";

type Graph = Mutable<ResourceGraph>;
type Resource = Mutable<GraphResource>;

/** A stack, broken: `change` gets a copy of its own. */
interface Breach {
    readonly id: InvariantId;
    readonly what: string;
    readonly stack: "onprem" | "prod" | "local";
    readonly change: (graph: Graph) => void;
    /** Resources that are to be named, in the order of the findings. */
    readonly named: readonly string[];
}

/** Changes inputs of one resource, key by key. */
function inputs(kind: string, name: string, change: RawConfig): Breach["change"] {
    return (graph) => {
        const found = resourceOf(graph, kind, name) as Resource;
        found.inputs = mergeConfig(found.inputs, change);
    };
}

/** Changes the first container of a Deployment, Job or CronJob. */
function container(name: string, change: (container: Record<string, unknown>) => void, kind = "Deployment") {
    return (graph: Graph) => {
        const spec = resourceOf(graph, kind, name).inputs["spec"] as { template: { spec: { containers: [never] } } };
        change(spec.template.spec.containers[0]);
    };
}

/** Sets a plain variable. */
function variable(name: string, variableName: string, value: string) {
    return container(name, (pod) => {
        const env = (pod["env"] as { name: string }[]).filter((entry) => entry.name !== variableName);
        pod["env"] = [...env, { name: variableName, value }];
    });
}

const NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

/** Adds a rule to what a NetworkPolicy lets out. */
function egress(name: string, rule: RawConfig): Breach["change"] {
    return (graph) => {
        const { spec } = resourceOf(graph, NETWORK_POLICY, name).inputs as { spec: { egress: RawConfig[] } };
        spec.egress.push(rule);
    };
}

function remove(kind: string, name: string): Breach["change"] {
    return (graph) => {
        const { urn } = resourceOf(graph, kind, name);
        graph.resources = graph.resources.filter((entry) => entry.urn !== urn);
    };
}

/** Changes what a component says of a workload. */
function workloads(change: (workload: Mutable<Workload>) => void): Breach["change"] {
    return (graph) =>
        graph.resources.flatMap(({ outputs }) => (outputs?.["workloads"] ?? []) as Workload[]).forEach(change);
}

const CNPG = "kubernetes:postgresql.cnpg.io/v1:Cluster";
const IMDS_DEFAULT = { metadataOptions: { httpTokens: "optional" } };
const TWO_NODES_IN_A_ZONE = { preferredCacheClusterAzs: ["eu-central-1a", "eu-central-1b", "eu-central-1b"] };
const SPREAD = {
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
    labelSelector: { matchLabels: {} },
};
const NO_LIMIT = (pod: Record<string, unknown>) => {
    pod["resources"] = { requests: { cpu: "1", memory: "1Gi" } };
};

const BREACHES: readonly Breach[] = [
    {
        id: "zones-three",
        what: "a third zone is not there",
        stack: "local",
        change: workloads((workload) => (workload.zones = ["zone-a", "zone-b"])),
        named: ["zones"],
    },
    {
        id: "zones-all",
        what: "a workload is kept out of a zone",
        stack: "onprem",
        change: workloads((workload) => {
            workload.zones = workload.name === "dify-web" ? workload.zones.slice(1) : workload.zones;
        }),
        named: ["dify-web"],
    },
    {
        id: "zones-all",
        what: "two nodes of a cache share a zone",
        stack: "prod",
        change: inputs("ReplicationGroup", "redis", TWO_NODES_IN_A_ZONE),
        named: ["redis"],
    },
    {
        id: "zones-all",
        what: "a database has no standby",
        stack: "prod",
        change: inputs("aws:rds/instance:Instance", "postgres", { multiAz: false }),
        named: ["postgres"],
    },
    {
        id: "spread-hard",
        what: "a spread is only preferred",
        stack: "onprem",
        change: (graph) => {
            const { spec } = resourceOf(graph, "Deployment", "dify-api").inputs as {
                spec: { template: { spec: { topologySpreadConstraints: { whenUnsatisfiable: string }[] } } };
            };
            spec.template.spec.topologySpreadConstraints.forEach((constraint) => {
                constraint.whenUnsatisfiable = "ScheduleAnyway";
            });
        },
        named: ["dify-api"],
    },
    {
        id: "spread-hard",
        what: "what an operator spreads is not spread",
        stack: "onprem",
        change: workloads((workload) => (workload.spread = workload.name === "redis" ? "soft" : workload.spread)),
        named: ["redis"],
    },
    {
        id: "replicas-quorum",
        what: "a Deployment has no member to spare",
        stack: "onprem",
        change: inputs("Deployment", "dify-web", { spec: { replicas: 1 } }),
        named: ["dify-web"],
    },
    {
        id: "replicas-quorum",
        what: "what scales a Deployment leaves it no member to spare",
        stack: "onprem",
        change: (graph) => {
            const scaled = resource("scaled", {
                type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
                inputs: {
                    kind: "ScaledObject",
                    metadata: { name: "dify-web", namespace: "dify" },
                    spec: { scaleTargetRef: { name: "dify-web" }, minReplicaCount: 1, maxReplicaCount: 3 },
                },
            });
            graph.resources = [...graph.resources, scaled];
        },
        named: ["dify-web"],
    },
    {
        id: "replicas-quorum",
        what: "a majority has no member to spare",
        stack: "onprem",
        change: workloads((workload) => {
            workload.members = workload.name === "milvus-etcd" ? { min: 2, max: 2 } : workload.members;
        }),
        named: ["milvus-etcd"],
    },
    {
        id: "resources-stated",
        what: "a container may take all memory",
        stack: "onprem",
        change: container("dify-sandbox", NO_LIMIT),
        named: ["dify-sandbox"],
    },
    {
        id: "zone-loss-room",
        what: "no group can grow",
        stack: "prod",
        change: (graph) =>
            ["eu-central-1a", "eu-central-1b", "eu-central-1c"].forEach((zone) =>
                inputs("NodeGroup", `cluster-general-${zone}`, { scalingConfig: { maxSize: 2 } })(graph),
            ),
        named: ["dify-sandbox", "higress-gateway", "milvus-mixcoord", "milvus-proxy", "milvus-querynode"],
    },
    {
        id: "zone-loss-room",
        what: "a lost zone goes on counting as one that is to be filled",
        stack: "prod",
        change: (graph) => {
            const spec = resourceOf(graph, "Deployment", "dify-api").inputs["spec"] as {
                template: { spec: { topologySpreadConstraints: [{ nodeTaintsPolicy?: string }] } };
            };
            delete spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy;
        },
        named: ["dify-api"],
    },
    {
        id: "zone-loss-room",
        what: "nobody knows how large a node is",
        stack: "prod",
        change: inputs("NodeGroup", "cluster-general-eu-central-1b", { instanceTypes: ["x9.large"] }),
        named: ["cluster-general-eu-central-1b"],
    },
    {
        id: "connection-budget",
        what: "the server takes fewer connections",
        stack: "onprem",
        change: inputs(CNPG, "postgres", { spec: { postgresql: { parameters: { max_connections: "300" } } } }),
        named: ["postgres"],
    },
    {
        id: "pdb-present",
        what: "a budget is gone",
        stack: "onprem",
        change: remove("PodDisruptionBudget", "dify-api-pdb"),
        named: ["dify-api"],
    },
    {
        id: "pdb-present",
        what: "an operator makes none",
        stack: "onprem",
        change: inputs(CNPG, "postgres", { spec: { enablePDB: false } }),
        named: ["postgres"],
    },
    {
        id: "pdb-drains",
        what: "a budget lets no pod go",
        stack: "onprem",
        change: inputs("PodDisruptionBudget", "dify-api-pdb", { spec: { maxUnavailable: 0 } }),
        named: ["dify-api-pdb"],
    },
    {
        id: "pdb-drains",
        what: "broken pods keep their node",
        stack: "onprem",
        change: inputs("PodDisruptionBudget", "redis-sentinel-pdb", {
            spec: { unhealthyPodEvictionPolicy: "IfHealthyBudget" },
        }),
        named: ["redis-sentinel-pdb"],
    },
    {
        id: "pdb-drains",
        what: "two budgets count the same pods",
        stack: "onprem",
        change: (graph) => {
            const budget = resourceOf(graph, "PodDisruptionBudget", "dify-web-pdb");
            graph.resources = [...graph.resources, { ...budget, urn: `${budget.urn}-2`, name: "second" }];
        },
        named: ["dify-web"],
    },
    {
        id: "probes-present",
        what: "nobody asks whether a pod can answer",
        stack: "onprem",
        change: container("dify-api", (pod) => delete pod["readinessProbe"]),
        named: ["dify-api"],
    },
    {
        id: "probes-present",
        what: "nobody asks whether a worker lives",
        stack: "onprem",
        change: container("dify-worker", (pod) => delete pod["livenessProbe"]),
        named: ["dify-worker"],
    },
    {
        id: "drain-order",
        what: "a pod is killed in its drain",
        stack: "onprem",
        change: inputs("Deployment", "dify-api", {
            spec: { template: { spec: { terminationGracePeriodSeconds: 315 } } },
        }),
        named: ["dify-api"],
    },
    {
        id: "drain-order",
        what: "the gateway gives up before the API",
        stack: "onprem",
        change: (graph) => {
            const [patch] = graph.resources.filter(({ type }) => type === "kubernetes:apps/v1:DeploymentPatch");
            const spec = patch?.inputs["spec"] as { template: { spec: { terminationGracePeriodSeconds: number } } };
            spec.template.spec.terminationGracePeriodSeconds = 329;
        },
        named: ["gateway-pods"],
    },
    {
        id: "drain-order",
        what: "the load balancer gives up before the gateway",
        stack: "prod",
        change: inputs("TargetGroup", "public-https", { deregistrationDelay: 644 }),
        named: ["public-https"],
    },
    {
        id: "one-beat",
        what: "there are two schedulers",
        stack: "onprem",
        change: inputs("Deployment", "dify-beat", {
            spec: { replicas: 2, template: { spec: { topologySpreadConstraints: [SPREAD] } } },
        }),
        named: ["dify-beat"],
    },
    {
        id: "one-beat",
        what: "a rollout starts the second scheduler first",
        stack: "onprem",
        change: inputs("Deployment", "dify-beat", { spec: { strategy: { type: "RollingUpdate" } } }),
        named: ["dify-beat"],
    },
    {
        id: "one-beat",
        what: "a worker is told to schedule",
        stack: "onprem",
        change: (graph) => {
            const beat = resourceOf(graph, "Deployment", "dify-beat");
            const worker = resourceOf(graph, "Deployment", "dify-worker") as Resource;
            worker.inputs = mergeConfig(worker.inputs, {
                spec: { replicas: 1, strategy: { type: "Recreate", rollingUpdate: undefined } },
            });
            const env = (spec: unknown) =>
                (spec as { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } }).template
                    .spec.containers[0]?.env;
            const mode = env(worker.inputs["spec"])?.find(({ name }) => name === "MODE");
            Object.assign(mode ?? {}, { value: "beat" });
            workloads((workload) => {
                workload.quorum = workload.name === "dify-worker" ? 0 : workload.quorum;
            })(graph);
            expect(env(beat.inputs["spec"])?.find(({ name }) => name === "MODE")).toEqual(mode);
        },
        named: ["dify-worker"],
    },
    {
        id: "migration-once",
        what: "an API pod migrates when it starts",
        stack: "onprem",
        change: variable("dify-api", "MIGRATION_ENABLED", "true"),
        named: ["dify-api"],
    },
    {
        id: "migration-once",
        what: "the worker does not wait",
        stack: "onprem",
        change: (graph) => {
            const worker = resourceOf(graph, "Deployment", "dify-worker") as Resource;
            worker.dependencies = [];
        },
        named: ["dify-worker"],
    },
    {
        id: "migration-once",
        what: "two Jobs migrate side by side",
        stack: "onprem",
        change: (graph) => {
            const job = resourceOf(graph, "Job", "dify-migrate");
            graph.resources = [...graph.resources, { ...job, urn: `${job.urn}-2`, name: "second" }];
        },
        named: ["dify-migrate"],
    },
    {
        id: "backups-kept",
        what: "the log is archived for six days",
        stack: "onprem",
        change: inputs("ObjectStore", "postgres-archive", { spec: { retentionPolicy: "6d" } }),
        named: ["postgres-archive"],
    },
    {
        id: "backups-kept",
        what: "nothing begins a backup",
        stack: "onprem",
        change: remove("ScheduledBackup", "postgres-nightly"),
        named: ["postgres"],
    },
    {
        id: "backups-kept",
        what: "no log is archived",
        stack: "onprem",
        change: inputs(CNPG, "postgres", { spec: { plugins: [] } }),
        named: ["postgres"],
    },
    {
        id: "backups-kept",
        what: "RDS keeps backups for six days",
        stack: "prod",
        change: inputs("aws:rds/instance:Instance", "postgres", { backupRetentionPeriod: 6 }),
        named: ["postgres"],
    },
    {
        id: "backups-proven",
        what: "no backup is restored",
        stack: "onprem",
        change: remove("CronJob", "postgres-dumps-restore-check"),
        named: ["postgres"],
    },
    {
        id: "data-protected",
        what: "Pulumi may delete the database",
        stack: "onprem",
        change: (graph) => ((resourceOf(graph, CNPG, "postgres") as Resource).protect = false),
        named: ["postgres"],
    },
    {
        id: "data-protected",
        what: "Pulumi may delete the queues",
        stack: "onprem",
        change: (graph) => ((resourceOf(graph, "RedisReplication", "redis") as Resource).protect = false),
        named: ["redis"],
    },
    {
        id: "data-protected",
        what: "AWS may delete the database",
        stack: "prod",
        change: inputs("aws:rds/instance:Instance", "postgres", { deletionProtection: false }),
        named: ["postgres"],
    },
    {
        id: "data-encrypted",
        what: "a server's storage is not encrypted",
        stack: "prod",
        change: inputs("aws:rds/instance:Instance", "postgres", { storageEncrypted: false }),
        named: ["postgres"],
    },
    {
        id: "buckets-guarded",
        what: "a bucket may be made public",
        stack: "prod",
        change: inputs("BucketPublicAccessBlock", "storage-files", { restrictPublicBuckets: false }),
        named: ["storage-files"],
    },
    {
        id: "database-tls",
        what: "the plugin daemon takes a connection without TLS",
        stack: "onprem",
        change: inputs("ConfigMap", "dify-plugin-daemon-env", { data: { DB_SSL_MODE: "prefer" } }),
        named: ["dify-plugin-daemon"],
    },
    {
        id: "database-tls",
        what: "the API does",
        stack: "onprem",
        change: variable("dify-api", "DB_EXTRAS", "keepalives=1&sslmode=disable"),
        named: ["dify-api"],
    },
    {
        id: "data-private",
        what: "Redis has an address outside of the cluster",
        stack: "onprem",
        change: inputs("Service", "redis-primary", { spec: { type: "LoadBalancer" } }),
        named: ["redis-primary"],
    },
    {
        id: "data-private",
        what: "a database may get a public address",
        stack: "prod",
        change: inputs("aws:rds/instance:Instance", "postgres", { publiclyAccessible: true }),
        named: ["postgres"],
    },
    {
        id: "data-private",
        what: "pods may ask the machine's metadata service",
        stack: "prod",
        change: inputs("LaunchTemplate", "cluster-node", IMDS_DEFAULT),
        named: ["cluster-node"],
    },
    {
        id: "iam-narrow",
        what: "a role may do everything in S3",
        stack: "prod",
        change: inputs("RolePolicy", "workloads-files", {
            policy: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
        }),
        named: ["workloads-files"],
    },
    {
        id: "no-upstream-credential",
        what: "a Secret has upstream's password",
        stack: "onprem",
        change: inputs("Secret", "redis-auth", { stringData: { password: "difyai123456" } }),
        named: ["redis-auth"],
    },
    {
        id: "no-upstream-credential",
        what: "a Secret has an ordinary word",
        stack: "onprem",
        change: inputs("Secret", "milvus-root", { stringData: { password: "Milvus" } }),
        named: ["milvus-root"],
    },
    {
        id: "no-plain-secret",
        what: "a ConfigMap has a key",
        stack: "onprem",
        change: inputs("ConfigMap", "dify-web-env", { data: { SECRET_KEY: "3q2+7w" } }),
        named: ["dify-web-env"],
    },
    {
        id: "no-plain-secret",
        what: "a variable is a password",
        stack: "onprem",
        change: variable("dify-worker", "DB_PASSWORD", "3q2+7w"),
        named: ["dify-worker"],
    },
    {
        id: "no-plain-secret",
        what: "a URL has a password",
        stack: "onprem",
        change: inputs("ConfigMap", "dify-api-env", { data: { HTTP_PROXY: "http://me:3q2w@proxy:3128" } }),
        named: ["dify-api-env"],
    },
    {
        id: "no-plain-secret",
        what: "a chart is given a secret",
        stack: "onprem",
        change: (graph) => {
            const chart = resourceOf(graph, "Release", "monitoring") as Resource;
            chart.inputs = mergeConfig(chart.inputs, { values: { grafana: { adminPassword: "3q2w" } } });
            chart.secretPaths = ["values.grafana.adminPassword"];
        },
        named: ["monitoring"],
    },
    {
        id: "images-pinned",
        what: "an image is the latest",
        stack: "onprem",
        change: container("dify-ssrf-proxy", (pod) => (pod["image"] = "docker.io/ubuntu/squid:latest")),
        named: ["dify-ssrf-proxy"],
    },
    {
        id: "images-pinned",
        what: "an image has no tag",
        stack: "onprem",
        change: inputs(CNPG, "postgres", { spec: { imageName: "ghcr.io/cloudnative-pg/postgresql" } }),
        named: ["postgres"],
    },
    {
        id: "charts-pinned",
        what: "a chart's version is a range",
        stack: "onprem",
        change: inputs("Release", "operators-cert-manager", { version: "^1.21.0" }),
        named: ["operators-cert-manager"],
    },
    {
        id: "redis-broker-mode",
        what: "Celery is led to hash slots",
        stack: "onprem",
        change: (graph) => {
            const sharded = {
                metadata: { name: "shards", namespace: "dify" },
                spec: { redisLeader: {}, redisFollower: {} },
            };
            const type = "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster";
            graph.resources = [...graph.resources, resource("shards", { type, inputs: sharded })];
            variable("dify-worker", "CELERY_BROKER_URL", "redis://:$(P)@shards-leader.dify:6379/1")(graph);
        },
        named: ["dify-worker"],
    },
    {
        id: "egress-restricted",
        what: "there are no NetworkPolicies",
        stack: "onprem",
        change: (graph) => {
            graph.resources = graph.resources.filter(({ type }) => type !== NETWORK_POLICY);
        },
        named: ["dify-plugin-daemon", "dify-sandbox", "dify-ssrf-proxy"],
    },
    {
        id: "egress-restricted",
        what: "code may connect to a public address",
        stack: "prod",
        change: egress("network-dify-sandbox", { to: [{ ipBlock: { cidr: "1.0.0.0/8" } }], ports: [{ port: 443 }] }),
        named: ["dify-sandbox"],
    },
    {
        id: "egress-restricted",
        what: "code may connect to another pod that lets it in",
        stack: "local",
        change: (graph) => {
            egress("network-dify-sandbox", { to: [{ podSelector: {} }] })(graph);
            const { spec } = resourceOf(graph, "NetworkPolicy", "network-milvus-etcd").inputs as { spec: RawConfig };
            spec["ingress"] = [{}];
        },
        named: ["dify-sandbox"],
    },
    {
        id: "egress-restricted",
        what: "plugins may connect to a public address",
        stack: "prod",
        change: egress("network-dify-plugin-daemon", { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }),
        named: ["dify-plugin-daemon"],
    },
    {
        id: "egress-restricted",
        what: "the proxy may connect to the metadata service",
        stack: "onprem",
        change: egress("network-dify-ssrf-proxy", { to: [{ ipBlock: { cidr: "169.254.169.254/32" } }] }),
        named: ["dify-ssrf-proxy"],
    },
    {
        id: "redis-keeps-queues",
        what: "Redis drops old keys",
        stack: "onprem",
        change: inputs("ConfigMap", "redis-config", {
            data: { "redis-additional.conf": "maxmemory-policy allkeys-lru\n" },
        }),
        named: ["redis-config"],
    },
    {
        id: "redis-keeps-queues",
        what: "ElastiCache drops old keys",
        stack: "prod",
        change: inputs("aws:elasticache/parameterGroup:ParameterGroup", "redis-parameters", { parameters: [] }),
        named: ["redis-parameters"],
    },
];

const good = new Map<string, ResourceGraph>();

beforeAll(async () => {
    for (const stack of ["onprem", "prod", "local"]) {
        good.set(stack, await evaluateStack(stack));
    }
});

function copyOf(stack: string): Graph {
    return structuredClone(good.get(stack)) as Graph;
}

test.each(["onprem", "prod", "local"])("%s breaks none", (stack) => {
    expect(checkInvariants(copyOf(stack), [], TODAY).violations).toEqual([]);
});

test.each(BREACHES.map((breach) => [breach.id, breach.what, breach] as const))(
    "%s: %s",
    (id, _, { stack, change, named }) => {
        const graph = copyOf(stack);
        change(graph);
        const { violations } = checkInvariants(graph, [], TODAY);
        expect(
            violations.map((violation) => [
                violation.id,
                [...new Set(violation.findings.map((found) => found.resource))],
            ]),
        ).toEqual([[id, named]]);
    },
);

test("every rule is tried", () => {
    expect([...new Set(BREACHES.map(({ id }) => id))].sort()).toEqual(INVARIANTS.map(({ id }) => id).sort());
});

test("no finding shows a secret", () => {
    const findings = BREACHES.filter(({ id }) => id === "no-plain-secret" || id === "no-upstream-credential").flatMap(
        ({ stack, change }) => {
            const graph = copyOf(stack);
            change(graph);
            return checkInvariants(graph, [], TODAY).violations;
        },
    );
    expect(JSON.stringify(findings)).not.toMatch(/3q2|difyai123456/);
});

test("where things are there, the ids of their provider count", () => {
    const { resources, ...graph } = copyOf("prod");
    const made = JSON.parse(JSON.stringify(resources).replaceAll(/"([\w-]+)-id"/g, '"real-$1"')) as GraphResource[];
    const withIds = made.map((entry) => ({ ...entry, id: `real-${entry.name}` }));
    expect(checkInvariants({ ...graph, resources: withIds }, [], TODAY).violations).toEqual([]);
    const [first] = checkInvariants({ ...graph, resources: made }, [], TODAY).violations;
    expect(first?.id).toBe("zones-all");
});

describe("on a network that somebody else made, whose subnets are ids and no more,", () => {
    test("zones of subnets are not judged, those of caches are", () => {
        const graph = copyOf("prod");
        graph.resources = graph.resources.filter(({ type }) => type !== "aws:ec2/subnet:Subnet");
        expect(subnetZones(graph).size).toBe(0);
        expect(checkInvariants(graph, [], TODAY).violations).toEqual([]);
        inputs("ReplicationGroup", "redis", { multiAzEnabled: false })(graph);
        expect(checkInvariants(graph, [], TODAY).violations.map(({ id }) => id)).toEqual(["zones-all"]);
    });
});
