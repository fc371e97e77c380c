import { customKindsOf } from "../../rehearsal/crds/customKinds";
import { kubernetesObjects, type ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../support/graph";

/** Where the certificate of the public name comes from, in each kind of stack. */

const ZONE = "Z0123456789ABCDEFGHIJ";
const NO_ZONE: RawConfig = { domain: { hostedZoneId: undefined } };
const BY_ACME: RawConfig = { domain: { clusterIssuer: undefined, acmeEmail: "ops@example.com" } };

interface Issuer {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly acme: { readonly server: string; readonly solvers: readonly object[] } };
}

const issuerOf = (graph: ResourceGraph) => inputsOf<Issuer>(graph, "ClusterIssuer", "issuer");
const solversOf = (graph: ResourceGraph) => issuerOf(graph).spec.acme.solvers;
const waitsFor = (graph: ResourceGraph, kind: string, name: string) =>
    [...closureOf(graph, resourceOf(graph, kind, name))].map((urn) => urn.split("::").at(-1));

const annotationOf = (graph: ResourceGraph) =>
    inputsOf<{ metadata: { annotations: Record<string, string> } }>(graph, "Ingress", "dify-ingress").metadata
        .annotations["cert-manager.io/cluster-issuer"];

describe.each([
    ["prod", "eu-central-1", {}],
    ["staging", "eu-central-1", {}],
    ["dr", "eu-west-1", { recovery: { active: true } }],
])("%s", (stack, region, change) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack(stack, change);
    });

    test("proves its name in the zone, by an identity that is there before cert-manager's pods", () => {
        expect(solversOf(graph)).toEqual([{ dns01: { route53: { region, hostedZoneID: ZONE } } }]);
        expect(waitsFor(graph, "Release", "operators-cert-manager")).toEqual(
            expect.arrayContaining(["certificates-cert-manager", "certificates-cert-manager-cert-manager"]),
        );
        expect(waitsFor(graph, "ClusterIssuer", "issuer")).toContain("operators-cert-manager");
    });

    test("has its Ingress ask that issuer", () => {
        expect(annotationOf(graph)).toBe(issuerOf(graph).metadata.name);
    });
});

test("a pilot light has its account before the day that it is needed", async () => {
    const graph = await evaluateStack("dr");
    expect(solversOf(graph)).toEqual([{ dns01: { route53: { region: "eu-west-1", hostedZoneID: ZONE } } }]);
    expect(resourcesOf(graph, "Ingress")).toEqual([]);
});

test("k3s' cert-manager gets an access key, in its own namespace", async () => {
    const graph = await evaluateStack("prod", { cluster: { kind: "k3s" } });
    expect(solversOf(graph)).toMatchObject([
        { dns01: { route53: { accessKeyIDSecretRef: { name: "cert-manager-aws-keys", key: "accesskey" } } } },
    ]);
    expect(inputsOf(graph, "kubernetes:core/v1:Secret", "certificates-cert-manager-keys")).toMatchObject({
        metadata: { name: "cert-manager-aws-keys", namespace: "cert-manager" },
    });
    expect(waitsFor(graph, "Secret", "certificates-cert-manager-keys")).toContain("cert-manager");
});

test("without a zone the gateway's class answers, and nobody may write to Route 53", async () => {
    const graph = await evaluateStack("prod", NO_ZONE);
    expect(solversOf(graph)).toEqual([
        { http01: { ingress: { ingressClassName: "higress", serviceType: "ClusterIP" } } },
    ]);
    expect(resourcesOf(graph, "PodIdentities").map(({ name }) => name)).toEqual(["services", "workloads"]);
    expect(resourcesOf(graph, "Namespace").map(({ name }) => name)).not.toContain("cert-manager");
});

test("an existing cluster answers through the gateway, under a name of the namespace's", async () => {
    const graph = await evaluateStack("onprem", { ...BY_ACME, namespace: "assistants" });
    expect(solversOf(graph)).toEqual([
        { http01: { ingress: { ingressClassName: "higress", serviceType: "ClusterIP" } } },
    ]);
    expect(annotationOf(graph)).toBe("assistants-acme");
    expect(waitsFor(graph, "ClusterIssuer", "issuer")).toContain("operators-cert-manager");
});

test("an issuer that is there already is only asked", async () => {
    const graph = await evaluateStack("onprem");
    expect(annotationOf(graph)).toBe("letsencrypt");
    expect(resourcesOf(graph, "AcmeIssuer")).toEqual([]);
});

test("the embedded control plane takes the issuer, which no cert-manager looks at", async () => {
    const graph = await evaluateStack("local", { domain: { acmeEmail: "ops@example.com" } });
    const objects = kubernetesObjects(graph, { showSecrets: false }).map(({ object }) => object);
    expect(customKindsOf(objects)).toContainEqual({
        group: "cert-manager.io",
        version: "v1",
        kind: "ClusterIssuer",
        namespaced: false,
    });
});
