import { ofType, type ResourceGraph } from "../../graph";
import { findingsByType, type Requirement, type Requirements } from "../requirements";
import type { Finding } from "../types";

/** Nothing but the load balancer is open to the world. */

const WORLD = ["0.0.0.0/0", "::/0"];
const PUBLIC_PORTS = [80, 443];

interface IngressRule {
    readonly securityGroupId: string;
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
    readonly fromPort?: number;
    readonly toPort?: number;
}

interface LoadBalancer {
    readonly internal: boolean;
    readonly securityGroups: readonly string[];
}

function isOfPublicLoadBalancer(securityGroupId: string, graph: ResourceGraph): boolean {
    return ofType(graph, "aws:lb/loadBalancer:LoadBalancer").some(({ inputs }) => {
        const { internal, securityGroups } = inputs as unknown as LoadBalancer;
        return !internal && securityGroups.includes(securityGroupId);
    });
}

const openIngress: Requirement<IngressRule> = (rule, _, graph) => {
    const isOpen = [rule.cidrIpv4, rule.cidrIpv6].some((range) => range !== undefined && WORLD.includes(range));
    const isPublicPort = rule.fromPort === rule.toPort && PUBLIC_PORTS.includes(rule.fromPort ?? -1);
    return (
        isOpen &&
        !(isPublicPort && isOfPublicLoadBalancer(rule.securityGroupId, graph)) &&
        `ports ${rule.fromPort}-${rule.toPort} of ${rule.securityGroupId} are open to the world`
    );
};

const inlineRules: Requirement<{ readonly ingress?: readonly unknown[]; readonly egress?: readonly unknown[] }> = ({
    ingress = [],
    egress = [],
}) => ingress.length + egress.length > 0 && "has rules of its own, which the rules beside it contradict";

const publicDatabase: Requirement<{ readonly publiclyAccessible?: boolean }> = ({ publiclyAccessible }) =>
    publiclyAccessible !== false && "may get a public address";

const IMDS: Requirement<{ readonly metadataOptions?: Record<string, unknown> }> = ({ metadataOptions: options }) =>
    !(options?.["httpTokens"] === "required" && options["httpPutResponseHopLimit"] === 1) &&
    "lets pods ask the machine's metadata service";

const REQUIREMENTS: Requirements = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [openIngress],
    "aws:ec2/securityGroup:SecurityGroup": [inlineRules],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": [inlineRules],
    "aws:ec2/securityGroupRule:SecurityGroupRule": [() => "is of a kind that these rules do not look into"],
    "aws:rds/instance:Instance": [publicDatabase],
    "aws:rds/clusterInstance:ClusterInstance": [publicDatabase],
    "aws:ec2/subnet:Subnet": [
        (({ mapPublicIpOnLaunch }) =>
            mapPublicIpOnLaunch !== false && "gives machines public addresses") satisfies Requirement<{
            readonly mapPublicIpOnLaunch?: boolean;
        }>,
    ],
    "aws:eks/cluster:Cluster": [
        (({ vpcConfig: { endpointPublicAccess, publicAccessCidrs = WORLD } }) =>
            endpointPublicAccess !== false &&
            publicAccessCidrs.some((range) => WORLD.includes(range)) &&
            "answers the world") satisfies Requirement<{
            readonly vpcConfig: {
                readonly endpointPublicAccess?: boolean;
                readonly publicAccessCidrs?: readonly string[];
            };
        }>,
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [IMDS],
};

export function exposureFindings(graph: ResourceGraph): Finding[] {
    return findingsByType(graph, REQUIREMENTS);
}
