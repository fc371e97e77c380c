import type { Workload } from "../../contracts";
import { compare, resourceOf, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import { chainOf, JOURNEY_NAMES, JOURNEYS } from "./journeys";
import { PROMISED_WORKLOADS, SERVICES } from "./rates";

/** What a graph has, or leans on, and a model of it does not. */
export interface NotModelled {
    readonly what: string;
    readonly count: number;
}

/** Nobody's graph has them, and every journey needs them. */
const OUTSIDE = ["model providers and the way to them", "the users' way here", "a release that is wrong in itself"];

/** What a request needs and a graph may lack because it is somebody else's. */
const ELSEWHERE: readonly { readonly types: readonly string[]; readonly what: string }[] = [
    { types: ["aws:s3/bucket:Bucket"], what: "the object store, which is not of this stack" },
    { types: ["aws:lb/loadBalancer:LoadBalancer"], what: "what leads to the gateway, which is not of this stack" },
    { types: ["aws:ec2/natGateway:NatGateway"], what: "the way out, which is not of this stack" },
    { types: ["aws:route53/record:Record"], what: "DNS of the public name, which is not of this stack" },
];

/** Types of AWS that say how something is, who may use it, or what becomes of it, and serve no request by themselves. */
const DESCRIPTIVE = [
    "aws:autoscaling/schedule:",
    "aws:scheduler/",
    "aws:iam/",
    "aws:vpc/",
    "aws:lb/",
    "aws:s3/",
    "aws:eks/",
    "aws:kms/alias:",
    "aws:rds/parameterGroup:",
    "aws:rds/clusterParameterGroup:",
    "aws:rds/clusterInstance:",
    "aws:rds/subnetGroup:",
    "aws:rds/instanceAutomatedBackupsReplication:",
    "aws:elasticache/parameterGroup:",
    "aws:elasticache/subnetGroup:",
    "aws:route53/",
    "aws:secretsmanager/secretVersion:",
    "aws:cloudwatch/",
    "aws:ec2/defaultSecurityGroup:",
    "aws:ec2/eip:",
    "aws:ec2/flowLog:",
    "aws:ec2/launchTemplate:",
    "aws:ec2/route:",
    "aws:ec2/routeTable:",
    "aws:ec2/routeTableAssociation:",
    "aws:ec2/securityGroup:",
    "aws:ec2/subnet:",
    "aws:ec2/vpc:",
];

const MODELLED = [
    "aws:ec2/natGateway:NatGateway",
    ...Object.keys(PROMISED_WORKLOADS),
    ...SERVICES.map(({ type }) => type),
];

const RELEASE = "kubernetes:helm.sh/v3:Release";

/** Objects that run pods for as long as they are there. */
const RUNNERS = ["Deployment", "StatefulSet", "DaemonSet"];

/** Everything unknown, so that nothing counts as perfect in silence. */
export function notModelled(graph: ResourceGraph): NotModelled[] {
    const workloads = workloadsOf(graph);
    const found = [
        ...graph.resources.flatMap((resource) => unknownIn(resource, graph, workloads)),
        ...graph.resources.filter(stopsOnPurpose).map(() => STOPPED),
        ...unneeded(workloads),
        ...JOURNEY_NAMES.flatMap((name) => chainOf(JOURNEYS[name], workloads).unknown).map(
            (name) => `workload ${name}, which is needed and not in the plan`,
        ),
    ];
    const types = new Set(graph.resources.map(({ type }) => type));
    const elsewhere = ELSEWHERE.filter((entry) => !entry.types.some((type) => types.has(type))).map(({ what }) => what);
    const counts = new Map<string, number>();
    found.forEach((what) => counts.set(what, (counts.get(what) ?? 0) + 1));
    return [
        ...[...counts].sort(([one], [other]) => compare(one, other)).map(([what, count]) => ({ what, count })),
        ...[...elsewhere, ...OUTSIDE].map((what) => ({ what, count: 1 })),
    ];
}

function unknownIn(
    { type, inputs, parent }: GraphResource,
    graph: ResourceGraph,
    workloads: readonly Workload[],
): string[] {
    if (type === RELEASE) {
        const owner = resourceOf(graph, parent);
        return ((owner?.outputs?.["workloads"] ?? []) as Workload[]).length > 0
            ? []
            : [`chart ${String(inputs["chart"])}`];
    }
    if (type.startsWith("kubernetes:")) {
        return RUNNERS.includes(String(inputs["kind"])) && !isWorkload(inputs, workloads) && !type.endsWith("Patch")
            ? [`${String(inputs["kind"])} ${(inputs["metadata"] as { name: string }).name}`]
            : [];
    }
    const isOurs = type.startsWith("dify-ha:") || /^(pulumi|random|tls):/.test(type);
    const isKnown = MODELLED.includes(type) || DESCRIPTIVE.some((prefix) => type.startsWith(prefix));
    return isOurs || isKnown ? [] : [type];
}

/** Nobody is promised anything then. */
const STOPPED = "the hours in which a schedule stops the database: nothing works then, and no figure counts them";

function stopsOnPurpose({ type, inputs }: GraphResource): boolean {
    return (
        type === "aws:scheduler/schedule:Schedule" &&
        String((inputs["target"] as { arn?: unknown } | undefined)?.arn).includes(":aws-sdk:rds:stopDB")
    );
}

function isWorkload(inputs: GraphResource["inputs"], workloads: readonly Workload[]): boolean {
    const { selector } = inputs["spec"] as { selector?: { matchLabels?: Readonly<Record<string, string>> } };
    const labels = selector?.matchLabels ?? {};
    return workloads.some(
        ({ pods }) =>
            pods !== undefined && Object.entries(pods.matchLabels).every(([label, value]) => labels[label] === value),
    );
}

/** Workloads that serve somebody, and that no journey leads to. */
function unneeded(workloads: readonly Workload[]): string[] {
    const needed = new Set(JOURNEY_NAMES.flatMap((name) => chainOf(JOURNEYS[name], workloads).workloads));
    return workloads
        .filter((workload) => workload.tier !== "background" && workload.quorum > 0 && !needed.has(workload))
        .map(({ name }) => `workload ${name}, which no journey leads to`);
}
