import { spawnSync } from "node:child_process";
import * as path from "node:path";
import type { ResourceGraph } from "../../analysis/graph";
import { startObjectStore, type ObjectStore } from "../../rehearsal/services/backup/objectStore";
import { inputsOf, resourcesOf } from "../support/graph";
import { describeUnless } from "../support/programs";
import { templateOf, type Template } from "./cloudFormation";
import { awsPython } from "./python";
import { awsVariant, evaluateAlone } from "./variants";

/** The evaluated inputs, sent to AWS's APIs as moto has them: network, database, cache, buckets, keys, roles. */

const { python, problems } = awsPython();

const SCRIPT = path.join(__dirname, "createInMoto.py");
const REGION = "eu-central-1";

/** What the APIs have in the end. */
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
    readonly buckets: Readonly<Record<string, unknown>>;
}

function send(url: string, { Resources }: Template) {
    return spawnSync(python, [SCRIPT], {
        input: JSON.stringify({ endpoint: url, region: REGION, resources: Resources }),
        encoding: "utf8",
        timeout: 120_000,
    });
}

function createIn(url: string, graph: ResourceGraph): Created {
    const { stdout, stderr, status } = send(url, templateOf(graph));
    if (status !== 0) {
        throw new Error(stderr);
    }
    return JSON.parse(stdout) as Created;
}

/** Starts a server for one test: what another has made would be in the way. */
async function withServer<T>(use: (url: string) => T): Promise<T> {
    const server: ObjectStore = await startObjectStore(python);
    try {
        return use(server.url);
    } finally {
        await server.stop();
    }
}

describeUnless(problems, "AWS's APIs take", () => {
    jest.setTimeout(120_000);

    test.each(["prod", "staging", "k3s"])("the network, databases and buckets of %s", async (variant) => {
        const { zones } = awsVariant(variant);
        const graph = await evaluateAlone(variant);
        const created = await withServer((url) => createIn(url, graph));

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
        const bucket = { encryption: "aws:kms", versioning: "Enabled", blocks: [true], policy: 2 };
        expect(created.buckets).toEqual(
            Object.fromEntries(
                resourcesOf(graph, "aws:s3/bucket:Bucket").map(({ inputs }) => [inputs["bucket"], bucket]),
            ),
        );
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
        const template = templateOf(await evaluateAlone("prod"));
        const resource = template.Resources[id];
        if (resource === undefined) {
            throw new Error(`no ${id}`);
        }
        const wrong = { ...resource, Properties: { ...resource.Properties, ...change } };
        const { status, stderr } = await withServer((url) =>
            send(url, { ...template, Resources: { ...template.Resources, [id]: wrong } }),
        );
        expect(stderr).toMatch(message);
        expect(status).toBe(1);
    });
});
