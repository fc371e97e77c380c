import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { findingsByType, type Requirement } from "../../../analysis/invariants/requirements";
import { texts, type Rule } from "./rule";

/** Every resource is made through a provider of the stack, and carries the stack's tags. */

/** Type of the provider that resources need, by what their type begins with, and what it must have been given. */
const PROVIDERS: Readonly<Record<string, { readonly type: string; readonly inputs: readonly string[] }>> = {
    "aws:": { type: "pulumi:providers:aws", inputs: ["region", "defaultTags"] },
    "kubernetes:": { type: "pulumi:providers:kubernetes", inputs: ["kubeconfig"] },
};

function providerProblems(graph: ResourceGraph, { name, type, provider, custom }: GraphResource): string[] {
    const wanted = Object.entries(PROVIDERS).find(([prefix]) => type.startsWith(prefix))?.[1];
    const found = graph.resources.find(({ urn }) => urn === provider);
    if (!custom || wanted === undefined) {
        return [];
    }
    if (found?.type !== wanted.type) {
        return [`${name}: has ${found?.type ?? "the default provider"}`];
    }
    return wanted.inputs.filter((key) => !found.inputs[key]).map((key) => `${found.name}: has no ${key}`);
}

export const providers: Rule = {
    title: "every resource is made through a provider of the stack's own",
    problems: (graph) => [...new Set(graph.resources.flatMap((resource) => providerProblems(graph, resource)))],
    breach: {
        variant: "prod",
        type: "aws:s3/bucket:Bucket",
        name: "storage-files",
        other: { provider: undefined },
    },
};

/** Tags that the provider gives to everything that it makes itself. */
function defaultTags(graph: ResourceGraph): [string, string][] {
    const provider = graph.resources.find(({ type }) => type === "pulumi:providers:aws");
    const given = provider?.inputs["defaultTags"];
    // A provider's inputs are texts.
    const { tags = {} } = (typeof given === "string" ? JSON.parse(given) : (given ?? {})) as {
        readonly tags?: Record<string, string>;
    };
    return Object.entries(tags);
}

function lacks(tags: Readonly<Record<string, string>>, graph: ResourceGraph): boolean {
    return defaultTags(graph).some(([key, value]) => tags[key] !== value);
}

interface Template {
    readonly tagSpecifications?: readonly {
        readonly resourceType: string;
        readonly tags: Readonly<Record<string, string>>;
    }[];
}

const launched: Requirement<Template> = ({ tagSpecifications = [] }, _, graph) => {
    const missing = ["instance", "volume"].filter((kind) =>
        lacks(tagSpecifications.find(({ resourceType }) => resourceType === kind)?.tags ?? {}, graph),
    );
    return missing.length > 0 && `launches without tags: ${missing.join(", ")}`;
};

const group: Requirement<{ readonly tags?: readonly { readonly key: string; readonly value: string }[] }> = (
    { tags = [] },
    _,
    graph,
) => lacks(Object.fromEntries(tags.map(({ key, value }) => [key, value])), graph) && "has not the stack's tags";

/** Parameters of the EBS driver that say `key=value`. */
const TAG_PARAMETER = /^tagSpecification_\d+$/;

const volumes: Requirement<{ readonly parameters?: Readonly<Record<string, string>> }> = (
    { parameters = {} },
    _,
    graph,
) => {
    const tags = Object.entries(parameters)
        .filter(([key]) => TAG_PARAMETER.test(key))
        .map(([, tag]) => tag.split("=") as [string, string]);
    return lacks(Object.fromEntries(tags), graph) && "makes volumes without the stack's tags";
};

/** What a provider's default tags do not reach. */
const REQUIREMENTS: Readonly<Record<string, readonly Requirement<never>[]>> = {
    "aws:ec2/launchTemplate:LaunchTemplate": [launched],
    "aws:autoscaling/group:Group": [group],
    "kubernetes:storage.k8s.io/v1:StorageClass": [volumes],
};

export const tags: Rule = {
    title: "everything that takes tags has the stack's, also what a provider does not make itself",
    problems: (graph) => [
        ...(defaultTags(graph).some(([key]) => key === "dify-ha:stack")
            ? []
            : ["the provider has no tag of the stack"]),
        ...texts(findingsByType(graph, REQUIREMENTS)),
    ],
    breach: {
        variant: "prod",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        name: "cluster-node",
        inputs: { tagSpecifications: [] },
    },
};
