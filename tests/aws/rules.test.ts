import type { ResourceGraph } from "../../analysis/graph";
import { buckets, encryption } from "./rules/encryption";
import { exposure } from "./rules/exposure";
import { keysOfGrants, narrowPolicies, usedIdentities } from "./rules/iam";
import { backups, protection } from "./rules/protection";
import { providers, tags } from "./rules/providers";
import { withBreach, type Rule } from "./rules/rule";
import { serviceAccounts } from "./rules/serviceAccounts";
import { zones } from "./rules/zones";
import { AWS_VARIANT_NAMES, awsVariant, evaluateAwsVariant } from "./variants";

const RULES: readonly Rule[] = [
    exposure,
    zones,
    encryption,
    buckets,
    protection,
    backups,
    narrowPolicies,
    keysOfGrants,
    usedIdentities,
    serviceAccounts,
    providers,
    tags,
];

const cases = RULES.map((rule): [string, Rule] => [rule.title, rule]);

describe.each(AWS_VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateAwsVariant(variant);
    });

    test.each(cases)("%s", (_, { problems }) => {
        expect(problems(graph, awsVariant(variant).zones)).toEqual([]);
    });
});

describe("a change that breaks the rule is noticed:", () => {
    test.each(cases)("%s", async (_, { problems, breach }) => {
        const graph = await evaluateAwsVariant(breach.variant);
        const before = problems(graph, awsVariant(breach.variant).zones);
        const after = problems(withBreach(graph, breach), awsVariant(breach.variant).zones);
        expect(after.length).toBeGreaterThan(before.length);
    });
});
