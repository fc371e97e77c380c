import { costOf } from "../../../analysis/cost";
import { FREE } from "../../../analysis/cost/free";
import { PRICERS } from "../../../analysis/cost/pricers";
import type { GraphResource } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";

/** What each type costs in us-east-1: exact figures, by hand. */

const PROVIDER = resource("aws", { type: "pulumi:providers:aws", inputs: { region: "us-east-1" } });

const on = (type: string, inputs: Record<string, unknown> = {}, more: Partial<GraphResource> = {}) =>
    resource("r", { type, inputs, provider: "aws", ...more });

const template = (inputs: Record<string, unknown> = {}) =>
    resource("template", {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        provider: "aws",
        inputs: { blockDeviceMappings: [{ ebs: { volumeSize: 100, volumeType: "gp3" } }], ...inputs },
    });

const NODES = ["template"];

/** `what low likely high` of every item. */
function linesOf(...resources: GraphResource[]): string[] {
    const cost = costOf(graphOf(PROVIDER, ...resources));
    return (cost?.items ?? []).map(({ what, low, likely, high }) => `${what}: ${low} ${likely} ${high}`);
}

test.each<[title: string, resources: GraphResource[], lines: string[]]>([
    [
        "an EKS node group, its sizes and the disks of its launch template",
        [
            on(
                "aws:eks/nodeGroup:NodeGroup",
                { scalingConfig: { minSize: 2, maxSize: 6 }, instanceTypes: ["m7i.xlarge"] },
                { dependencies: NODES },
            ),
            template(),
        ],
        ["machines m7i.xlarge: 294.34 294.34 883.01", "disks of 100 GB: 16 16 48"],
    ],
    [
        "a group of machines, whose type the launch template has",
        [
            on("aws:autoscaling/group:Group", { minSize: 1, maxSize: 1 }, { dependencies: NODES }),
            template({ instanceType: "m7i.large" }),
        ],
        ["machines m7i.large: 73.58 73.58 73.58", "disks of 100 GB: 8 8 8"],
    ],
    ["a cache of images", [on("aws:ecr/pullThroughCacheRule:PullThroughCacheRule")], ["images kept: 0.2 0.5 2"]],
    ["an EKS cluster", [on("aws:eks/cluster:Cluster")], ["control plane: 73 73 73"]],
    [
        "a database with a standby: server and storage twice, storage up to its bound",
        [
            on("aws:rds/instance:Instance", {
                instanceClass: "db.r7g.xlarge",
                storageType: "gp3",
                multiAz: true,
                allocatedStorage: 200,
                maxAllocatedStorage: 1000,
            }),
        ],
        ["server db.r7g.xlarge and standby: 697.88 697.88 697.88", "storage and standby: 46 46 230"],
    ],
    [
        "a replica, with the storage of its source",
        [
            resource("source", {
                type: "aws:rds/instance:Instance",
                provider: "elsewhere",
                inputs: { instanceClass: "db.t4g.large", storageType: "gp3", allocatedStorage: 50 },
            }),
            on(
                "aws:rds/instance:Instance",
                { instanceClass: "db.t4g.large", storageType: "gp3", multiAz: false, maxAllocatedStorage: 100 },
                { dependencies: ["source"] },
            ),
        ],
        ["server db.t4g.large: 94.17 94.17 94.17", "storage: 5.75 5.75 11.5"],
    ],
    [
        "a replica of another region's database, whose size is assumed",
        [on("aws:rds/instance:Instance", { instanceClass: "db.t4g.large", storageType: "gp3", multiAz: false })],
        ["server db.t4g.large: 94.17 94.17 94.17", "storage: 5.75 23 115"],
    ],
    [
        "Aurora: storage and its requests",
        [on("aws:rds/cluster:Cluster")],
        ["storage: 5 15 50", "reads and writes of storage: 2 10 60"],
    ],
    [
        "an instance of Aurora",
        [on("aws:rds/clusterInstance:ClusterInstance", { instanceClass: "db.r7g.xlarge" })],
        ["server db.r7g.xlarge: 402.96 402.96 402.96"],
    ],
    [
        "copies of backups",
        [on("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")],
        ["copies of backups: 4.75 9.5 19", "transfer of copies: 1 2 4"],
    ],
    [
        "ElastiCache by nodes",
        [
            on("aws:elasticache/replicationGroup:ReplicationGroup", {
                nodeType: "cache.r7g.large",
                numCacheClusters: 3,
            }),
        ],
        ["nodes cache.r7g.large: 383.69 383.69 383.69", "snapshots: 0.09 0.85 5.1"],
    ],
    [
        "ElastiCache by shards",
        [
            on("aws:elasticache/replicationGroup:ReplicationGroup", {
                nodeType: "cache.r7g.large",
                numNodeGroups: 2,
                replicasPerNodeGroup: 1,
            }),
        ],
        ["nodes cache.r7g.large: 511.58 511.58 511.58", "snapshots: 0.09 0.85 5.1"],
    ],
    ["an address", [on("aws:ec2/eip:Eip")], ["public address: 3.65 3.65 3.65"]],
    [
        "a NAT gateway and what goes through it",
        [on("aws:ec2/natGateway:NatGateway")],
        ["NAT gateway: 32.85 32.85 32.85", "data through NAT: 0.9 4.5 22.5"],
    ],
    ["a network", [on("aws:ec2/vpc:Vpc")], ["data between zones: 2 10 60"]],
    [
        "an interface endpoint in three zones",
        [on("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface", subnetIds: ["a", "b", "c"] })],
        ["interface endpoint in each zone: 21.9 21.9 21.9", "data through endpoint: 0.01 0.1 0.5"],
    ],
    ["a gateway endpoint", [on("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" })], []],
    [
        "a load balancer with Elastic IPs, which are counted as such",
        [
            on("aws:lb/loadBalancer:LoadBalancer", {
                loadBalancerType: "network",
                internal: false,
                subnetMappings: [{ allocationId: "ip" }, { allocationId: "ip" }],
            }),
        ],
        ["load balancer: 16.43 16.43 16.43", "capacity units: 4.38 8.76 43.8", "data to the internet: 4.5 18 90"],
    ],
    [
        "a load balancer with addresses of AWS's",
        [
            on("aws:lb/loadBalancer:LoadBalancer", {
                loadBalancerType: "network",
                internal: false,
                subnetMappings: [{}, {}],
            }),
        ],
        [
            "load balancer: 16.43 16.43 16.43",
            "capacity units: 4.38 8.76 43.8",
            "data to the internet: 4.5 18 90",
            "public addresses: 7.3 7.3 7.3",
        ],
    ],
    [
        "a load balancer inside",
        [on("aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network", internal: true, subnets: ["a"] })],
        ["load balancer: 16.43 16.43 16.43", "capacity units: 4.38 8.76 43.8"],
    ],
    ["a key", [on("aws:kms/key:Key")], ["key: 1 1 3"]],
    ["a secret", [on("aws:secretsmanager/secret:Secret")], ["secret, and its copies: 0.4 0.4 0.4"]],
    [
        "a secret with a copy",
        [on("aws:secretsmanager/secret:Secret", { replicas: [{ region: "eu-west-1" }] })],
        ["secret, and its copies: 0.8 0.8 0.8"],
    ],
    ["a bucket", [on("aws:s3/bucket:Bucket")], ["stored: 0.57 1.73 5.75"]],
    [
        "copies of a bucket, with a bound on their age",
        [
            on("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {
                rules: [{ destination: { replicationTime: {} } }],
            }),
        ],
        ["copied to another region: 0.05 0.15 0.5", "copied within 15 minutes: 0.04 0.11 0.38"],
    ],
    [
        "copies of a bucket without one",
        [on("aws:s3/bucketReplicationConfig:BucketReplicationConfig", { rules: [{ destination: {} }] })],
        ["copied to another region: 0.05 0.15 0.5"],
    ],
    [
        "a health check of others",
        [on("aws:route53/healthCheck:HealthCheck", { type: "CALCULATED" })],
        ["health check: 0.5 0.5 0.5"],
    ],
    [
        "a health check by HTTPS every 10 s",
        [on("aws:route53/healthCheck:HealthCheck", { type: "HTTPS", requestInterval: 10 })],
        ["health check: 0.5 0.5 0.5", "address elsewhere: 0 0.25 0.25", "HTTPS, request every 10 s: 2 4 4"],
    ],
    [
        "a health check by TCP every 30 s",
        [on("aws:route53/healthCheck:HealthCheck", { type: "TCP" })],
        ["health check: 0.5 0.5 0.5", "address elsewhere: 0 0.25 0.25"],
    ],
    [
        "logs, as long as they are kept",
        [on("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 90 })],
        ["logs written: 0.5 2.5 15", "logs kept: 0.09 0.45 2.7"],
    ],
])("%s", (_title, resources, lines) => {
    expect(linesOf(...resources)).toEqual(lines);
});

test("what is free is not paid for as well, and says why", () => {
    expect(Object.keys(FREE).filter((type) => type in PRICERS)).toEqual([]);
    expect(Object.values(FREE).filter((reason) => reason === "")).toEqual([]);
});
