import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { linesOf, linesWith, MINIMAL } from "./minimal";

const arn = (rest: string) => `arn:aws:secretsmanager:${rest}`;
const HUB = arn("eu-central-1:111122223333:secret:ecr-pullthroughcache/hub-abc");
const GITHUB = arn("eu-central-1:111122223333:secret:ecr-pullthroughcache/github-abc");

const CACHED: RawConfig = mergeConfig(MINIMAL, {
    cluster: { kind: "eks" },
    aws: { region: "eu-central-1", accountId: "111122223333" },
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
    images: { pullThroughCache: true, credentials: { dockerHub: HUB, github: GITHUB } },
});

test("caches on EKS, with a mirror for what they cannot have, are valid", () => {
    expect(linesOf(CACHED)).toEqual([]);
    expect(linesOf(mergeConfig(CACHED, { images: { mirror: "registry.example.com" } }))).toEqual([]);
});

test("credentials may stay where the caches are switched off", () => {
    expect(
        linesOf(mergeConfig(CACHED, { images: { pullThroughCache: false }, aws: { accountId: undefined } })),
    ).toEqual([]);
});

const WAY_OUT = (registry: string) =>
    `missing; ECR signs in to ${registry}: store {"username": …, "accessToken": …} in Secrets Manager under a name that begins with ` +
    "ecr-pullthroughcache/ and give its ARN, or set images.pullThroughCache: false";

test.each<[title: string, change: RawConfig, lines: string[]]>([
    [
        "no account",
        { aws: { accountId: undefined } },
        [
            "aws.accountId: missing; images.pullThroughCache needs it, since ECR's registries are named after their account",
        ],
    ],
    [
        "no credentials",
        { images: { credentials: undefined } },
        [`images.credentials.dockerHub: ${WAY_OUT("docker.io")}`, `images.credentials.github: ${WAY_OUT("ghcr.io")}`],
    ],
    [
        "a secret of another region",
        { images: { credentials: { github: GITHUB.replace("eu-central-1", "eu-west-1") } } },
        ["must be of aws.region, which is eu-central-1: ECR reads no other"],
    ],
    [
        "a secret of another account",
        { images: { credentials: { dockerHub: HUB.replace("111122223333", "444455556666") } } },
        ["must be of aws.accountId, which is 111122223333: ECR reads no other"],
    ],
    [
        "a secret with a name that ECR does not take",
        { images: { credentials: { dockerHub: arn("eu-central-1:111122223333:secret:docker-hub") } } },
        [
            "must be the ARN of a secret in Secrets Manager whose name begins with ecr-pullthroughcache/, which ECR insists on",
        ],
    ],
    [
        "k3s",
        { cluster: { kind: "k3s" } },
        [
            "images.pullThroughCache = true: must be false with cluster.kind: k3s, whose kubelet cannot renew ECR's token of 12 hours: k3s " +
                "comes without the credential provider for it; name a registry of your own in images.mirror, or use cluster.kind: eks",
        ],
    ],
])("%s", (_, change, lines) => {
    expect(linesOf(mergeConfig(CACHED, change))).toEqual(lines.map((line) => expect.stringContaining(line) as string));
});

test("an existing cluster has no ECR", () => {
    expect(linesWith({ images: { pullThroughCache: true } })).toEqual([
        "images.pullThroughCache = true: needs cluster.kind: eks, whose nodes may pull from ECR; name a registry of your own in images.mirror",
    ]);
});

test.each(["registry.example.com", "registry.example.com:5000/a/b_c", "10.0.0.1:5000", "localhost:5000/x"])(
    "%s is a mirror",
    (mirror) => {
        expect(linesWith({ images: { mirror } })).toEqual([]);
    },
);

test.each(["https://registry.example.com", "registry.example.com/", "Registry.example.com", "registry/A", "a b"])(
    "%j is none",
    (mirror) => {
        expect(linesWith({ images: { mirror } })).toEqual([
            `images.mirror = ${JSON.stringify(mirror)}: must be a registry, with a path or without, such as registry.example.com/mirror; no ` +
                "scheme and no slash at the end",
        ]);
    },
);
