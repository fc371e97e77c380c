import { gatewayUpstreams } from "../../../components/dify/upstreams";

test("a release's services that are open to the outside, under its name", () => {
    expect(gatewayUpstreams("blue", "ns")).toEqual([
        { service: "blue-api", namespace: "ns", port: 5001 },
        { service: "blue-api-stream", namespace: "ns", port: 5001 },
        { service: "blue-websocket", namespace: "ns", port: 5001 },
        { service: "blue-web", namespace: "ns", port: 3000 },
        { service: "blue-plugin-daemon", namespace: "ns", port: 5002 },
    ]);
});
