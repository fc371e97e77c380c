import { serviceValues, targetGroupBindingSpec } from "../../../components/gateway/exposure";

const port = (name: string, number: number) => ({ name, port: number, protocol: "TCP", targetPort: number });

const TARGET_GROUPS = {
    kind: "targetGroups",
    http: "arn:http",
    https: "arn:https",
    loadBalancerSecurityGroupId: "sg-1",
} as const;

test.each([["target groups", TARGET_GROUPS] as const, ["the cluster itself", { kind: "clusterIp" }] as const])(
    "for %s a Service inside the cluster",
    (_, exposure) => {
        expect(serviceValues(exposure)).toEqual({
            type: "ClusterIP",
            ports: [port("http2", 80), port("https", 443)],
            annotations: {},
        });
    },
);

test("node ports are the given ones, on nodes with a gateway only", () => {
    expect(serviceValues({ kind: "nodePorts", http: 30080, https: 30443, health: 30021 })).toEqual({
        type: "NodePort",
        ports: [
            { ...port("http2", 80), nodePort: 30080 },
            { ...port("https", 443), nodePort: 30443 },
            { ...port("health", 15021), nodePort: 30021 },
        ],
        annotations: {},
        externalTrafficPolicy: "Local",
    });
});

test("the cluster's load balancer gets class and annotations, and sees which nodes have a gateway", () => {
    expect(
        serviceValues({ kind: "loadBalancer", loadBalancerClass: "example.com/lb", annotations: { "a/b": "c" } }),
    ).toEqual({
        type: "LoadBalancer",
        ports: [port("http2", 80), port("https", 443)],
        annotations: { "a/b": "c" },
        loadBalancerClass: "example.com/lb",
        externalTrafficPolicy: "Local",
    });
});

test("a target group binding registers pods, and lets the load balancer in to their port and their health check", () => {
    expect(targetGroupBindingSpec(TARGET_GROUPS, "higress-gateway", 443, "arn:https")).toEqual({
        targetGroupARN: "arn:https",
        targetType: "ip",
        serviceRef: { name: "higress-gateway", port: 443 },
        networking: {
            ingress: [
                {
                    from: [{ securityGroup: { groupID: "sg-1" } }],
                    ports: [
                        { protocol: "TCP", port: 443 },
                        { protocol: "TCP", port: 15021 },
                    ],
                },
            ],
        },
    });
});
