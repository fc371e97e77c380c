import type { ResourceGraph } from "../../../analysis/graph";
import { PullThroughCache, type PullThroughCacheArgs } from "../../../components/images/pullThroughCache";
import { evaluateOnAws } from "../../support/awsEvaluation";
import { childrenOfComponent, inputsOf } from "../../support/graph";

const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/${name}`;

const ARGS: PullThroughCacheArgs = {
    accountId: "111122223333",
    region: "eu-west-1",
    repositoryPrefix: "dify-ha-dr",
    credentials: { dockerHub: secret("hub"), github: secret("gh") },
};

let graph: ResourceGraph;
let cache: PullThroughCache;
beforeAll(async () => {
    graph = await evaluateOnAws(({ providers: [provider] }) => {
        cache = new PullThroughCache("images", ARGS, { provider });
    });
});

test.each([
    ["docker", "registry-1.docker.io", secret("hub")],
    ["github", "ghcr.io", secret("gh")],
    ["quay", "quay.io", undefined],
    ["k8s", "registry.k8s.io", undefined],
    ["public", "public.ecr.aws", undefined],
])("%s is a cache of %s, signed in to where ECR must", (name, upstreamRegistryUrl, credentialArn) => {
    expect(inputsOf(graph, "PullThroughCacheRule", `images-${name}`)).toEqual({
        ecrRepositoryPrefix: `dify-ha-dr/${name}`,
        upstreamRegistryUrl,
        ...(credentialArn === undefined ? {} : { credentialArn }),
    });
    expect(inputsOf(graph, "RepositoryCreationTemplate", `images-${name}`)).toEqual({
        prefix: `dify-ha-dr/${name}`,
        description: `Copies of ${upstreamRegistryUrl}`,
        appliedFors: ["PULL_THROUGH_CACHE"],
        imageTagMutability: "MUTABLE",
        encryptionConfigurations: [{ encryptionType: "AES256" }],
        lifecyclePolicy: expect.stringContaining('"countType":"imageCountMoreThan","countNumber":10') as string,
    });
});

test("these are all, and all are there before anything is pulled", () => {
    expect(childrenOfComponent(graph, "PullThroughCache")).toHaveLength(10);
    expect(cache.ready).toHaveLength(10);
});

test("each registry's place is in the registry of the stack's own region", () => {
    const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/dify-ha-dr";
    expect(cache.caches).toEqual({
        "docker.io": `${registry}/docker`,
        "ghcr.io": `${registry}/github`,
        "quay.io": `${registry}/quay`,
        "registry.k8s.io": `${registry}/k8s`,
        "public.ecr.aws": `${registry}/public`,
    });
});

test("nodes may fill the caches of their own stack, and make no other repository", () => {
    expect(cache.nodeStatements).toEqual([
        {
            sid: "ImportImages",
            actions: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
            resources: ["arn:aws:ecr:eu-west-1:111122223333:repository/dify-ha-dr/*"],
        },
    ]);
});

const named = (repositoryPrefix: string) =>
    evaluateOnAws(
        ({ providers: [provider] }) => new PullThroughCache("images", { ...ARGS, repositoryPrefix }, { provider }),
    );

test("a prefix that ECR takes with the longest of the names behind it is the longest", async () => {
    const longest = await named("a".repeat(23));
    expect(inputsOf(longest, "PullThroughCacheRule", "images-docker")).toMatchObject({
        ecrRepositoryPrefix: `${"a".repeat(23)}/docker`,
    });
});

test.each(["a".repeat(24), "Dify", "dify_ha", "-dify", ""])("%j is refused, with the way out", async (prefix) => {
    await expect(named(prefix)).rejects.toThrow(
        `repositoryPrefix = ${JSON.stringify(prefix)}: must be at most 23 lower-case letters, digits and inner dashes, which is what ECR ` +
            "leaves of a rule's prefix; give the stack a shorter name, or set images.pullThroughCache: false",
    );
});
