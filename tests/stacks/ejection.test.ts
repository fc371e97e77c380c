import type { ResourceGraph } from "../../analysis/graph";
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

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluateStack("prod");
});

test("the gateway ejects dead backends of every Service that an Ingress routes to", () => {
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
    expect(ejected).toEqual(expect.arrayContaining([...new Set(routed)]));
});
