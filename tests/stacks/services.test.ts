import type { ResourceGraph } from "../../analysis/graph";
import { resourcesOf, specsOf } from "../support/graph";
import { evaluateVariant, hasCanary, hasWebsocket, VARIANT_NAMES } from "../support/variants";

/** Requests must end at a pod: Service to container port, Ingress to Service, environment to Service. */

interface ServiceSpec {
    readonly selector: Record<string, string>;
    readonly ports: { readonly name: string; readonly port: number; readonly targetPort: string }[];
}

interface DeploymentSpec {
    readonly template: {
        readonly metadata: { readonly labels: Record<string, string> };
        readonly spec: { readonly containers: { readonly ports: { name: string; containerPort: number }[] }[] };
    };
}

interface IngressSpec {
    readonly rules: {
        readonly host: string;
        readonly http: {
            readonly paths: {
                readonly path: string;
                readonly backend: {
                    readonly service: { readonly name: string; readonly port: { readonly name: string } };
                };
            }[];
        };
    }[];
}

const PORTS: Readonly<Record<string, Record<string, number>>> = {
    "dify-api": { http: 5001 },
    "dify-api-stream": { http: 5001 },
    "dify-canary-api": { http: 5001 },
    "dify-canary-api-stream": { http: 5001 },
    "dify-canary-web": { http: 3000 },
    "dify-plugin-daemon": { http: 5002, debug: 5003 },
    "dify-sandbox": { http: 8194 },
    "dify-ssrf-proxy": { proxy: 3128 },
    "dify-web": { http: 3000 },
    "dify-websocket": { http: 5001 },
    "redis-primary": { redis: 6379 },
    "gateway-redis-primary": { redis: 6379 },
    "blackbox-exporter": { metrics: 9115 },
    "celery-queues": { metrics: 9121 },
    jaeger: { otlp: 4317, query: 16686, metrics: 8888 },
    "opentelemetry-collector": { grpc: 4317, http: 4318, metrics: 8889, self: 8888 },
};

/** Services that only some variants have. */
const isThere = (variant: string) => (name: string) =>
    (hasWebsocket(variant) || name !== "dify-websocket") &&
    (hasCanary(variant) || !name.startsWith("dify-canary-")) &&
    (variant === "everything" || name !== "gateway-redis-primary");

/** Services that have the pods of another Deployment. */
const PODS_OF: Readonly<Record<string, string>> = {
    "dify-api-stream": "dify-api",
    "dify-canary-api-stream": "dify-canary-api",
};

/** Service that each Ingress sends to. */
const ROUTES: Readonly<Record<string, string>> = {
    dify: "dify-web",
    "dify-api": "dify-api",
    "dify-canary": "dify-canary-web",
    "dify-canary-api": "dify-canary-api",
    "dify-canary-files": "dify-canary-api",
    "dify-canary-stream": "dify-canary-api-stream",
    "dify-files": "dify-api",
    "dify-hooks": "dify-plugin-daemon",
    "dify-socket": "dify-websocket",
    "dify-stream": "dify-api-stream",
};

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    let services: Map<string, ServiceSpec>;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        services = specsOf<ServiceSpec>(graph, "Service");
    });

    test("every Service has these ports", () => {
        const found = [...services].map(([name, { ports }]) => [
            name,
            Object.fromEntries(ports.map(({ name: port, port: number }) => [port, number])),
        ]);
        expect(found.sort()).toEqual(
            Object.entries(PORTS)
                .filter(([name]) => isThere(variant)(name))
                .sort(),
        );
    });

    test("every Service leads to the pods of the Deployment or StatefulSet of its name, at ports that they have", () => {
        const sets = ["Deployment", "StatefulSet"].flatMap((kind) => [
            ...specsOf<DeploymentSpec>(graph, `kubernetes:apps/v1:${kind}`),
        ]);
        for (const [name, { selector, ports }] of services) {
            const selected = sets.filter(([, { template }]) =>
                Object.entries(selector).every(([key, value]) => template.metadata.labels[key] === value),
            );
            expect(selected.map(([deployment]) => deployment)).toEqual([PODS_OF[name] ?? name]);
            const containerPorts = selected[0]?.[1].template.spec.containers[0]?.ports ?? [];
            expect(ports.map(({ port, targetPort }) => ({ name: targetPort, containerPort: port }))).toEqual(
                containerPorts,
            );
        }
    });

    test("every Ingress sends to its Service, at a port that exists, for one host", () => {
        const ingresses = [...specsOf<IngressSpec>(graph, "Ingress")];
        const rules = ingresses.flatMap(([ingress, spec]) => spec.rules.map((rule) => ({ ingress, ...rule })));
        const backends = rules.flatMap(({ ingress, http }) =>
            http.paths.map(({ backend }) => ({ ingress, ...backend.service })),
        );
        const expected = Object.entries(ROUTES).filter(
            ([ingress]) =>
                (hasWebsocket(variant) || ingress !== "dify-socket") &&
                (hasCanary(variant) || !ingress.startsWith("dify-canary")),
        );
        expect(ingresses.map(([ingress]) => ingress).sort()).toEqual(expected.map(([ingress]) => ingress));
        for (const { ingress, name, port } of backends) {
            expect([ingress, name]).toEqual([ingress, ROUTES[ingress]]);
            expect(services.get(name)?.ports.map((one) => one.name)).toContain(port.name);
        }
        expect(new Set(rules.map(({ host }) => host)).size).toBe(1);
    });

    test("no Ingress routes what only pods may call", () => {
        expect(JSON.stringify(resourcesOf(graph, "Ingress").map(({ inputs }) => inputs))).not.toMatch(
            /inner|health|threads|db-pool-stat|metrics/,
        );
    });

    test("every URL of a ConfigMap that names one of our Services names one of its ports", () => {
        const urls = resourcesOf(graph, "ConfigMap")
            .flatMap(({ inputs }) => Object.values((inputs["data"] ?? {}) as Record<string, string>))
            .flatMap((value) => [...value.matchAll(/^https?:\/\/([a-z0-9-]+):(\d+)$/g)]);
        const unknown = urls.filter(
            ([, host, port]) => services.get(host ?? "")?.ports.some((one) => one.port === Number(port)) !== true,
        );
        expect(urls.length).toBeGreaterThan(5);
        expect(unknown.map(([url]) => url)).toEqual([]);
    });

    test("Pulumi does not wait for endpoints, which pods that are created later give", () => {
        for (const { inputs } of [...resourcesOf(graph, "Service"), ...resourcesOf(graph, "Ingress")]) {
            expect(inputs).toHaveProperty(["metadata", "annotations", "pulumi.com/skipAwait"], "true");
        }
    });
});
