import { routesOf } from "../../../components/dify/routes";

const TABLE = [
    ["/console/api", "api"],
    ["/api", "api"],
    ["/v1", "api"],
    ["/files", "api"],
    ["/mcp", "api"],
    ["/triggers", "api"],
    ["/openapi", "api"],
    ["/socket.io", "websocket"],
    ["/e", "pluginDaemon"],
    ["/", "web"],
];

test("Dify 1.16 has these public routes", () => {
    expect(routesOf({ collaboration: true }).map(({ path, service }) => [path, service])).toEqual(TABLE);
});

test("without collaboration there is no websocket to route to", () => {
    expect(routesOf({ collaboration: false }).map(({ path, service }) => [path, service])).toEqual(
        TABLE.filter(([, service]) => service !== "websocket"),
    );
});

test("the plugin daemon alone is told the URL that was called", () => {
    expect(routesOf({ collaboration: true }).filter(({ hookUrlHeader }) => hookUrlHeader)).toEqual([
        { path: "/e", service: "pluginDaemon", hookUrlHeader: true },
    ]);
});

test.each([
    ["/inner/api/invoke/llm", "web"],
    ["/health", "web"],
    ["/threads", "web"],
    ["/db-pool-stat", "web"],
    ["/metrics", "web"],
    ["/explore", "web"],
    ["/apps", "web"],
    ["/e/abc", "pluginDaemon"],
    ["/v1/chat-messages", "api"],
    ["/console/api/ping", "api"],
    ["/files/1/file-preview", "api"],
    ["/socket.io/", "websocket"],
])("%s ends at %s", (path, service) => {
    const matching = routesOf({ collaboration: true }).filter((route) => isUnder(path, route.path));
    const longest = matching.sort((a, b) => b.path.length - a.path.length)[0];
    expect(longest?.service).toBe(service);
});

/** `Prefix` of an Ingress: whole path segments. */
function isUnder(path: string, prefix: string): boolean {
    const segments = (text: string) => text.split("/").filter((segment) => segment !== "");
    return segments(prefix).every((segment, index) => segments(path)[index] === segment);
}
