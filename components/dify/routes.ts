import type { ChangeName } from "./releases/changes";

/** Public routes of a release (docker/nginx/conf.d/default.conf.template at its tag), and how each is to be treated. */

/** Services that requests from outside may reach. `apiStream` are the pods of `api` under a second name. */
export type RoutedService = "api" | "apiStream" | "web" | "websocket" | "pluginDaemon";

/** Kinds of requests that a gateway must treat differently; the rules for each are in treatments.ts. */
export type Treatment = "web" | "api" | "stream" | "files" | "hooks" | "socket";

export interface Route {
    /** A path without a slash at its end, or a regular expression that RE2 and PCRE read alike. */
    readonly path: string;
    /** `prefix`: the path and all below it, whole segments. `regex`: whole paths. */
    readonly kind: "prefix" | "regex";
    readonly service: RoutedService;
    readonly treatment: Treatment;
}

/**
 * Paths of the API that answer with `text/event-stream`, or that wait for a model, a plugin or a run (api/controllers at 1.16). With
 * `response_mode: blocking` the same paths answer once at the end of the run, and GET lists on the path of the POST that streams: a path
 * is all that an Ingress can tell them by.
 */
const STREAMS: readonly string[] = [
    // Chats and completions: service API and web app, then console, installed apps, trials, agents.
    "/(api|v1)/(chat|completion)-messages",
    "/console/api/[^/]+/[^/]+/(chat|completion)-messages",
    "/console/api/agent/[^/]+/build-chat/finalize",
    // Runs of workflows, of single nodes and triggers, of pipelines, data sources and snippets.
    "/(api|v1)/workflows/([^/]+/)?run",
    "/v1/datasets/[^/]+/pipeline/(.+/)?run",
    "/console/api/.+/run(-all)?",
    "/console/api/rag/pipelines/.+/datasource/nodes/[^/]+/preview",
    "/openapi/v1/apps/[^/]+[:/]run",
    // Events of a run that goes on without the client that began it.
    "/(api|v1|console/api)/workflow/[^/]+/events",
    "/openapi/v1/apps/[^/]+/tasks/[^/]+/events",
    // What a model adds to a conversation: variants, questions, a title, speech.
    "/(api|v1)/messages/[^/]+/(more-like-this|suggested(-questions)?)",
    "/(api|v1)/conversations/[^/]+/name",
    "/(api|v1)/(audio-to-text|text-to-audio)",
    "/console/api/.+/(more-like-this|suggested-questions|audio-to-text|text-to-audio)",
    "/console/api/installed-apps/[^/]+/conversations/[^/]+/name",
    // What a model writes for the author of an app.
    "/console/api/[a-z-]+-generate(/stream)?",
    // Knowledge: embedding and reranking of a query, and the trial run of a segmentation.
    "/v1/datasets/[^/]+/(retrieve|hit-testing)",
    "/console/api/datasets/[^/]+/(external-)?hit-testing",
    "/console/api/datasets/(.+/)?indexing-estimate",
];

/** Answers that are as long as a file, whose time depends on the client's line. */
const FILES: readonly string[] = ["/v1/files/[^/]+/preview", "/(v1|console/api)/datasets/.+/download-zip"];

/** What routes depend on: which changes a release has, and whether its editors collaborate. */
export interface RoutesArgs {
    readonly has: Readonly<Record<ChangeName, boolean>>;
    readonly collaboration: boolean;
}

/** Paths of the API, with what brought those that not every release has. */
const API_PATHS: readonly { readonly path: string; readonly since?: ChangeName }[] = [
    { path: "/console/api" },
    { path: "/api" },
    { path: "/v1" },
    { path: "/triggers", since: "triggers" },
    { path: "/openapi", since: "openApi" },
];

/**
 * Routes of a release. What is not here must not be reachable: `/inner/api` (plugin call-backs), `/health`, `/threads`,
 * `/db-pool-stat` and metrics end at the web server's 404. What streams is that of 1.16 for every release: a path that an older one
 * does not have is answered as by any other.
 */
export function routesOf({ has, collaboration }: RoutesArgs): Route[] {
    return [
        ...API_PATHS.filter(({ since }) => since === undefined || has[since]).map(({ path }) =>
            under(path, "api", "api"),
        ),
        ...STREAMS.filter((path) => has.openApi || !path.startsWith("/openapi/")).map((path) =>
            matching(path, "apiStream", "stream"),
        ),
        // A tool call runs an app to its end.
        ...(has.toolCalls ? [under("/mcp", "apiStream", "stream")] : []),
        under("/files", "api", "files"),
        ...FILES.map((path) => matching(path, "api", "files")),
        // Plugins answer here as they like, streams included.
        ...(has.pluginDaemon ? [under("/e", "pluginDaemon", "hooks")] : []),
        ...(collaboration ? [under("/socket.io", "websocket", "socket")] : []),
        under("", "web", "web"),
    ];
}

function under(path: string, service: RoutedService, treatment: Treatment): Route {
    return { path, kind: "prefix", service, treatment };
}

function matching(path: string, service: RoutedService, treatment: Treatment): Route {
    return { path, kind: "regex", service, treatment };
}

/**
 * The path of an Ingress, a regular expression anchored at the start, as both controllers read it with `use-regex`. All routes of a host
 * must be such: ingress-nginx then takes every path for one, so that a plain `/e` would catch `/explore`, and Higress lets any plain
 * prefix win over every expression. Among expressions the longer text wins in both (common.SortHTTPRoutes in Higress 2.2.4).
 */
export function ingressPath({ path, kind }: Pick<Route, "path" | "kind">): string {
    if (path === "") {
        return "/";
    }
    return kind === "regex" ? `${path}$` : `${path.replaceAll(".", "[.]")}(/|$)`;
}
