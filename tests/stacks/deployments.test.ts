import type { ResourceGraph } from "../../analysis/graph";
import { specsOf } from "../support/graph";
import { evenOver, TOLERATIONS } from "../support/placements";
import { evaluateVariant, hasCanary, hasWebsocket, VARIANT_NAMES } from "../support/variants";

/** What every Deployment must hold, whatever component made it. */

interface Probe {
    readonly httpGet?: object;
    readonly tcpSocket?: object;
    readonly exec?: object;
}

interface Container {
    readonly name: string;
    readonly env?: { readonly name: string; readonly value?: string }[];
    readonly startupProbe?: Probe;
    readonly readinessProbe?: Probe;
    readonly livenessProbe?: Probe;
    readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
    readonly resources: unknown;
    readonly securityContext?: Record<string, unknown>;
}

interface DeploymentSpec {
    readonly replicas: number;
    readonly strategy: unknown;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: {
        readonly metadata: { readonly labels: Record<string, string> };
        readonly spec: {
            readonly containers: Container[];
            readonly topologySpreadConstraints: unknown[];
            readonly tolerations: unknown[];
            readonly terminationGracePeriodSeconds: number;
            readonly automountServiceAccountToken: boolean;
            readonly enableServiceLinks: boolean;
            readonly serviceAccountName: string;
            readonly securityContext: Record<string, unknown>;
        };
    };
}

interface Expectation {
    /** Kinds of probe: start, readiness, life. */
    readonly probes: readonly [string | undefined, string | undefined, string];
    /** Seconds that the process itself may need after SIGTERM. `drain`: what the container is told. */
    readonly ownDrain: number | "drain";
    readonly runsAsRoot?: true;
}

const HTTP = ["httpGet", "httpGet", "httpGet"] as const;

const EXPECTED: Readonly<Record<string, Expectation>> = {
    "dify-api": { probes: HTTP, ownDrain: "drain" },
    "dify-websocket": { probes: HTTP, ownDrain: 10 },
    // Nothing sends to these two: their readiness says nothing beyond having started.
    "dify-worker": { probes: ["exec", undefined, "exec"], ownDrain: "drain" },
    "dify-beat": { probes: ["exec", undefined, "exec"], ownDrain: 0 },
    "dify-web": { probes: HTTP, ownDrain: 10 },
    // A run may take WORKER_TIMEOUT.
    "dify-sandbox": { probes: HTTP, ownDrain: 15, runsAsRoot: true },
    "dify-ssrf-proxy": { probes: [undefined, "tcpSocket", "tcpSocket"], ownDrain: 20 },
    "dify-plugin-daemon": { probes: HTTP, ownDrain: 0, runsAsRoot: true },
    "dify-canary-api": { probes: HTTP, ownDrain: "drain" },
    "dify-canary-worker": { probes: ["exec", undefined, "exec"], ownDrain: "drain" },
    "dify-canary-web": { probes: HTTP, ownDrain: 10 },
    "redis-primary": { probes: [undefined, "httpGet", "httpGet"], ownDrain: 0 },
    "gateway-redis-primary": { probes: [undefined, "httpGet", "httpGet"], ownDrain: 0 },
    "blackbox-exporter": { probes: [undefined, "httpGet", "httpGet"], ownDrain: 0 },
    "celery-queues": { probes: [undefined, "httpGet", "httpGet"], ownDrain: 0 },
    "opentelemetry-collector": { probes: [undefined, "httpGet", "httpGet"], ownDrain: 30 },
};

/** Nothing sends to these, or only Prometheus, which asks again. */
const WITHOUT_CALLERS = ["dify-worker", "dify-canary-worker", "dify-beat", "blackbox-exporter", "celery-queues"];

/** Seconds of `dify.drainSeconds` in all variants. */
const DRAIN = 300;

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    let specs: Map<string, DeploymentSpec>;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        specs = specsOf<DeploymentSpec>(graph, "kubernetes:apps/v1:Deployment");
    });

    /** Fails with the names of the Deployments that do not hold. */
    const expectAll = (holds: (spec: DeploymentSpec, name: string) => boolean) => {
        const failing = [...specs].filter(([name, spec]) => !holds(spec, name)).map(([name]) => name);
        expect(failing).toEqual([]);
    };
    const containerOf = ({ template }: DeploymentSpec): Container => {
        const [container, ...others] = template.spec.containers;
        if (container === undefined || others.length > 0) {
            throw new Error("not one container");
        }
        return container;
    };

    test("these and no others", () => {
        const expected = Object.keys(EXPECTED).filter(
            (name) =>
                (hasWebsocket(variant) || name !== "dify-websocket") &&
                (hasCanary(variant) || !name.startsWith("dify-canary-")) &&
                (variant === "everything" || name !== "gateway-redis-primary"),
        );
        expect([...specs.keys()].sort()).toEqual(expected.sort());
    });

    test("are probed by what tells life from death there", () => {
        const kind = (probe: Probe | undefined) =>
            probe && Object.keys(probe).find((key) => ["httpGet", "tcpSocket", "exec"].includes(key));
        for (const [name, spec] of specs) {
            const { startupProbe, readinessProbe, livenessProbe } = containerOf(spec);
            expect([name, kind(startupProbe), kind(readinessProbe), kind(livenessProbe)]).toEqual([
                name,
                ...(EXPECTED[name]?.probes ?? []),
            ]);
        }
    });

    test("are given longer to end than the wait before and their own drain take", () => {
        expectAll((spec, name) => {
            const { ownDrain = Infinity } = EXPECTED[name] ?? {};
            const wait = containerOf(spec).lifecycle?.preStop.sleep.seconds ?? 0;
            const drain = ownDrain === "drain" ? DRAIN : ownDrain;
            return wait + drain < spec.template.spec.terminationGracePeriodSeconds;
        });
    });

    test("that are sent requests go on serving while proxies hear of their end", () => {
        expectAll((spec, name) => {
            const wait = containerOf(spec).lifecycle?.preStop.sleep.seconds ?? 0;
            return WITHOUT_CALLERS.includes(name) ? wait === 0 : wait >= 10;
        });
    });

    test("tell gunicorn the drain that their grace period is made for", () => {
        const drains = [...specs].flatMap(([name, spec]) =>
            (containerOf(spec).env ?? [])
                .filter((variable) => variable.name === "GUNICORN_CMD_ARGS")
                .map(({ value }) => [name, value]),
        );
        const sockets = hasWebsocket(variant) ? [["dify-websocket", "--graceful-timeout 10"]] : [];
        const canaries = hasCanary(variant) ? [["dify-canary-api", `--graceful-timeout ${DRAIN}`]] : [];
        expect(drains.sort()).toEqual([["dify-api", `--graceful-timeout ${DRAIN}`], ...canaries, ...sockets]);
    });

    test("are spread: by force over zones, by preference over nodes, each revision by itself, dead zones not counted", () => {
        for (const [name, spec] of specs) {
            const expected = spec.replicas < 2 ? [] : evenOver(spec.template.metadata.labels, "pod-template-hash");
            expect([name, spec.template.spec.topologySpreadConstraints]).toEqual([name, expected]);
        }
    });

    test("leave a dead node after 15 s", () => {
        for (const [name, spec] of specs) {
            expect([name, spec.template.spec.tolerations]).toEqual([name, TOLERATIONS]);
        }
    });

    test("say what they need and what they may take", () => {
        for (const [, spec] of specs) {
            expect(containerOf(spec).resources).toEqual({
                requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
                limits: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
            });
        }
    });

    test("have no key to the API server, and an account of their own", () => {
        expectAll(
            ({ template: { spec } }, name) =>
                spec.automountServiceAccountToken === false &&
                spec.enableServiceLinks === false &&
                spec.serviceAccountName === name,
        );
        const accounts = graph.resources.filter(({ type }) => type === "kubernetes:core/v1:ServiceAccount");
        expect(accounts.map(({ inputs }) => inputs["automountServiceAccountToken"])).not.toContain(true);
        expect(accounts.map(({ inputs }) => (inputs["metadata"] as { name: string }).name).sort()).toEqual(
            [
                ...specs.keys(),
                ...(hasCanary(variant) ? ["dify-canary-migrate"] : []),
                "dify-migrate",
                "milvus-user",
                "postgres-dumps",
            ].sort(),
        );
    });

    test("give nothing away that they need not have", () => {
        expectAll((spec, name) => {
            const pod = spec.template.spec.securityContext;
            const { securityContext: own = {} } = containerOf(spec);
            const capabilities = own["capabilities"] as { drop?: string[]; add?: string[] } | undefined;
            return EXPECTED[name]?.runsAsRoot === true
                ? capabilities?.drop?.includes("NET_RAW") === true
                : pod["runAsNonRoot"] === true &&
                      own["allowPrivilegeEscalation"] === false &&
                      capabilities?.drop?.join() === "ALL" &&
                      capabilities.add === undefined &&
                      (pod["seccompProfile"] as { type?: string } | undefined)?.type === "RuntimeDefault";
        });
    });

    test("roll by one more before one less; the scheduler alone stops before it starts", () => {
        for (const [name, spec] of specs) {
            const expected =
                name === "dify-beat"
                    ? { type: "Recreate" }
                    : { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
            expect([name, spec.strategy]).toEqual([name, expected]);
        }
        expect(specs.get("dify-beat")?.replicas).toBe(1);
    });

    test("select their own pods, and nobody else's", () => {
        for (const [name, spec] of specs) {
            const selecting = [...specs].filter(([, other]) =>
                Object.entries(other.selector.matchLabels).every(
                    ([key, value]) => spec.template.metadata.labels[key] === value,
                ),
            );
            expect(selecting.map(([found]) => found)).toEqual([name]);
        }
    });
});
