import { dependencyOf, type GraphResource, type ResourceGraph } from "../graph";
import { machines, NODE_GROUP_TYPES } from "./nodes";
import { exactly, times, type Range } from "./range";
import { runningTime } from "./schedules";
import { GROWING_STORAGE, USAGE, type Usage } from "./usage";

/** Something of a resource that is paid for. */
export interface Line {
    readonly what: string;
    /** Key of the price book. */
    readonly price: string;
    /** In the unit of the price; of hourly prices, how many there are at a time. */
    readonly quantity: Range;
    /** What the quantity rests on, where the graph does not say it. */
    readonly assumption?: string;
}

type Pricer = (resource: GraphResource, graph: ResourceGraph) => readonly Line[];

function used(what: string, price: string, { quantity, text }: Usage, count = 1): Line {
    return { what, price, quantity: times(quantity, count), assumption: text };
}

const DATABASE = "aws:rds/instance:Instance";

const DAYS_PER_MONTH = 30;

/** What is paid for, by type of resource. */
export const PRICERS: Readonly<Record<string, Pricer>> = {
    ...Object.fromEntries(NODE_GROUP_TYPES.map((type) => [type, machines])),
    "aws:cloudwatch/logGroup:LogGroup": ({ inputs }) => [
        used("logs written", "cloudwatch:logs", USAGE.logs),
        used("logs kept", "cloudwatch:logsKept", USAGE.logs, Number(inputs["retentionInDays"]) / DAYS_PER_MONTH),
    ],
    "aws:ec2/eip:Eip": () => [{ what: "public address", price: "vpc:publicAddress", quantity: exactly(1) }],
    "aws:ec2/natGateway:NatGateway": () => [
        { what: "NAT gateway", price: "vpc:natGateway", quantity: exactly(1) },
        used("data through NAT", "vpc:natGatewayData", USAGE.natData),
    ],
    "aws:ec2/vpc:Vpc": () => [used("data between zones", "transfer:betweenZones", USAGE.betweenZones)],
    "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }) =>
        inputs["vpcEndpointType"] === "Interface"
            ? [
                  {
                      what: "interface endpoint in each zone",
                      price: "vpc:interfaceEndpoint",
                      quantity: exactly((inputs["subnetIds"] as unknown[]).length),
                  },
                  used("data through endpoint", "vpc:interfaceEndpointData", USAGE.endpointData),
              ]
            : [],
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": () => [used("images kept", "ecr:storage", USAGE.images)],
    "aws:eks/cluster:Cluster": () => [{ what: "control plane", price: "eks:cluster", quantity: exactly(1) }],
    "aws:elasticache/replicationGroup:ReplicationGroup": ({ inputs }) => {
        const { nodeType, numCacheClusters, numNodeGroups = 1, replicasPerNodeGroup = 0 } = inputs as unknown as Cache;
        return [
            {
                what: `nodes ${nodeType}`,
                price: `elasticache:${nodeType}`,
                quantity: exactly(numCacheClusters ?? numNodeGroups * (1 + replicasPerNodeGroup)),
            },
            used("snapshots", "elasticache:snapshots", USAGE.cacheSnapshots),
        ];
    },
    "aws:kms/key:Key": () => [used("key", "kms:key", USAGE.keyVersions)],
    "aws:lb/loadBalancer:LoadBalancer": ({ inputs }) => loadBalancer(inputs as unknown as LoadBalancer),
    "aws:rds/cluster:Cluster": () => [
        used("storage", "aurora:storage", USAGE.auroraStorage),
        used("reads and writes of storage", "aurora:requests", USAGE.auroraRequests),
    ],
    "aws:rds/clusterInstance:ClusterInstance": (resource, graph) => {
        const instanceClass = String(resource.inputs["instanceClass"]);
        const cluster = dependencyOf(graph, resource, "aws:rds/cluster:Cluster") ?? resource;
        return [
            {
                what: `server ${instanceClass}`,
                price: `aurora:${instanceClass}`,
                ...whileRunning(exactly(1), runningTime(cluster, graph)),
            },
        ];
    },
    [DATABASE]: (resource, graph) =>
        database(resource, dependencyOf(graph, resource, DATABASE), runningTime(resource, graph)),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": () => [
        used("copies of backups", "rds:backups", USAGE.backupCopies),
        used("transfer of copies", "transfer:betweenRegions", USAGE.backupCopies),
    ],
    "aws:route53/healthCheck:HealthCheck": ({ inputs }) => healthCheck(inputs as unknown as HealthCheck),
    "aws:s3/bucket:Bucket": () => [used("stored", "s3:standard", USAGE.storedInBucket)],
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ({ inputs }) => {
        const { rules } = inputs as unknown as { rules: readonly { destination: { replicationTime?: unknown } }[] };
        return [
            used("copied to another region", "transfer:betweenRegions", USAGE.newInBucket),
            ...(rules.some(({ destination }) => destination.replicationTime !== undefined)
                ? [used("copied within 15 minutes", "s3:replicationTimeControl", USAGE.newInBucket)]
                : []),
        ];
    },
    "aws:secretsmanager/secret:Secret": ({ inputs }) => [
        {
            what: "secret, and its copies",
            price: "secretsmanager:secret",
            quantity: exactly(1 + ((inputs["replicas"] as unknown[] | undefined) ?? []).length),
        },
    ],
};

interface Cache {
    readonly nodeType: string;
    readonly numCacheClusters?: number;
    readonly numNodeGroups?: number;
    readonly replicasPerNodeGroup?: number;
}

interface LoadBalancer {
    readonly internal: boolean;
    readonly loadBalancerType: string;
    readonly subnetMappings?: readonly { readonly allocationId?: string }[];
}

/** One that faces the internet has an address in each zone: those that are not Elastic IPs of the stack are counted here. */
function loadBalancer({ internal, loadBalancerType, subnetMappings = [] }: LoadBalancer): Line[] {
    const addresses = subnetMappings.filter(({ allocationId }) => allocationId === undefined).length;
    return [
        { what: "load balancer", price: `lb:${loadBalancerType}`, quantity: exactly(1) },
        used("capacity units", `lb:${loadBalancerType}Capacity`, USAGE.loadBalancerCapacity),
        ...(internal ? [] : [used("data to the internet", "transfer:internet", USAGE.internet)]),
        ...(internal || addresses === 0
            ? []
            : [{ what: "public addresses", price: "vpc:publicAddress", quantity: exactly(addresses) }]),
    ];
}

interface DatabaseInputs {
    readonly instanceClass: string;
    readonly storageType: string;
    readonly multiAz?: boolean;
    readonly allocatedStorage?: number;
    readonly maxAllocatedStorage?: number;
}

/** A server that is stopped keeps its storage and backups, and costs nothing else. */
function whileRunning(quantity: Range, share: number): Pick<Line, "quantity" | "assumption"> {
    return share === 1
        ? { quantity }
        : { quantity: times(quantity, share), assumption: "a server that a schedule stops is paid for while it runs" };
}

/** A standby costs what its server does, and so does its storage. A replica has the storage of what it replicates. */
function database({ inputs }: GraphResource, source: GraphResource | undefined, running: number): Line[] {
    const own = inputs as unknown as DatabaseInputs;
    const copies = own.multiAz === true ? 2 : 1;
    const standby = copies === 2 ? " and standby" : "";
    const ordered = own.allocatedStorage ?? (source?.inputs as unknown as DatabaseInputs | undefined)?.allocatedStorage;
    const storage = { what: `storage${standby}`, price: `rds:${own.storageType}` };
    return [
        {
            what: `server ${own.instanceClass}${standby}`,
            price: `rds:${own.instanceClass}`,
            ...whileRunning(exactly(copies), running),
        },
        ordered === undefined
            ? used(storage.what, storage.price, USAGE.replicaStorage, copies)
            : {
                  ...storage,
                  quantity: times({ low: ordered, likely: ordered, high: own.maxAllocatedStorage ?? ordered }, copies),
                  assumption: GROWING_STORAGE,
              },
    ];
}

interface HealthCheck {
    readonly type: string;
    readonly requestInterval?: number;
}

/** Addresses of a load balancer of AWS may count as AWS's own or not: the most is the price of one elsewhere. */
const WHOSE_ADDRESS =
    "a health check costs more where its address does not count as AWS's own: likely and at most it does not";

function healthCheck({ type, requestInterval = 30 }: HealthCheck): Line[] {
    const basic = { what: "health check", price: "route53:healthCheck", quantity: exactly(1) };
    if (type === "CALCULATED") {
        return [basic];
    }
    const features = [type.startsWith("HTTPS"), requestInterval < 30].filter(Boolean).length;
    return [
        basic,
        {
            what: "address elsewhere",
            price: "route53:healthCheckElsewhere",
            quantity: { low: 0, likely: 1, high: 1 },
            assumption: WHOSE_ADDRESS,
        },
        ...(features === 0
            ? []
            : [
                  {
                      what: "HTTPS, request every 10 s",
                      price: "route53:healthCheckFeature",
                      quantity: { low: features, likely: 2 * features, high: 2 * features },
                      assumption: WHOSE_ADDRESS,
                  },
              ]),
    ];
}
