import { z } from "zod";
import { formed } from "./forms";

/** The part of the stack configuration that is about where container images are pulled from. */

const REGISTRY = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** Name and region as ECR demands them (API reference, CreatePullThroughCacheRule, `credentialArn`). */
const CREDENTIALS_ARN = /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:ecr-pullthroughcache\/[A-Za-z0-9/_+=.@-]+$/;

const credentials = (registry: string, name: string) =>
    formed(
        CREDENTIALS_ARN,
        "must be the ARN of a secret in Secrets Manager whose name begins with ecr-pullthroughcache/, which ECR insists on",
        `arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/${name}-abc`,
    )
        .optional()
        .describe(
            `Secret with the keys \`username\` and \`accessToken\` for ${registry}, in \`aws.region\` and \`aws.accountId\`. Required with ` +
                "`pullThroughCache`.",
        );

export const images = z.strictObject({
    mirror: formed(
        REGISTRY,
        "must be a registry, with a path or without, such as registry.example.com/mirror; no scheme and no slash at the end",
        "registry.example.com/mirror",
    )
        .optional()
        .describe(
            "Registry of your own that every image is pulled from, as `<mirror>/<registry>/<repository>`: " +
                "`registry.example.com/mirror/docker.io/langgenius/dify-api`. Nodes must be able to pull from it without a pull secret. Default: " +
                "the registries that publish the images. The images that k3s itself brings are not pulled from it.",
        ),
    pullThroughCache: z
        .boolean()
        .default(false)
        .describe(
            "Pull images through caches in the ECR of the stack's own region (EKS), which go on serving what they have when a registry is away " +
                "or limits its rate. Needs `aws.accountId`. ECR has none for Higress' registry, whose images come from `mirror`, or from there.",
        ),
    credentials: z
        .strictObject({
            dockerHub: credentials("Docker Hub", "docker-hub"),
            github: credentials("GitHub's registry", "github"),
        })
        .prefault({})
        .describe("How the caches sign in to registries that ask for it."),
});
