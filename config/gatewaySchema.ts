import { z } from "zod";
import { formed, text } from "./forms";
import { gatewayPolicies } from "./gatewayPolicySchema";
import { bytes, limits, requests } from "./sizes";

/** The part of the stack configuration about what serves the public address. */

/** A registry, perhaps with a port and a path: no scheme, no tag. */
const IMAGE_HUB = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9][-a-z0-9._]*)*$/;

const nodePort = (what: string) => z.int().min(30000).max(32767).optional().describe(what);

const exposure = z.strictObject({
    kind: z
        .enum(["loadBalancer", "nodePorts", "clusterIp"])
        .optional()
        .describe(
            "`loadBalancer`: the cluster's own load balancers; `nodePorts`: every node with a gateway listens, for a load balancer outside " +
                "of the cluster; `clusterIp`: from inside the cluster only. Default: `loadBalancer`, on the embedded cluster " +
                "`clusterIp`. None on AWS, where the program makes the load balancer.",
        ),
    annotations: z
        .record(text(), z.string())
        .default({})
        .describe("Annotations that the cluster's load balancer reads from the Service (`loadBalancer`)."),
    loadBalancerClass: text()
        .optional()
        .describe("Which of the cluster's load balancers, if there is more than one kind (`loadBalancer`)."),
    http: nodePort("Port of the nodes for port 80. Required with `nodePorts`."),
    https: nodePort("Port of the nodes for port 443. Required with `nodePorts`."),
    health: nodePort("Port of the nodes for health checks, `GET /healthz/ready`. Required with `nodePorts`."),
    proxyProtocol: z
        .boolean()
        .optional()
        .describe(
            "The load balancer announces each client's address in the PROXY protocol, as it must where it puts its own in place of it. " +
                "Only it may then reach the gateway, which believes whoever sends such a header. Default: `false`.",
        ),
});

export const gateway = z.strictObject({
    kind: z
        .enum(["higress", "ingress"])
        .default("higress")
        .describe(
            "`higress`: the program installs the Higress gateway; `ingress`: the cluster has an ingress controller, that of " +
                "`domain.ingressClass`, which is taken for ingress-nginx. AWS stacks have `higress` only.",
        ),
    replicasPerZone: z.int().min(1).max(50).describe("Gateways in each zone, always; 2 at least, but in development."),
    maxPerZone: z.int().min(1).max(100).describe("Gateways in each zone under load: the autoscaler's bound."),
    requests,
    limits,
    drainSeconds: z
        .int()
        .min(1)
        .max(3555)
        .default(600)
        .describe(
            "Seconds that a gateway which is going waits for its streams: what the longest may take. The load balancer of an AWS stack waits " +
                "as long, and a rollout takes a multiple of it.",
        ),
    maxBodySize: bytes()
        .default("100Mi")
        .describe(
            "Announced size of a request's body above which the answer is 413. Dify has limits of its own below.",
        ),
    imageHub: formed(
        IMAGE_HUB,
        "must be a registry with an optional port and path, such as registry.example.com/mirror",
        "registry.example.com/mirror",
    )
        .optional()
        .describe(
            "Registry (and path) with a copy of the images `higress/*` and `plugins/*` that nodes can pull from. Default: that of the " +
                "chart, in Hangzhou, or its copy in `images.mirror`.",
        ),
    exposure: exposure.prefault({}).describe("How requests come to the gateway, but on AWS."),
    ...gatewayPolicies,
});
