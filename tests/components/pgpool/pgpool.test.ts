import type { ResourceGraph } from "../../../analysis/graph";
import { Pgpool, type PgpoolArgs } from "../../../components/pgpool/pgpool";
import { kubernetesSecret, type PostgresEndpoint } from "../../../contracts";
import { clusterHandle } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { affinityTo } from "../../support/placements";

const DATABASE: PostgresEndpoint = {
    host: "pg-rw.dify.svc",
    readerHost: "pg-ro.dify.svc",
    port: 5433,
    database: "dify_db",
    user: "dify_user",
    tls: true,
    password: kubernetesSecret("pg-app-owner", "pw"),
    maxConnections: 300,
    servedBy: "pg",
};

const evaluated = (args: Partial<PgpoolArgs> = {}) =>
    evaluateComponent(
        (opts) =>
            new Pgpool(
                "split",
                { cluster: clusterHandle(), database: DATABASE, ...args },
                { ...opts, dependsOn: new Elsewhere("postgres") },
            ),
    );

interface Deployment {
    readonly spec: {
        readonly replicas: number;
        readonly template: {
            readonly metadata: { readonly annotations: Record<string, string> };
            readonly spec: {
                readonly affinity: unknown;
                readonly topologySpreadConstraints: readonly unknown[];
                readonly volumes: readonly unknown[];
                readonly securityContext: unknown;
                readonly containers: readonly Record<string, unknown>[];
            };
        };
    };
}

const deploymentOf = (graph: ResourceGraph) => inputsOf<Deployment>(graph, "Deployment", "split").spec;
const dataOf = (graph: ResourceGraph) =>
    inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "split-config").data;
const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "Pgpool")[0]?.outputs;

describe("Pgpool-II", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has these children", () => {
        expect(childrenOfComponent(graph, "dify-ha:index:Pgpool")).toEqual([
            "ConfigMap split-config",
            "Deployment split",
            "PodDisruptionBudget split-pdb",
            "Service split",
            "ServiceAccount split-account",
        ]);
    });

    test("stands in for the database that it was given", () => {
        expect(outputsOf(graph)).toMatchObject({
            database: {
                host: "split.dify.svc.cluster.local",
                readerHost: "pg-ro.dify.svc",
                port: 5432,
                database: "dify_db",
                user: "dify_user",
                tls: true,
                password: { kind: "kubernetes", name: "pg-app-owner", key: "pw" },
                maxConnections: 300,
                servedBy: "split",
            },
        });
    });

    test("is two pods over the zones, each for all connections that the server leaves it", () => {
        const { replicas, template } = deploymentOf(graph);
        expect(replicas).toBe(2);
        expect(template.spec.affinity).toEqual(affinityTo("a", "b", "c"));
        expect(template.spec.topologySpreadConstraints).toHaveLength(2);
        expect(dataOf(graph)["pgpool.conf"]).toContain("num_init_children = 280\n");
        expect(template.spec.containers[0]?.["resources"]).toEqual({
            requests: { cpu: "250m", memory: "344Mi" },
            limits: { cpu: "2", memory: "1184Mi" },
        });
    });

    test("is led to both addresses of the database", () => {
        const config = dataOf(graph)["pgpool.conf"];
        expect(config).toContain("backend_hostname0 = 'pg-rw.dify.svc'\nbackend_port0 = 5433\n");
        expect(config).toContain("backend_hostname1 = 'pg-ro.dify.svc'\nbackend_port1 = 5433\n");
        expect(config).toContain("sr_check_user = 'dify_user'\nsr_check_database = 'dify_db'\n");
    });

    test("gets the password as a file that only its group reads, and writes to memory alone", () => {
        const { volumes, containers, securityContext } = deploymentOf(graph).template.spec;
        expect(volumes).toEqual([
            { name: "config", configMap: { name: "split-config" } },
            {
                name: "users",
                secret: { secretName: "pg-app-owner", items: [{ key: "pw", path: "dify_user" }], defaultMode: 0o440 },
            },
            { name: "run", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
        ]);
        expect(containers[0]).toMatchObject({
            command: ["sh", "/etc/pgpool/start.sh"],
            securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [
                { name: "config", mountPath: "/etc/pgpool", readOnly: true },
                { name: "users", mountPath: "/etc/pgpool-users", readOnly: true },
                { name: "run", mountPath: "/run/pgpool" },
            ],
            env: [
                { name: "PGPOOL_CONFIG", value: "/etc/pgpool" },
                { name: "PGPOOL_USERS", value: "/etc/pgpool-users" },
                { name: "PGPOOL_RUN", value: "/run/pgpool" },
            ],
            readinessProbe: { tcpSocket: { port: 5432 } },
            livenessProbe: { tcpSocket: { port: 5432 } },
        });
        expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 70, fsGroup: 70 });
    });

    test("is a workload that cannot serve without the database", () => {
        expect((outputsOf(graph) as { workloads: unknown[] }).workloads).toEqual([
            expect.objectContaining({
                name: "split",
                tier: "data",
                members: { min: 2, max: 2 },
                quorum: 1,
                dependsOn: ["pg"],
                spread: "hard",
                service: "split",
            }),
        ]);
    });

    test("starts after what it is told to wait for", () => {
        const waits = resourceOf(graph, "Deployment", "split").dependencies.map((urn) => urn.split("::").at(-1));
        expect(waits).toContain("postgres");
    });
});

test("rolls its pods when the configuration changes", async () => {
    const checksum = async (args: Partial<PgpoolArgs>) =>
        deploymentOf(await evaluated(args)).template.metadata.annotations["dify-ha/config-checksum"];
    expect(await checksum({ connections: 10 })).not.toBe(await checksum({ connections: 11 }));
});

test("takes replicas and connections as they are given", async () => {
    const graph = await evaluated({ replicas: 3, connections: 10 });
    expect(deploymentOf(graph).replicas).toBe(3);
    expect(dataOf(graph)["pgpool.conf"]).toContain("num_init_children = 10\n");
});

test.each([
    [{ replicas: 1 }, "replicas is 1; at least 2"],
    [{ connections: 0 }, "connections is 0; at least 1"],
    [{ database: { ...DATABASE, readerHost: undefined } }, "the database of pg has no address of its standbys"],
])("refuses %j", async (args, message) => {
    await expect(evaluated(args)).rejects.toThrow(message);
});
