import type { ResourceGraph } from "../../../analysis/graph";
import { inputsOf } from "../../support/graph";
import type { DifyAppArgs } from "../../../components/dify/difyApp";
import { evaluateApp } from "./difyAppArgs";

const STREAMING = {
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-connect-timeout": "3",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
    "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
    // A connection that a lost zone does not answer is tried elsewhere; a POST that was sent is not.
    "nginx.ingress.kubernetes.io/proxy-next-upstream": "error timeout",
    "pulumi.com/skipAwait": "true",
};

const HOOKS = {
    "nginx.ingress.kubernetes.io/configuration-snippet": "proxy_set_header Dify-Hook-Url $scheme://$host$request_uri;",
};

const path = (prefix: string, service: string) => ({
    path: prefix,
    pathType: "Prefix",
    backend: { service: { name: service, port: { name: "http" } } },
});

const PATHS = [
    path("/console/api", "d-api"),
    path("/api", "d-api"),
    path("/v1", "d-api"),
    path("/files", "d-api"),
    path("/mcp", "d-api"),
    path("/triggers", "d-api"),
    path("/openapi", "d-api"),
    path("/socket.io", "d-websocket"),
    path("/", "d-web"),
];

const evaluated = (ingress: DifyAppArgs["ingress"]) => evaluateApp({ ingress });

describe("with a certificate from cert-manager", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ className: "nginx", host: "dify.example.com", clusterIssuer: "letsencrypt" });
    });

    test("one Ingress has the routes and asks for the certificate", () => {
        expect(inputsOf(graph, "Ingress", "d-ingress")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: {
                name: "d",
                namespace: "dify",
                annotations: { ...STREAMING, "cert-manager.io/cluster-issuer": "letsencrypt" },
            },
            spec: {
                ingressClassName: "nginx",
                tls: [{ hosts: ["dify.example.com"], secretName: "d-tls" }],
                rules: [{ host: "dify.example.com", http: { paths: PATHS } }],
            },
        });
    });

    test("another adds the header for hooks, uses the certificate, and does not ask for it again", () => {
        expect(inputsOf(graph, "Ingress", "d-hooks-ingress")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: { name: "d-hooks", namespace: "dify", annotations: { ...STREAMING, ...HOOKS } },
            spec: {
                ingressClassName: "nginx",
                tls: [{ hosts: ["dify.example.com"], secretName: "d-tls" }],
                rules: [{ host: "dify.example.com", http: { paths: [path("/e", "d-plugin-daemon")] } }],
            },
        });
    });
});

describe("for Higress", () => {
    const HIGRESS = { className: "higress", controller: "higress", host: "dify.example.com" } as const;
    const annotationsOf = (graph: ResourceGraph, name: string) =>
        inputsOf<{ metadata: { annotations: Record<string, string> } }>(graph, "Ingress", name).metadata.annotations;
    const TLS = {
        "higress.io/ssl-redirect": "true",
        "higress.io/response-header-control-update": "Strict-Transport-Security max-age=31536000",
        "pulumi.com/skipAwait": "true",
    };
    const HOOK_URL = {
        "higress.io/request-header-control-update": "Dify-Hook-Url %REQ(:SCHEME)%://%REQ(:AUTHORITY)%%REQ(:PATH)%",
    };

    test("with a certificate everybody is sent to HTTPS, hooks learn their URL, and nothing limits or repeats an answer", async () => {
        const graph = await evaluated({ ...HIGRESS, clusterIssuer: "letsencrypt" });
        expect(annotationsOf(graph, "d-ingress")).toEqual({ ...TLS, "cert-manager.io/cluster-issuer": "letsencrypt" });
        expect(annotationsOf(graph, "d-hooks-ingress")).toEqual({ ...TLS, ...HOOK_URL });
    });

    test("without a certificate nobody is sent to HTTPS", async () => {
        const graph = await evaluated(HIGRESS);
        expect(annotationsOf(graph, "d-ingress")).toEqual({ "pulumi.com/skipAwait": "true" });
        expect(annotationsOf(graph, "d-hooks-ingress")).toEqual({ ...HOOK_URL, "pulumi.com/skipAwait": "true" });
    });

    test("the routes are those of every other controller", async () => {
        const graph = await evaluated(HIGRESS);
        expect(inputsOf(graph, "Ingress", "d-ingress")).toMatchObject({
            spec: { ingressClassName: "higress", rules: [{ host: "dify.example.com", http: { paths: PATHS } }] },
        });
    });
});

test("with a certificate of one's own", async () => {
    const graph = await evaluated({ className: "higress", host: "dify.example.com", tlsSecret: "my-tls" });
    for (const name of ["d-ingress", "d-hooks-ingress"]) {
        expect(inputsOf(graph, "Ingress", name)).toMatchObject({
            spec: {
                ingressClassName: "higress",
                tls: [{ hosts: ["dify.example.com"], secretName: "my-tls" }],
            },
        });
        expect(inputsOf(graph, "Ingress", name)).not.toHaveProperty([
            "metadata",
            "annotations",
            "cert-manager.io/cluster-issuer",
        ]);
    }
});

test.each([
    ["without a certificate", { className: "nginx", host: "dify.localhost" }, "dify.localhost"],
    ["for any host", { className: "nginx" }, undefined],
    ["for any host, where a certificate has no host to be for", { className: "nginx", tlsSecret: "x" }, undefined],
])("%s there is no TLS", async (_, ingress, host) => {
    const graph = await evaluated(ingress);
    const { spec } = inputsOf<{ spec: { tls?: unknown; rules: { host?: string }[] } }>(graph, "Ingress", "d-ingress");
    expect(spec.tls).toBeUndefined();
    expect(spec.rules.map((rule) => rule.host)).toEqual([host]);
});
