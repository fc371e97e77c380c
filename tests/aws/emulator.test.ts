import { execFile } from "node:child_process";
import { isIPv4 } from "node:net";
import * as path from "node:path";
import type { ResourceGraph } from "../../analysis/graph";
import { startObjectStore, type ObjectStore } from "../../rehearsal/services/backup/objectStore";
import { inputsOf, resourcesOf } from "../support/graph";
import { describeUnless } from "../support/programs";
import { templatesOf, type Template } from "./cloudFormation";
import { awsPython } from "./python";
import { awsVariant, evaluateAwsVariant } from "./variants";

/** The evaluated inputs, sent to AWS's APIs as moto has them: network, database, cache, buckets, keys, roles. */

const { python, problems } = awsPython();

const SCRIPT = path.join(__dirname, "createInMoto.py");
const REGION = "eu-central-1";
const SECOND = "eu-west-1";
const REPLICAS_KEY = `${SECOND} Encrypts the buckets`;

/** What the APIs have of every bucket. */
const BUCKET = {
    encryption: "aws:kms",
    versioning: "Enabled",
    blocks: [true],
    policy: 2,
    lifecycle: 1,
    lockedDays: null,
    copies: [],
};

const copyOf = (bucket: string) => ({ bucket: `arn:aws:s3:::${bucket}-${SECOND}`, key: REPLICAS_KEY });

/**
 * What is not created, and why; cfn-lint looks at all of it. Of the second region that is one thing, a property of the server: moto 5.2.5
 * does not know StartDBInstanceAutomatedBackupsReplication.
 */
const LEFT: Readonly<Record<string, readonly string[]>> = {
    "tests of the components look at every field": [
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::EC2::FlowLog",
        "AWS::EC2::LaunchTemplate",
        "AWS::EKS::Addon",
        "AWS::EKS::Nodegroup",
        "AWS::EKS::PodIdentityAssociation",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::User",
        "AWS::IAM::UserPolicy",
        "AWS::Logs::LogGroup",
    ],
    "moto 5.2.5 does not know CreateCacheParameterGroup": ["AWS::ElastiCache::ParameterGroup"],
};

/** What the APIs of a region have in the end. */
interface Created {
    /** Zones by range. */
    readonly subnets: Readonly<Record<string, string>>;
    readonly natGateways: number;
    /** Destinations in the route table of each group of subnets. */
    readonly routes: readonly (readonly string[])[];
    readonly securityGroups: Readonly<
        Record<string, readonly { readonly ports: readonly number[]; readonly ranges: readonly string[] }[]>
    >;
    readonly endpoints: readonly string[];
    readonly databases: Readonly<Record<string, { readonly zones: readonly string[] }>>;
    readonly caches: Readonly<Record<string, unknown>>;
    readonly buckets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Region and description of each. */
    readonly keys: readonly string[];
    readonly secrets: readonly string[];
    /** Addresses that are called, or the number of checks that are counted. */
    readonly healthChecks: readonly (string | number)[];
    /** Types that were not created. */
    readonly left: readonly string[];
    /** Name, type, role in a pair of regions, and whether a health check decides on it. */
    readonly records: readonly (readonly [string, string, string | null, boolean])[];
}

interface Answer {
    readonly stdout: string;
    readonly stderr: string;
    readonly failed: boolean;
}

/** Leaves the process free meanwhile: a server whose log nobody reads stops. */
function send(url: string, templates: ReadonlyMap<string, Template>): Promise<Answer> {
    return new Promise((resolve) => {
        const options = { encoding: "utf8", timeout: 120_000 } as const;
        const child = execFile(python, [SCRIPT], options, (error, stdout, stderr) =>
            resolve({ stdout, stderr, failed: error !== null }),
        );
        child.stdin?.end(JSON.stringify({ endpoint: url, templates: Object.fromEntries(templates) }));
    });
}

async function createIn(url: string, graph: ResourceGraph): Promise<(region: string) => Created> {
    const { stdout, stderr, failed } = await send(url, templatesOf(graph));
    if (failed) {
        throw new Error(stderr);
    }
    const created = JSON.parse(stdout) as Record<string, Created>;
    return (region) => {
        const there = created[region];
        if (there === undefined) {
            throw new Error(`nothing was created in ${region}`);
        }
        return there;
    };
}

/** Names of the buckets of a graph that a region's provider makes. */
const bucketsIn = (graph: ResourceGraph, region: string) =>
    resourcesOf(graph, "aws:s3/bucket:Bucket")
        .filter(({ provider }) => provider?.includes(`::aws-${region}`))
        .map(({ inputs }) => String(inputs["bucket"]));

/** Starts a server for one test: what another has made would be in the way. */
async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
    const server: ObjectStore = await startObjectStore(python);
    try {
        return await use(server.url);
    } finally {
        await server.stop();
    }
}

describeUnless(problems, "AWS's APIs take", () => {
    jest.setTimeout(120_000);

    test.each(["prod", "staging", "k3s"])("the network, databases and buckets of %s", async (variant) => {
        const { zones } = awsVariant(variant);
        const graph = await evaluateAwsVariant(variant);
        const created = (await withServer((url) => createIn(url, graph)))(REGION);

        expect(created.left.filter((type) => !Object.values(LEFT).flat().includes(type))).toEqual([]);
        const subnets = resourcesOf(graph, "aws:ec2/subnet:Subnet").map(({ inputs }) => inputs);
        expect(created.subnets).toEqual(
            Object.fromEntries(subnets.map(({ cidrBlock, availabilityZone }) => [cidrBlock, availabilityZone])),
        );
        expect(created.natGateways).toBe(resourcesOf(graph, "NatGateway").length);
        const { cidrBlock } = inputsOf<{ cidrBlock: string }>(graph, "Vpc", "network");
        const outward = zones.map(() => ["0.0.0.0/0", cidrBlock]);
        expect(created.routes).toEqual([["0.0.0.0/0", cidrBlock], ...outward, [cidrBlock]]);
        expect(created.endpoints).toEqual(
            resourcesOf(graph, "VpcEndpoint")
                .map(({ inputs }) => inputs["serviceName"])
                .sort(),
        );
        const open = Object.entries(created.securityGroups).flatMap(([name, rules]) =>
            rules.filter(({ ranges }) => ranges.includes("0.0.0.0/0")).map(({ ports }) => `${name} ${ports.join("-")}`),
        );
        expect(open.sort()).toEqual(["public 443-443", "public 80-80"]);

        const server = inputsOf<Record<string, unknown>>(graph, "aws:rds/instance:Instance", "postgres");
        expect(created.databases[String(server["identifier"])]).toEqual({
            class: server["instanceClass"],
            version: "15.19",
            encrypted: true,
            multiAz: true,
            protected: true,
            parameters: ["postgres-parameters"],
            zones: zones.slice(0, 2),
        });
        expect(Object.keys(created.databases)).toHaveLength(resourcesOf(graph, "aws:rds/instance:Instance").length);
        // moto takes the number of nodes, and makes one all the same: the rules about zones count them.
        expect(created.caches).toEqual({
            redis: { failover: "enabled", multiAz: "enabled", encrypted: [true, true] },
        });
        expect(created.buckets).toEqual(
            Object.fromEntries(
                bucketsIn(graph, REGION).map((bucket) => [
                    bucket,
                    { ...BUCKET, copies: variant === "staging" ? [] : [copyOf(bucket)] },
                ]),
            ),
        );
    });

    test("the second region of prod: buckets, keys and secrets, and the name that moves there", async () => {
        const graph = await evaluateAwsVariant("prod");
        const created = await withServer((url) => createIn(url, graph));
        const { buckets, keys, secrets, left } = created(SECOND);
        expect(left).toEqual([]);
        expect(buckets).toEqual(Object.fromEntries(bucketsIn(graph, SECOND).map((bucket) => [bucket, BUCKET])));
        expect(Object.keys(buckets)).toHaveLength(4);
        expect(keys).toEqual([`${SECOND} Copies of PostgreSQL backups`, REPLICAS_KEY]);
        expect(secrets).toEqual(["dify-ha-prod/dify-keys", "postgres-master"]);

        const { healthChecks, records } = created(REGION);
        const addresses = healthChecks.filter((check) => typeof check === "string");
        expect(new Set(addresses).size).toBe(3);
        expect(addresses.every((address) => isIPv4(address))).toBe(true);
        expect(healthChecks.filter((check) => typeof check === "number")).toEqual([3]);
        expect(records).toEqual([["dify.example.com.", "A", "PRIMARY", true]]);
    });

    test("buckets whose backups cannot be deleted, in both regions", async () => {
        const graph = await evaluateAwsVariant("locked backups");
        const created = await withServer((url) => createIn(url, graph));
        const days = (region: string) =>
            Object.entries(created(region).buckets).map(([bucket, { lockedDays }]) => [bucket, lockedDays]);
        for (const region of [REGION, SECOND]) {
            expect(days(region).sort()).toEqual(
                bucketsIn(graph, region)
                    .map((bucket) => [bucket, bucket.includes("backups") ? 14 : null])
                    .sort(),
            );
        }
    });

    const breaches: [string, string, Record<string, unknown>, RegExp][] = [
        [
            "a subnet outside the network",
            "SubnetNetworkPrivateEuCentral1a",
            { CidrBlock: "10.99.0.0/24" },
            /InvalidSubnet/,
        ],
        ["a subnet that does not exist", "SubnetGroupPostgresSubnets", { SubnetIds: ["subnet-12345678"] }, /[Ss]ubnet/],
        ["a number that is none", "InstancePostgres", { AllocatedStorage: [] }, /postgres \(AWS::RDS::DBInstance\)/],
        ["a policy that is none", "RolePolicyWorkloadsFiles", { PolicyDocument: { Statement: [{}] } }, /Malformed/],
    ];

    test.each(breaches)("not %s", async (_, id, change, message) => {
        const templates = templatesOf(await evaluateAwsVariant("prod"));
        const template = templates.get(REGION);
        const resource = template?.Resources[id];
        if (template === undefined || resource === undefined) {
            throw new Error(`no ${id}`);
        }
        const wrong = { ...resource, Properties: { ...resource.Properties, ...change } };
        const { failed, stderr } = await withServer((url) =>
            send(
                url,
                new Map([...templates, [REGION, { ...template, Resources: { ...template.Resources, [id]: wrong } }]]),
            ),
        );
        expect(stderr).toMatch(message);
        expect(failed).toBe(true);
    });
});
