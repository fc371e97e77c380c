import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { ClusterHandle } from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { DEADLINE_SECONDS, warmUpName, warmUpSpec } from "./warmUpJob";

export interface ImageWarmUpArgs {
    readonly cluster: ClusterHandle;
    /** Images that will be needed one day, as published; they are pulled from where the cluster's images come from. */
    readonly images: readonly string[];
}

/**
 * Has images pulled before they are needed, so that the caches of a region hold them on the day when all of its nodes want them. It is a
 * Job that succeeds once every image was pulled, and the update waits for it.
 */
export class ImageWarmUp extends pulumi.ComponentResource {
    constructor(name: string, args: ImageWarmUpArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ImageWarmUp", name, args, opts);
        const { namespace, zones, images: source } = args.cluster;
        const images = [...new Set(args.images)].sort();
        const labels = { "app.kubernetes.io/name": name };
        const jobName = warmUpName(name, images);
        new Job(
            jobName,
            {
                metadata: { name: jobName, namespace: namespace.created, labels },
                spec: warmUpSpec({ labels, images, source, zones }),
            },
            {
                parent: this,
                dependsOn: dependenciesOf(opts),
                // A Job cannot be changed.
                deleteBeforeReplace: true,
                customTimeouts: { create: `${DEADLINE_SECONDS}s` },
            },
        );
        this.registerOutputs({});
    }
}
