import { RELEASES as CACHE_RELEASES } from "../../components/elasticache/catalogue";
import { RELEASES as DATABASE_RELEASES } from "../../components/rds/catalogue";
import { PROFILE_DEFAULTS } from "../../config/profiles";
import { describeUnless } from "../support/programs";
import { cfnLintData, lint, type Finding } from "./cfnLint";
import { isTranslated, templateOf, templatesOf, type CfnResource, type Template } from "./cloudFormation";
import { JUSTIFIED, justification } from "./justified";
import { policiesOf } from "../../analysis/invariants/aws/policies";
import { awsPython } from "./python";
import { AWS_VARIANT_NAMES, evaluateAwsVariant } from "./variants";

/** What is deployed, against data about AWS that is kept in public. */

const { python, problems } = awsPython();

const REGION = "eu-central-1";

/** Regions in which every profile can be had. */
const REGIONS = [REGION, "eu-west-1", "us-east-1"];

/** Types that rules for CloudFormation are not asked about. */
const UNTRANSLATED = [
    // CloudFormation has it as an attribute, a property or a value of another resource.
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:iam/accessKey:AccessKey",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:kms/alias:Alias",
    "aws:secretsmanager/secretVersion:SecretVersion",
    // A provider has another shape; the tests of its component look at every field.
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
];

const text = ({ rule, place, message }: Finding) => `${rule} ${place}: ${message}`;

describeUnless(problems, "cfn-lint finds nothing", () => {
    const used = new Set<unknown>();

    test.each(AWS_VARIANT_NAMES)("in %s that is not justified", async (variant) => {
        const templates = templatesOf(await evaluateAwsVariant(variant));
        const findings = [...templates].flatMap(([region, template]) => lint(python, template, [region]));
        findings.forEach((finding) => used.add(justification(finding)));
        expect(findings.filter((finding) => justification(finding) === undefined).map(text)).toEqual([]);
    });

    test("and every justification is still needed", () => {
        expect(JUSTIFIED.filter((entry) => !used.has(entry)).map(({ rule, place }) => `${rule} ${place}`)).toEqual([]);
    });

    test("but what is wrong", async () => {
        const template = templateOf(await evaluateAwsVariant("prod"), REGION);
        const server = template.Resources["InstancePostgres"];
        const wrong = {
            ...template.Resources,
            InstancePostgres: withProperty(server, "DBInstanceClass", "db.r7g.tiny"),
        };
        const findings = lint(python, { ...template, Resources: wrong }, [REGION]);
        expect(findings.map(text)).toContainEqual(expect.stringContaining("'db.r7g.tiny' is not one of"));
    });
});

function withProperty(resource: CfnResource | undefined, name: string, value: unknown): CfnResource {
    if (resource === undefined) {
        throw new Error(`nothing has ${name}`);
    }
    return { ...resource, Properties: { ...resource.Properties, [name]: value } };
}

test.each(AWS_VARIANT_NAMES)("every resource of %s is translated, or is known not to be", async (variant) => {
    const graph = await evaluateAwsVariant(variant);
    const left = graph.resources.filter((resource) => resource.type.startsWith("aws:") && !isTranslated(resource));
    expect([...new Set(left.map(({ type }) => type))].filter((type) => !UNTRANSLATED.includes(type))).toEqual([]);
});

interface ProfileClasses {
    readonly cluster: {
        readonly nodes: {
            readonly data: { readonly instanceType: string };
            readonly general: { readonly instanceType: string };
        };
    };
    readonly postgres: { readonly instanceClass: string };
    readonly redis: { readonly nodeType: string };
}

function minimal(name: string, Type: string, Properties: Record<string, unknown>): [string, CfnResource] {
    const kept = { UpdateReplacePolicy: "Retain", DeletionPolicy: "Retain" };
    return [name, { Type, Properties, Metadata: { Name: name }, ...kept }];
}

/** One resource for each class and version of a profile: cfn-lint knows for such which region has what. It has no list of EKS versions. */
function classesOf(profile: object): Template {
    const { cluster, postgres, redis } = profile as ProfileClasses;
    const { data, general } = cluster.nodes;
    const machine = ({ instanceType }: { readonly instanceType: string }) => ({
        InstanceType: instanceType,
        ImageId: "ami-0123456789abcdef0",
    });
    const database = Object.values(DATABASE_RELEASES).map(({ engine, version }) =>
        minimal(engine === "postgres" ? "rds" : "aurora", "AWS::RDS::DBInstance", {
            DBInstanceClass: postgres.instanceClass,
            Engine: engine,
            EngineVersion: version,
            ...(engine === "postgres"
                ? { AllocatedStorage: "20", StorageEncrypted: true, BackupRetentionPeriod: 7 }
                : { DBClusterIdentifier: "c" }),
        }),
    );
    const cache = Object.entries(CACHE_RELEASES).map(([kind, { version }]) =>
        minimal(kind, "AWS::ElastiCache::CacheCluster", {
            CacheNodeType: redis.nodeType,
            Engine: "valkey",
            EngineVersion: version,
            NumCacheNodes: 1,
        }),
    );
    return {
        AWSTemplateFormatVersion: "2010-09-09",
        Resources: Object.fromEntries([
            minimal("data", "AWS::EC2::Instance", machine(data)),
            minimal("general", "AWS::EC2::Instance", machine(general)),
            ...database,
            ...cache,
        ]),
    };
}

describeUnless(problems, "every region has what a profile asks for", () => {
    const profiles = Object.entries(PROFILE_DEFAULTS);

    test.each(profiles)("%s", (_, profile) => {
        expect(lint(python, classesOf(profile), REGIONS).map(text)).toEqual([]);
    });

    test("and a class that one lacks is noticed", () => {
        const wrong = {
            cluster: { nodes: { data: { instanceType: "m7i.tiny" }, general: { instanceType: "m7i.large" } } },
            postgres: { instanceClass: "db.r7g.tiny" },
            redis: { nodeType: "cache.r7g.tiny" },
        };
        const places = lint(python, classesOf(wrong), REGIONS).map(({ place }) => place);
        expect(new Set(places.map((place) => place.split(" ")[0]))).toEqual(
            new Set(["data", "rds", "aurora", "primary", "sharded"]),
        );
    });
});

type Services = Readonly<Record<string, { readonly Actions: Readonly<Record<string, unknown>> }>>;

describeUnless(problems, "every IAM action exists", () => {
    const services = problems.length === 0 ? cfnLintData<Services>(python, "AdditionalSpecs/Policies.json") : {};

    function exists(action: string): boolean {
        const [service = "", name = ""] = action.toLowerCase().split(":");
        const known = Object.keys(services[service]?.Actions ?? {});
        return name.endsWith("*")
            ? known.some((candidate) => candidate.startsWith(name.slice(0, -1)))
            : known.includes(name);
    }

    test.each(AWS_VARIANT_NAMES)("%s", async (variant) => {
        const actions = policiesOf(await evaluateAwsVariant(variant)).flatMap(({ statements }) =>
            statements.flatMap((statement) => statement.actions),
        );
        expect(actions.length).toBeGreaterThan(20);
        expect([...new Set(actions)].filter((action) => !exists(action))).toEqual([]);
    });

    test("and one that does not is noticed", () => {
        expect(exists("s3:GetObjects")).toBe(false);
    });
});
