import fc from "fast-check";
import { releaseOf } from "../../../components/dify/catalogue";
import type { IngressController } from "../../../components/dify/ingressDialects";
import { ingressPath, routesOf } from "../../../components/dify/routes";
import { router, type Met } from "../../support/ingressRouting";
import { evaluateApp } from "./difyAppArgs";
import { BOUNDED, FILES, STREAMING } from "./endpoints";

const UUID = "8b2f6a52-0e6b-4a6e-9c55-0f1d6a1f0b11";

describe("the table", () => {
    const prefixes = (collaboration: boolean) =>
        routesOf({ has: releaseOf("1.16.1").has, collaboration })
            .filter(({ kind }) => kind === "prefix")
            .map(({ path, service, treatment }) => [path, service, treatment]);

    const PREFIXES = [
        ["/console/api", "api", "api"],
        ["/api", "api", "api"],
        ["/v1", "api", "api"],
        ["/triggers", "api", "api"],
        ["/openapi", "api", "api"],
        ["/mcp", "apiStream", "stream"],
        ["/files", "api", "files"],
        ["/e", "pluginDaemon", "hooks"],
        ["/socket.io", "websocket", "socket"],
        ["", "web", "web"],
    ];

    test("has the prefixes of Dify 1.16", () => {
        expect(prefixes(true)).toEqual(PREFIXES);
    });

    test("has no sockets without collaboration", () => {
        expect(prefixes(false)).toEqual(PREFIXES.filter(([, service]) => service !== "websocket"));
    });

    test("names nothing that only pods may call", () => {
        expect(JSON.stringify(routesOf({ has: releaseOf("1.16.1").has, collaboration: true }))).not.toMatch(
            /inner|health|threads|db-pool-stat|metrics/,
        );
    });

    test.each([
        [{ path: "", kind: "prefix" }, "/"],
        [{ path: "/e", kind: "prefix" }, "/e(/|$)"],
        [{ path: "/socket.io", kind: "prefix" }, "/socket[.]io(/|$)"],
        [{ path: "/v1/[^/]+/x", kind: "regex" }, "/v1/[^/]+/x$"],
    ] as const)("%j is %s in an Ingress", (route, path) => {
        expect(ingressPath(route)).toBe(path);
    });

    test("no two routes are equally long and match the same endpoint, since their order would then be chance", () => {
        const routes = routesOf({ has: releaseOf("1.16.1").has, collaboration: true }).map((route) => ({
            ...route,
            text: ingressPath(route),
        }));
        for (const endpoint of [...STREAMING, ...BOUNDED, ...FILES].map((template) => filled(template, [UUID]))) {
            const lengths = routes
                .filter(({ text }) => new RegExp(`^${text}`).test(endpoint))
                .map(({ text }) => text.length);
            expect([endpoint, new Set(lengths).size]).toEqual([endpoint, lengths.length]);
        }
    });
});

/** Seconds within which each kind of requests is answered, and its annotation; undefined for any time. */
const TIMEOUT: Readonly<Record<IngressController, string>> = {
    nginx: "nginx.ingress.kubernetes.io/proxy-read-timeout",
    higress: "higress.io/timeout",
};
const ANY_TIME: Readonly<Record<IngressController, string | undefined>> = { nginx: "3600", higress: undefined };

const KINDS = {
    web: ["d-web", "d", "360"],
    api: ["d-api", "d-api", "360"],
    stream: ["d-api-stream", "d-stream", undefined],
    files: ["d-api", "d-files", "3600"],
    hooks: ["d-plugin-daemon", "d-hooks", undefined],
    socket: ["d-websocket", "d-socket", undefined],
} as const;

const REQUESTS: readonly [string, keyof typeof KINDS][] = [
    // What must never be reached: it ends at the web server, which does not know it.
    ["/inner/api/invoke/llm", "web"],
    ["/inner/api", "web"],
    ["/health", "web"],
    ["/threads", "web"],
    ["/db-pool-stat", "web"],
    ["/metrics", "web"],
    ["/metrics/", "web"],
    // Pages, and paths that only begin like a route.
    ["/", "web"],
    ["/apps", "web"],
    ["/app/x/workflow", "web"],
    ["/explore", "web"],
    ["/explore/apps", "web"],
    ["/events", "web"],
    ["/apis", "web"],
    ["/v10/chat-messages", "web"],
    ["/v1x", "web"],
    ["/filesystem", "web"],
    ["/mcpx", "web"],
    ["/console/apis", "web"],
    ["/consolex/api/apps", "web"],
    ["/socket.iox", "web"],
    ["/socketXio/", "web"],
    ["/web/v1/chat-messages", "web"],
    ["/_next/static/chunks/run", "web"],
    ["/chat/abc", "web"],
    ["/workflow/abc", "web"],
    // Whole segments, with and without what follows.
    ["/e", "hooks"],
    ["/e/", "hooks"],
    ["/e/x", "hooks"],
    ["/e/abcdef/v1/chat-messages", "hooks"],
    ["/e/inner/api", "hooks"],
    ["/mcp", "stream"],
    ["/mcp/", "stream"],
    ["/socket.io/", "socket"],
    ["/socket.io", "socket"],
    ["/v1", "api"],
    ["/v1/", "api"],
    ["/api", "api"],
    ["/console/api", "api"],
    ["/console/api/", "api"],
    ["/openapi/v1/apps", "api"],
    ["/files", "files"],
    // Names that contain the name of something that streams.
    [`/console/api/apps/${UUID}/chat-messages`, "stream"],
    [`/console/api/apps/${UUID}/chat-messages-x`, "api"],
    ["/console/api/apps/chat-messages", "api"],
    ["/v1/chat-messages/", "api"],
    ["/v1/x/chat-messages", "api"],
    ["/v1/workflows/run/x", "api"],
    ["/v1/workflows/dry-run", "api"],
    ["/console/api/apps/x/prerun", "api"],
    ["/console/api/run", "api"],
    ...STREAMING.map((template): [string, "stream"] => [filled(template, [UUID]), "stream"]),
    ...BOUNDED.map((template): [string, "api"] => [filled(template, [UUID]), "api"]),
    ...FILES.map((template): [string, "files"] => [filled(template, [UUID]), "files"]),
];

describe.each(["nginx", "higress"] as const)("%s", (controller) => {
    let route: (path: string) => Met | undefined;
    beforeAll(async () => {
        route = router(await evaluateApp({ ingress: { className: controller, controller } }), controller);
    });

    test.each(REQUESTS)("%s is treated as %s", (path, kind) => {
        const [service, ingress, answer] = KINDS[kind];
        const met = route(path);
        expect([met?.service, met?.ingress]).toEqual([service, ingress]);
        expect(met?.annotations[TIMEOUT[controller]]).toBe(answer ?? ANY_TIME[controller]);
    });

    const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,40}$/).filter((text) => text !== "." && text !== "..");

    test("whatever the ids are, nothing that streams is bounded", () => {
        fc.assert(
            fc.property(fc.constantFrom(...STREAMING), fc.array(segment, { minLength: 3, maxLength: 3 }), (of, ids) => {
                const path = filled(of, ids);
                expect([path, route(path)?.service]).toEqual([path, "d-api-stream"]);
            }),
            { numRuns: 2000 },
        );
    });

    test("whatever the ids are, nothing else is among the streams, whose latencies would then mean nothing", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...BOUNDED, ...FILES),
                fc.array(fc.oneof(fc.uuid(), fc.stringMatching(/^[0-9a-f]{8,40}$/)), { minLength: 3, maxLength: 3 }),
                (of, ids) => {
                    const path = filled(of, ids);
                    expect([path, route(path)?.service]).toEqual([path, "d-api"]);
                },
            ),
            { numRuns: 2000 },
        );
    });

    test("no path outside of the table reaches the API, the plugin daemon or the sockets", () => {
        const known = /^\/(console\/api|api|v1|triggers|openapi|mcp|files|e|socket\.io)(\/|$)/i;
        fc.assert(
            fc.property(
                fc.array(fc.oneof(segment, fc.constantFrom("inner", "api", "v1", "e", "run", "chat-messages")), {
                    maxLength: 5,
                }),
                (segments) => {
                    const path = `/${segments.join("/")}`;
                    fc.pre(!known.test(path));
                    expect([path, route(path)?.service]).toEqual([path, "d-web"]);
                },
            ),
            { numRuns: 2000 },
        );
    });
});

/** The endpoint with ids in its places, in turn. */
function filled(template: string, ids: readonly string[]): string {
    let next = 0;
    return template.replaceAll("{}", () => ids[next++ % ids.length] ?? "");
}
