import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern the registries that images are pulled from. */

const ONLY_EKS: Readonly<Record<StackConfig["cluster"]["kind"], string | undefined>> = {
    eks: undefined,
    k3s:
        "must be false with cluster.kind: k3s, whose kubelet cannot renew ECR's token of 12 hours: k3s comes without the credential provider " +
        "for it; name a registry of your own in images.mirror, or use cluster.kind: eks",
    existing: "needs cluster.kind: eks, whose nodes may pull from ECR; name a registry of your own in images.mirror",
    embedded: "needs cluster.kind: eks, whose nodes may pull from ECR",
};

const cachesAreForEks = ({ cluster, images }: StackConfig): Problem[] => {
    const message = ONLY_EKS[cluster.kind];
    return images.pullThroughCache && message !== undefined
        ? [{ path: "images.pullThroughCache", value: true, message }]
        : [];
};

const hasCaches = ({ cluster, images }: StackConfig) => cluster.kind === "eks" && images.pullThroughCache;

const accountIsNamed = (config: StackConfig): Problem[] =>
    hasCaches(config) && config.aws.accountId === undefined
        ? [
              {
                  path: "aws.accountId",
                  message:
                      "missing; images.pullThroughCache needs it, since ECR's registries are named after their account",
              },
          ]
        : [];

/** Registries that ECR does not cache without signing in (user guide, "Creating a pull through cache rule", 2026-11). */
const REGISTRIES = { dockerHub: "docker.io", github: "ghcr.io" } as const;

const credentialsAreThere = (config: StackConfig): Problem[] =>
    Object.entries(REGISTRIES).flatMap(([key, registry]) => {
        const path = `images.credentials.${key}`;
        const arn = config.images.credentials[key as keyof typeof REGISTRIES];
        if (!hasCaches(config)) {
            return [];
        }
        if (arn === undefined) {
            return [
                {
                    path,
                    message:
                        `missing; ECR signs in to ${registry}: store {"username": …, "accessToken": …} in Secrets Manager under a name that ` +
                        "begins with ecr-pullthroughcache/ and give its ARN, or set images.pullThroughCache: false",
                },
            ];
        }
        const [, , , region, account] = arn.split(":");
        const { aws } = config;
        return [
            ["aws.region", region, aws.region] as const,
            ["aws.accountId", account, aws.accountId] as const,
        ].flatMap(([of, has, needed]) =>
            needed === undefined || has === needed
                ? []
                : [{ path, value: arn, message: `must be of ${of}, which is ${needed}: ECR reads no other` }],
        );
    });

/** Every problem that the rules about images find. */
export const IMAGES_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    cachesAreForEks,
    accountIsNamed,
    credentialsAreThere,
];
