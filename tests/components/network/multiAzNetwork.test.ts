import * as pulumi from "@pulumi/pulumi";
import type { ResourceGraph } from "../../../analysis/graph";
import { DEFAULT_INTERFACE_ENDPOINTS } from "../../../components/network/endpoints";
import { MultiAzNetwork, type MultiAzNetworkArgs } from "../../../components/network/multiAzNetwork";
import type { NatMode } from "../../../components/network/nat";
import { evaluateComponent } from "../../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { answerInvokes } from "../../support/invokes";

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const ARGS: MultiAzNetworkArgs = {
    cidr: "10.20.0.0/16",
    zones: ZONES,
    region: "eu-central-1",
    nat: "perAz",
    flowLogRetentionDays: 30,
    clusterName: "dify-prod",
};

const evaluated = (change: Partial<MultiAzNetworkArgs> = {}, zonesOfRegion?: string[]) =>
    evaluateComponent((opts) => {
        if (zonesOfRegion !== undefined) {
            answerInvokes(() => ({ names: zonesOfRegion }));
        }
        return new MultiAzNetwork("net", { ...ARGS, ...change }, opts);
    });

const namesOf = (graph: ResourceGraph, kind: string) => resourcesOf(graph, kind).map(({ name }) => name);
const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "MultiAzNetwork")[0]?.outputs;
const perZone = (prefix: string, suffix = "") => ZONES.map((zone) => `${prefix}${zone}${suffix}`);
const natRoutes = (graph: ResourceGraph) =>
    ZONES.map((zone) => inputsOf(graph, "Route", `net-private-${zone}-nat`)["natGatewayId"]);

describe("over three zones", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("everything belongs to the component and bears its name", () => {
        const [component] = resourcesOf(graph, "MultiAzNetwork");
        const children = graph.resources.filter(({ type }) => type.startsWith("aws:"));
        expect(children.every(({ parent, name }) => parent === component?.urn && /^net(-|$)/.test(name))).toBe(true);
    });

    test("the VPC resolves names and shows its use of addresses", () => {
        expect(inputsOf(graph, "Vpc", "net")).toEqual({
            cidrBlock: "10.20.0.0/16",
            enableDnsSupport: true,
            enableDnsHostnames: true,
            enableNetworkAddressUsageMetrics: true,
            tags: { Name: "net" },
        });
    });

    test.each([
        ["public", "10.20.194.0/23", { "kubernetes.io/cluster/dify-prod": "shared", "kubernetes.io/role/elb": "1" }],
        [
            "private",
            "10.20.32.0/19",
            {
                "kubernetes.io/cluster/dify-prod": "shared",
                "kubernetes.io/role/internal-elb": "1",
                "karpenter.sh/discovery": "dify-prod",
            },
        ],
        ["isolated", "10.20.210.0/23", {}],
    ])("a %s subnet lies in its zone, range and tags, and hands out no public address", (kind, cidrBlock, tags) => {
        const name = `net-${kind}-eu-central-1b`;
        expect(inputsOf(graph, "Subnet", name)).toEqual({
            vpcId: "net-id",
            availabilityZone: "eu-central-1b",
            cidrBlock,
            mapPublicIpOnLaunch: false,
            tags: { Name: name, ...tags },
        });
        expect(namesOf(graph, "Subnet")).toEqual(expect.arrayContaining(perZone(`net-${kind}-`)));
    });

    test("the default security group has no rules", () => {
        expect(inputsOf(graph, "DefaultSecurityGroup", "net-closed")).toMatchObject({
            vpcId: "net-id",
            ingress: [],
            egress: [],
        });
    });

    test("only public subnets reach the internet gateway, and isolated ones reach nothing", () => {
        expect(inputsOf(graph, "Route", "net-public-internet")).toEqual({
            routeTableId: "net-public-id",
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: "net-id",
        });
        const tableOf = (kind: string) =>
            perZone(`net-${kind}-`).map((name) => inputsOf(graph, "RouteTableAssociation", name));
        expect(tableOf("public").map(({ routeTableId }) => routeTableId)).toEqual(Array(3).fill("net-public-id"));
        expect(tableOf("private").map(({ routeTableId }) => routeTableId)).toEqual(perZone("net-private-", "-id"));
        expect(tableOf("isolated").map(({ routeTableId }) => routeTableId)).toEqual(Array(3).fill("net-isolated-id"));
        expect(tableOf("isolated").map(({ subnetId }) => subnetId)).toEqual(perZone("net-isolated-", "-id"));
        expect(resourcesOf(graph, "Route").map(({ inputs }) => inputs["routeTableId"])).not.toContain(
            "net-isolated-id",
        );
        expect(resourcesOf(graph, "Route")).toHaveLength(4);
    });

    test("the handle has the subnets of each zone", () => {
        expect(outputsOf(graph)).toMatchObject({
            handle: {
                vpcId: "net-id",
                cidr: "10.20.0.0/16",
                zones: ZONES.map((name) => ({
                    name,
                    publicSubnetId: `net-public-${name}-id`,
                    privateSubnetId: `net-private-${name}-id`,
                    isolatedSubnetId: `net-isolated-${name}-id`,
                })),
            },
            freeCidr: "10.20.224.0/19",
        });
    });

    test("S3 is reached from private and isolated subnets without NAT", () => {
        expect(inputsOf(graph, "VpcEndpoint", "net-s3")).toMatchObject({
            vpcId: "net-id",
            serviceName: "com.amazonaws.eu-central-1.s3",
            vpcEndpointType: "Gateway",
            routeTableIds: [...perZone("net-private-", "-id"), "net-isolated-id"],
        });
    });

    test("every service of the default list has an address in every zone, under its own name", () => {
        for (const service of DEFAULT_INTERFACE_ENDPOINTS) {
            expect(inputsOf(graph, "VpcEndpoint", `net-${service}`)).toMatchObject({
                serviceName: `com.amazonaws.eu-central-1.${service}`,
                vpcEndpointType: "Interface",
                privateDnsEnabled: true,
                subnetIds: perZone("net-private-", "-id"),
                securityGroupIds: ["net-endpoints-id"],
            });
        }
        expect(resourcesOf(graph, "VpcEndpoint")).toHaveLength(DEFAULT_INTERFACE_ENDPOINTS.length + 1);
    });

    test("endpoints answer HTTPS from the VPC and nothing else", () => {
        expect(resourcesOf(graph, "SecurityGroupIngressRule").map(({ inputs }) => inputs)).toEqual([
            {
                securityGroupId: "net-endpoints-id",
                description: "HTTPS from the VPC",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                cidrIpv4: "10.20.0.0/16",
            },
        ]);
        expect(resourcesOf(graph, "SecurityGroupEgressRule")).toEqual([]);
        const group = inputsOf(graph, "SecurityGroup", "net-endpoints");
        expect(Object.keys(group).sort()).toEqual(["description", "tags", "vpcId"]);
    });

    test("flow logs of the whole VPC are kept as long as asked", () => {
        expect(inputsOf(graph, "LogGroup", "net-flow-logs")).toEqual({ retentionInDays: 30 });
        expect(inputsOf(graph, "FlowLog", "net-flow-logs")).toMatchObject({
            vpcId: "net-id",
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
        });
        expect([...closureOf(graph, resourceOf(graph, "FlowLog", "net-flow-logs"))]).toContain(
            resourceOf(graph, "RolePolicy", "net-flow-logs-write").urn,
        );
    });

    test("the role of flow logs writes to one log group, for flow logs of this account only", () => {
        const document = (kind: string, name: string, key: string) =>
            JSON.parse(inputsOf<Record<string, string>>(graph, kind, name)[key] ?? "") as unknown;
        expect(document("Role", "net-flow-logs-role", "assumeRolePolicy")).toMatchObject({
            Statement: [
                {
                    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: {
                        StringEquals: { "aws:SourceAccount": expect.any(String) as string },
                        ArnLike: {
                            "aws:SourceArn": expect.stringMatching(
                                /^arn:aws:ec2:eu-central-1:[^:]+:vpc-flow-log\/\*$/,
                            ) as string,
                        },
                    },
                },
            ],
        });
        expect(document("RolePolicy", "net-flow-logs-write", "policy")).toMatchObject({
            Statement: [
                {
                    Effect: "Allow",
                    Action: [
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "logs:DescribeLogGroups",
                        "logs:DescribeLogStreams",
                    ],
                    Resource: expect.stringMatching(/.:\*$/) as string,
                },
            ],
        });
    });
});

/** Stands for a machine. */
class Machine extends pulumi.CustomResource {
    constructor(name: string, subnetId: pulumi.Input<string> | undefined) {
        super("test:index:Machine", name, { subnetId });
    }
}

test.each([
    ["publicSubnetId", ["net-public-eu-central-1b", "net-public-internet"]],
    ["privateSubnetId", ["net-private-eu-central-1b", "net-private-eu-central-1b-nat", "net-nat-eu-central-1b"]],
    ["isolatedSubnetId", ["net-isolated-eu-central-1b"]],
] as const)("a machine in %s waits for table, route and gateway", async (key, names) => {
    const graph = await evaluateComponent((opts) => {
        const { handle } = new MultiAzNetwork("net", ARGS, opts);
        return new Machine("machine", handle.zones[1]?.[key]);
    });
    const before = [...closureOf(graph, resourceOf(graph, "Machine", "machine"))];
    const kinds = ["RouteTableAssociation", "Route", "NatGateway"];
    const needed = names.map((name, index) => resourceOf(graph, kinds[index] ?? "", name).urn);
    expect(before).toEqual(expect.arrayContaining(needed));
});

describe("NAT", () => {
    const reached = async (nat: NatMode) => {
        const graph = await evaluated({ nat });
        return {
            graph,
            gateways: namesOf(graph, "NatGateway"),
            addresses: namesOf(graph, "Eip"),
            routes: natRoutes(graph),
        };
    };

    test("perAz has a gateway in every zone, which serves its own zone", async () => {
        const { graph, ...layout } = await reached("perAz");
        expect(layout).toEqual({
            gateways: perZone("net-nat-"),
            addresses: perZone("net-nat-ip-"),
            routes: perZone("net-nat-", "-id"),
        });
        expect(inputsOf(graph, "NatGateway", "net-nat-eu-central-1b")).toEqual({
            subnetId: "net-public-eu-central-1b-id",
            allocationId: "net-nat-ip-eu-central-1b-id",
            connectivityType: "public",
            tags: { Name: "net-nat-eu-central-1b" },
        });
    });

    test("single has one gateway, in the first zone, for all", async () => {
        expect(await reached("single")).toMatchObject({
            gateways: ["net-nat-eu-central-1a"],
            addresses: ["net-nat-ip-eu-central-1a"],
            routes: Array(3).fill("net-nat-eu-central-1a-id"),
        });
    });

    test("regional has one gateway of AWS's, with an address of ours in every zone", async () => {
        const { graph, ...layout } = await reached("regional");
        expect(layout).toEqual({
            gateways: ["net-nat"],
            addresses: perZone("net-nat-ip-"),
            routes: Array(3).fill("net-nat-id"),
        });
        expect(inputsOf(graph, "NatGateway", "net-nat")).toEqual({
            vpcId: "net-id",
            availabilityMode: "regional",
            connectivityType: "public",
            availabilityZoneAddresses: ZONES.map((zone) => ({
                availabilityZone: zone,
                allocationIds: [`net-nat-ip-${zone}-id`],
            })),
            tags: { Name: "net-nat" },
        });
    });

    test.each<[NatMode, string]>([
        ["perAz", "net-nat-eu-central-1c"],
        ["single", "net-nat-eu-central-1a"],
        ["regional", "net-nat"],
    ])("the gateway of %s waits for the way to the internet", async (nat, name) => {
        const { graph } = await reached(nat);
        const before = closureOf(graph, resourceOf(graph, "NatGateway", name));
        expect([...before]).toContain(resourceOf(graph, "InternetGateway", "net").urn);
    });

    test("another mode changes gateways and where routes lead, and no table or subnet", async () => {
        const lasting = async (nat: NatMode) => {
            const { graph } = await reached(nat);
            return ["Subnet", "RouteTable", "RouteTableAssociation", "Route"].flatMap((kind) => namesOf(graph, kind));
        };
        const perAz = await lasting("perAz");
        expect(await lasting("single")).toEqual(perAz);
        expect(await lasting("regional")).toEqual(perAz);
    });
});

test("a zone that comes later changes no subnet", async () => {
    const subnets = async (zones: string[]) =>
        new Map(resourcesOf(await evaluated({ zones }), "Subnet").map(({ name, inputs }) => [name, inputs]));
    const before = await subnets(["eu-central-1c", "eu-central-1a"]);
    const after = await subnets(ZONES);
    expect([...before].filter(([name, inputs]) => JSON.stringify(after.get(name)) !== JSON.stringify(inputs))).toEqual(
        [],
    );
    expect(after.size).toBe(9);
});

test("without interface endpoints there is no security group either", async () => {
    const graph = await evaluated({ interfaceEndpoints: [] });
    expect(namesOf(graph, "VpcEndpoint")).toEqual(["net-s3"]);
    expect(namesOf(graph, "SecurityGroup")).toEqual([]);
});

describe("refuses", () => {
    test("all that is wrong with the arguments, in one error", async () => {
        await expect(evaluated({ cidr: "10.0.0.0/24", flowLogRetentionDays: 2 })).rejects.toThrow(
            /^cidr = "10\.0\.0\.0\/24": .*\/16 to \/20.*\nflowLogRetentionDays = 2: /,
        );
    });

    test("nothing when the region has them", async () => {
        const graph = await evaluated({}, [...ZONES, "eu-central-1d"]);
        expect(namesOf(graph, "Subnet")).toHaveLength(9);
    });
});
