/** Public routes of a release, most specific first (docker/nginx/conf.d/default.conf.template at its tag). */

export interface Route {
    /** Path prefix, whole segments. */
    readonly path: string;
    readonly service: "api" | "web" | "websocket" | "pluginDaemon";
    /** The plugin daemon wants to know the URL that was called: header `Dify-Hook-Url`. */
    readonly hookUrlHeader?: true;
}

/**
 * Routes of Dify 1.16. What is not here must not be reachable: `/inner/api` (plugin call-backs), `/health`, `/threads`,
 * `/db-pool-stat` and metrics end at the web server's 404.
 */
export function routesOf({ collaboration }: { collaboration: boolean }): Route[] {
    return [
        { path: "/console/api", service: "api" },
        { path: "/api", service: "api" },
        { path: "/v1", service: "api" },
        { path: "/files", service: "api" },
        { path: "/mcp", service: "api" },
        { path: "/triggers", service: "api" },
        { path: "/openapi", service: "api" },
        ...(collaboration ? [{ path: "/socket.io", service: "websocket" } as const] : []),
        { path: "/e", service: "pluginDaemon", hookUrlHeader: true },
        { path: "/", service: "web" },
    ];
}
