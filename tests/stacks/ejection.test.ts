import type { RawConfig } from "../../config";
import { resourcesOf, specsOf } from "../support/graph";
import { evaluateStack } from "../support/evaluation";

/** A route to a Service that the gateway does not eject dead backends of would fail for as long as Kubernetes needs to notice. */

interface IngressSpec {
    readonly rules: {
        readonly http: {
            readonly paths: {
                readonly backend: {
                    readonly service: { readonly name: string; readonly port: { readonly name: string } };
                };
            }[];
        };
    }[];
}

interface ServiceSpec {
    readonly ports: { readonly name: string; readonly port: number }[];
}

interface FilterSpec {
    readonly configPatches: {
        readonly applyTo: string;
        readonly match: { readonly cluster?: { readonly service: string; readonly portNumber: number } };
    }[];
}

test.each<[title: string, change: RawConfig, service: string]>([
    ["one release", {}, "dify-api-stream"],
    ["a canary beside it", { dify: { canary: { enabled: true, weight: 10 } } }, "dify-canary-api-stream"],
])(
    "with %s, the gateway ejects dead backends of every Service that an Ingress routes to",
    async (_, change, stream) => {
        const graph = await evaluateStack("prod", change);
        const services = specsOf<ServiceSpec>(graph, "Service");
        const routed = [...specsOf<IngressSpec>(graph, "Ingress").values()]
            .flatMap(({ rules }) => rules)
            .flatMap(({ http }) => http.paths)
            .map(({ backend: { service } }) => {
                const port = services.get(service.name)?.ports.find(({ name }) => name === service.port.name)?.port;
                return `${service.name}.dify.svc.cluster.local:${port}`;
            });
        const ejected = resourcesOf(graph, "EnvoyFilter")
            .flatMap(({ inputs }) => (inputs as unknown as { spec: FilterSpec }).spec.configPatches)
            .filter(({ applyTo }) => applyTo === "CLUSTER")
            .map(({ match: { cluster } }) => `${cluster?.service}:${cluster?.portNumber}`);
        expect(new Set(routed)).toContain("dify-api.dify.svc.cluster.local:5001");
        expect(new Set(routed)).toContain(`${stream}.dify.svc.cluster.local:5001`);
        expect(ejected).toEqual(expect.arrayContaining([...new Set(routed)]));
    },
);
