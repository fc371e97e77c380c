import { NODE_TYPES } from "../../components/elasticache/nodeTypes";
import { INSTANCE_CLASSES } from "../../components/rds/instanceClasses";
import { CLASS_GAPS, type Gaps } from "../../config/awsClassGaps";
import { AWS_REGIONS } from "../../config/awsRegions";
import { describeUnless } from "../support/programs";
import { cfnLintData } from "./cfnLint";
import { awsPython } from "./python";

/** The table of machines that regions lack, against data that is kept in public: neither a gap nor a surplus. */

const { python, problems } = awsPython();

/** Names of machines without what a service puts before them, by region. */
type Offers = (region: string) => ReadonlySet<string>;

interface Enumeration {
    readonly enum: readonly string[];
}

function namesOf(types: readonly string[], prefix: string): string[] {
    return types.map((type) => type.slice(prefix.length));
}

function offersOf(file: string, prefix: string): Offers {
    const data = cfnLintData<Readonly<Record<string, Enumeration>>>(python, `schemas/extensions/${file}`);
    return (region) => new Set(namesOf(data[region]?.enum ?? [], prefix));
}

interface ClassRules {
    readonly allOf: readonly {
        readonly if: { readonly properties: { readonly Engine: { readonly const?: string } } };
        readonly then: { readonly properties: { readonly DBInstanceClass: Enumeration } };
    }[];
}

/** An engine has several lists in a region, by license; a class must be on all of them. */
function databaseOffers(engine: string): Offers {
    const file = "schemas/extensions/aws_rds_dbinstance/dbinstanceclass_enum.json";
    const data = cfnLintData<Readonly<Record<string, ClassRules>>>(python, file);
    return (region) => {
        const lists = (data[region]?.allOf ?? [])
            .filter((rule) => rule.if.properties.Engine.const === engine)
            .map(({ then }) => then.properties.DBInstanceClass.enum);
        const [first = []] = lists;
        return new Set(
            namesOf(
                first.filter((type) => lists.every((list) => list.includes(type))),
                "db.",
            ),
        );
    };
}

/** The table as it must be for these machines. */
function gapsOf(machines: readonly string[], offers: Offers): Gaps {
    const regions = Object.keys(AWS_REGIONS).map((region) => ({ region, offered: offers(region) }));
    const without = (names: readonly string[]) =>
        regions.filter(({ offered }) => !names.some((name) => offered.has(name))).map(({ region }) => region);
    const families = [...new Set(machines.map((name) => name.split(".")[0] ?? ""))];
    return Object.fromEntries(
        families.flatMap((family) => {
            const sizes = machines.filter((name) => name.startsWith(`${family}.`));
            const whole = without(sizes);
            const single = sizes
                .map((name): [string, string[]] => [name, without([name]).filter((region) => !whole.includes(region))])
                .filter(([, regionsWithout]) => regionsWithout.length > 0);
            return [[family, whole] satisfies [string, string[]], ...single];
        }),
    );
}

describeUnless(problems, "the table of machines that regions lack is what cfn-lint knows", () => {
    const classes = namesOf(Object.keys(INSTANCE_CLASSES), "db.");
    const nodeTypes = namesOf(Object.keys(NODE_TYPES), "cache.");

    test.each([
        ["rds", "postgres"],
        ["aurora", "aurora-postgresql"],
    ] as const)("%s", (service, engine) => {
        expect(CLASS_GAPS[service]).toEqual(gapsOf(classes, databaseOffers(engine)));
    });

    test("elasticache", () => {
        const offers = offersOf("aws_elasticache_cachecluster/cachenodetype_enum.json", "cache.");
        expect(CLASS_GAPS.elasticache).toEqual(gapsOf(nodeTypes, offers));
    });

    test("ec2, every size of the families that are on the list", () => {
        const offers = offersOf("aws_ec2_instance/instancetype_enum.json", "");
        const families = Object.keys(CLASS_GAPS.ec2);
        const everywhere = new Set(Object.keys(AWS_REGIONS).flatMap((region) => [...offers(region)]));
        const machines = [...everywhere].filter((name) => families.includes(name.split(".")[0] ?? ""));
        expect(machines.length).toBeGreaterThan(300);
        expect(CLASS_GAPS.ec2).toEqual(gapsOf(machines, offers));
    });
});
