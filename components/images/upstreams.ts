/** Registries that ECR caches, as far as the program's images come from them: which rule there is for each. */

/** Registries that ECR signs in to, by the name of the credentials. */
export type Credentials = "dockerHub" | "github";

export interface Upstream {
    /** Ends the prefix of its repositories. Short: ECR gives a prefix 30 characters, and the stack's name begins it. */
    readonly name: string;
    /** How ECR knows it. */
    readonly url: string;
    /** Without them ECR does not cache it. Absent: it asks for none. */
    readonly credentials?: Credentials;
}

/**
 * By the host in an image's reference. ECR User Guide, "Sync an upstream registry with an Amazon ECR private registry", and API reference,
 * `CreatePullThroughCacheRule`, 2026-11.
 */
export const UPSTREAMS: Readonly<Record<string, Upstream>> = {
    "docker.io": { name: "docker", url: "registry-1.docker.io", credentials: "dockerHub" },
    "ghcr.io": { name: "github", url: "ghcr.io", credentials: "github" },
    "quay.io": { name: "quay", url: "quay.io" },
    "registry.k8s.io": { name: "k8s", url: "registry.k8s.io" },
    "public.ecr.aws": { name: "public", url: "public.ecr.aws" },
};

/** Characters of a rule's prefix at most (API reference, `ecrRepositoryPrefix`). */
export const MAX_PREFIX = 30;

/** Prefix of the repositories that hold a registry's images. */
export function repositoryPrefix(stackPrefix: string, { name }: Upstream): string {
    return `${stackPrefix}/${name}`;
}

/** Images of a repository that are kept. More than a stack runs of one, so that the way back of an upgrade is there, too. */
const IMAGES_KEPT = 10;

/** Lifecycle policy of the repositories: without one ECR keeps, and charges for, every version there ever was. */
export const LIFECYCLE_POLICY = {
    rules: [
        {
            rulePriority: 1,
            description: `Keep the newest ${IMAGES_KEPT}`,
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: IMAGES_KEPT },
            action: { type: "expire" },
        },
    ],
} as const;
