import type { Resource } from "@pulumi/pulumi";
import { ImageWarmUp } from "../components/images/imageWarmUp";
import { PullThroughCache } from "../components/images/pullThroughCache";
import type { StackConfig } from "../config";
import { HIGRESS_HUB, registryFrom, type ClusterHandle, type ImageSource, type PolicyStatement } from "../contracts";
import type { AwsOptions, BothOptions, Names } from "./awsBase";
import { imagesOfDify } from "./imagesOfDify";

/** Where a stack's images are pulled from. */

/** A stack's images, and what must be so that its nodes get them. */
export interface AwsImages {
    /** Default: the registries that publish them. */
    readonly source: ImageSource | undefined;
    /** What the role of the nodes needs beside pulling. */
    readonly nodeStatements: readonly PolicyStatement[];
    /** Wait for these before the first pod. */
    readonly ready: readonly Resource[];
}

/** The configured mirror; undefined without one. */
export function mirrorOf({ images: { mirror } }: StackConfig): ImageSource | undefined {
    return mirror === undefined ? undefined : { caches: {}, mirror };
}

/** Caches in the stack's own region for the registries that ECR knows, the configured mirror for all others. */
export function createImages(config: StackConfig, { region, prefix }: Names, opts: AwsOptions): AwsImages {
    const { images, aws } = config;
    const source = mirrorOf(config);
    if (!images.pullThroughCache) {
        return { source, nodeStatements: [], ready: [] };
    }
    const { caches, nodeStatements, ready } = new PullThroughCache(
        "images",
        {
            // The configuration insists on all three.
            accountId: aws.accountId ?? "",
            credentials: {
                dockerHub: images.credentials.dockerHub ?? "",
                github: images.credentials.github ?? "",
            },
            region,
            repositoryPrefix: prefix,
        },
        opts,
    );
    return { source: { ...source, caches }, nodeStatements, ready };
}

/** The registry that the gateway's images come from; undefined for the chart's own. */
export function gatewayHub(source: ImageSource | undefined): string | undefined {
    const hub = registryFrom(HIGRESS_HUB, source);
    return hub === HIGRESS_HUB ? undefined : hub;
}

/** Fills the caches of a pilot light with what Dify will need: on the day itself a registry may not be there to fill them from. */
export function warmUp(config: StackConfig, cluster: ClusterHandle, opts: BothOptions): void {
    if (config.images.pullThroughCache) {
        new ImageWarmUp("images-warm-up", { cluster, images: imagesOfDify(config) }, opts);
    }
}
