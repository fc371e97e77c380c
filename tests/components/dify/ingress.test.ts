import type { ResourceGraph } from "../../../analysis/graph";
import type { CanaryTraffic } from "../../../components/dify/canary";
import type { DifyAppArgs } from "../../../components/dify/difyApp";
import { inputsOf, resourcesOf } from "../../support/graph";
import { CANARY, evaluateApp } from "./difyAppArgs";

const NGINX = {
    "nginx.ingress.kubernetes.io/use-regex": "true",
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-connect-timeout": "3",
    // A connection that a lost zone does not answer is tried elsewhere; a POST that was sent is not.
    "nginx.ingress.kubernetes.io/proxy-next-upstream": "error timeout",
    "pulumi.com/skipAwait": "true",
};

const nginxWithin = (seconds: number) => ({
    "nginx.ingress.kubernetes.io/proxy-read-timeout": String(seconds),
    "nginx.ingress.kubernetes.io/proxy-send-timeout": String(seconds),
});

const NGINX_HOOKS = {
    "nginx.ingress.kubernetes.io/configuration-snippet": "proxy_set_header Dify-Hook-Url $scheme://$host$request_uri;",
};

const HIGRESS = { "higress.io/use-regex": "true", "pulumi.com/skipAwait": "true" };

const HIGRESS_TLS = {
    "higress.io/ssl-redirect": "true",
    "higress.io/response-header-control-update": "Strict-Transport-Security max-age=31536000",
};

const HIGRESS_HOOKS = {
    "higress.io/request-header-control-update": "Dify-Hook-Url %REQ(:SCHEME)%://%REQ(:AUTHORITY)%%REQ(:PATH)%",
};

/** Paths of each Ingress, after the name of the release. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
    "": ["/"],
    "-api": ["/console/api(/|$)", "/api(/|$)", "/v1(/|$)", "/triggers(/|$)", "/openapi(/|$)"],
    "-stream": [
        "/(api|v1)/(chat|completion)-messages$",
        "/console/api/[^/]+/[^/]+/(chat|completion)-messages$",
        "/console/api/agent/[^/]+/build-chat/finalize$",
        "/(api|v1)/workflows/([^/]+/)?run$",
        "/v1/datasets/[^/]+/pipeline/(.+/)?run$",
        "/console/api/.+/run(-all)?$",
        "/console/api/rag/pipelines/.+/datasource/nodes/[^/]+/preview$",
        "/openapi/v1/apps/[^/]+[:/]run$",
        "/(api|v1|console/api)/workflow/[^/]+/events$",
        "/openapi/v1/apps/[^/]+/tasks/[^/]+/events$",
        "/(api|v1)/messages/[^/]+/(more-like-this|suggested(-questions)?)$",
        "/(api|v1)/conversations/[^/]+/name$",
        "/(api|v1)/(audio-to-text|text-to-audio)$",
        "/console/api/.+/(more-like-this|suggested-questions|audio-to-text|text-to-audio)$",
        "/console/api/installed-apps/[^/]+/conversations/[^/]+/name$",
        "/console/api/[a-z-]+-generate(/stream)?$",
        "/v1/datasets/[^/]+/(retrieve|hit-testing)$",
        "/console/api/datasets/[^/]+/(external-)?hit-testing$",
        "/console/api/datasets/(.+/)?indexing-estimate$",
        "/mcp(/|$)",
    ],
    "-files": ["/files(/|$)", "/v1/files/[^/]+/preview$", "/(v1|console/api)/datasets/.+/download-zip$"],
    "-hooks": ["/e(/|$)"],
    "-socket": ["/socket[.]io(/|$)"],
};

const SERVICE: Readonly<Record<string, string>> = {
    "": "web",
    "-api": "api",
    "-stream": "api-stream",
    "-files": "api",
    "-hooks": "plugin-daemon",
    "-socket": "websocket",
};

const rulesOf = (release: string, suffix: string, host?: string) => [
    {
        host,
        http: {
            paths: PATHS[suffix]?.map((path) => ({
                path,
                pathType: "ImplementationSpecific",
                backend: { service: { name: `${release}-${SERVICE[suffix]}`, port: { name: "http" } } },
            })),
        },
    },
];

const SUFFIXES = Object.keys(PATHS);

const evaluated = (ingress: DifyAppArgs["ingress"]) => evaluateApp({ ingress });

const annotationsOf = (graph: ResourceGraph, name: string) =>
    inputsOf<{ metadata: { annotations: Record<string, string> } }>(graph, "Ingress", name).metadata.annotations;

const ingressNames = (graph: ResourceGraph) => resourcesOf(graph, "Ingress").map(({ name }) => name);

describe("with a certificate from cert-manager", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ className: "nginx", host: "dify.example.com", clusterIssuer: "letsencrypt" });
    });

    test.each([
        ["", { ...nginxWithin(360), "cert-manager.io/cluster-issuer": "letsencrypt" }],
        ["-api", nginxWithin(360)],
        ["-stream", nginxWithin(3600)],
        ["-files", nginxWithin(3600)],
        ["-hooks", { ...nginxWithin(3600), ...NGINX_HOOKS }],
        ["-socket", nginxWithin(3600)],
    ])("Ingress d%s has its paths and their treatment; all use the certificate, one asks for it", (suffix, own) => {
        expect(inputsOf(graph, "Ingress", `d${suffix}-ingress`)).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: { name: `d${suffix}`, namespace: "dify", annotations: { ...NGINX, ...own } },
            spec: {
                ingressClassName: "nginx",
                tls: [{ hosts: ["dify.example.com"], secretName: "d-tls" }],
                rules: rulesOf("d", suffix, "dify.example.com"),
            },
        });
    });

    test("there are no others", () => {
        expect(ingressNames(graph)).toEqual(SUFFIXES.map((suffix) => `d${suffix}-ingress`).sort());
    });
});

describe("for Higress", () => {
    const OF_HIGRESS = { className: "higress", controller: "higress", host: "dify.example.com" } as const;
    const OWN: Readonly<Record<string, object>> = {
        "": { "higress.io/timeout": "360" },
        "-api": { "higress.io/timeout": "360" },
        "-stream": {},
        "-files": { "higress.io/timeout": "3600" },
        "-hooks": HIGRESS_HOOKS,
        "-socket": {},
    };

    test("with a certificate everybody is sent to HTTPS, hooks learn their URL, and nothing limits a stream", async () => {
        const graph = await evaluated({ ...OF_HIGRESS, clusterIssuer: "letsencrypt" });
        for (const suffix of SUFFIXES) {
            expect(annotationsOf(graph, `d${suffix}-ingress`)).toEqual({
                ...HIGRESS,
                ...HIGRESS_TLS,
                ...OWN[suffix],
                ...(suffix === "" ? { "cert-manager.io/cluster-issuer": "letsencrypt" } : {}),
            });
        }
    });

    test("without a certificate nobody is sent to HTTPS", async () => {
        const graph = await evaluated(OF_HIGRESS);
        for (const suffix of SUFFIXES) {
            expect(annotationsOf(graph, `d${suffix}-ingress`)).toEqual({ ...HIGRESS, ...OWN[suffix] });
        }
    });

    test("the routes are those of every other controller", async () => {
        const graph = await evaluated(OF_HIGRESS);
        for (const suffix of SUFFIXES) {
            expect(inputsOf(graph, "Ingress", `d${suffix}-ingress`)).toMatchObject({
                spec: { ingressClassName: "higress", rules: rulesOf("d", suffix, "dify.example.com") },
            });
        }
    });
});

test("with a certificate of one's own", async () => {
    const graph = await evaluated({ className: "higress", host: "dify.example.com", tlsSecret: "my-tls" });
    for (const name of ingressNames(graph)) {
        expect(inputsOf(graph, "Ingress", name)).toMatchObject({
            spec: {
                ingressClassName: "higress",
                tls: [{ hosts: ["dify.example.com"], secretName: "my-tls" }],
            },
        });
        expect(annotationsOf(graph, name)).not.toHaveProperty(["cert-manager.io/cluster-issuer"]);
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

describe("of a canary", () => {
    const WEIGHT: CanaryTraffic = { kind: "weight", weight: 5 };
    const HEADER: CanaryTraffic = { kind: "header", name: "X-Canary", value: "yes" };
    const canary = (controller: "nginx" | "higress", traffic: CanaryTraffic) =>
        evaluateApp({
            ingress: { className: controller, controller, host: "dify.example.com", tlsSecret: "main-tls" },
            canary: { ...CANARY, traffic },
        });

    test("a weight divides the API, not pages, hooks or sockets", async () => {
        const graph = await canary("nginx", WEIGHT);
        const share = {
            "nginx.ingress.kubernetes.io/canary": "true",
            "nginx.ingress.kubernetes.io/canary-weight": "5",
        };
        expect(ingressNames(graph)).toEqual(["d-api-ingress", "d-files-ingress", "d-stream-ingress"]);
        expect(annotationsOf(graph, "d-api-ingress")).toEqual({ ...NGINX, ...nginxWithin(360), ...share });
        expect(annotationsOf(graph, "d-stream-ingress")).toEqual({ ...NGINX, ...nginxWithin(3600), ...share });
    });

    test("a header divides pages, too", async () => {
        const graph = await canary("nginx", HEADER);
        expect(ingressNames(graph)).toEqual(["d-api-ingress", "d-files-ingress", "d-ingress", "d-stream-ingress"]);
        expect(annotationsOf(graph, "d-ingress")).toEqual({
            ...NGINX,
            ...nginxWithin(360),
            "nginx.ingress.kubernetes.io/canary": "true",
            "nginx.ingress.kubernetes.io/canary-by-header": "X-Canary",
            "nginx.ingress.kubernetes.io/canary-by-header-value": "yes",
        });
    });

    test("Higress is told the same, and again what it does not take over from the first: headers", async () => {
        expect(annotationsOf(await canary("higress", WEIGHT), "d-stream-ingress")).toEqual({
            ...HIGRESS,
            ...HIGRESS_TLS,
            "higress.io/canary": "true",
            "higress.io/canary-weight": "5",
        });
        expect(annotationsOf(await canary("higress", HEADER), "d-api-ingress")).toEqual({
            ...HIGRESS,
            ...HIGRESS_TLS,
            "higress.io/timeout": "360",
            "higress.io/canary": "true",
            "higress.io/canary-by-header": "X-Canary",
            "higress.io/canary-by-header-value": "yes",
        });
    });

    test("paths, host and certificate are those of the first, by which controllers find what to divide", async () => {
        const graph = await canary("higress", HEADER);
        for (const suffix of ["", "-api", "-stream", "-files"]) {
            expect(inputsOf(graph, "Ingress", `d${suffix}-ingress`)["spec"]).toEqual({
                ingressClassName: "higress",
                tls: [{ hosts: ["dify.example.com"], secretName: "main-tls" }],
                rules: rulesOf("d", suffix, "dify.example.com"),
            });
        }
    });
});
