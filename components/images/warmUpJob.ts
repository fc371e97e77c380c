import { createHash } from "node:crypto";
import type * as k8s from "@pulumi/kubernetes/types/input";
import { imageFrom, type ImageSource, type Zone } from "../../contracts";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { BUSYBOX_IMAGE } from "./catalogue";

/** The Job that has a set of images pulled, as plain data. */

export interface WarmUpJobArgs {
    readonly labels: Record<string, string>;
    /** References, as published; each is pulled once. */
    readonly images: readonly string[];
    readonly source: ImageSource | undefined;
    readonly zones: readonly Zone[];
}

/** Kubernetes name of the Job: another one for every set of images, each of which runs once. */
export function warmUpName(name: string, images: readonly string[]): string {
    return `${name}-${createHash("sha256").update(JSON.stringify(images)).digest("hex").slice(0, 8)}`;
}

/** Seconds for some gigabytes, one image after the other, and for a registry that is slow that day. */
export const DEADLINE_SECONDS = 3600;

/** The containers only end. */
const RESOURCES: Resources = { requests: { cpu: "1m", memory: "8Mi" }, limits: { cpu: "100m", memory: "32Mi" } };

/** `nobody`: any will do. */
const UID = 65534;

const FOLDER = "/warm-up";

/** Named after what it does: by its name BusyBox chooses the program that it is. */
const PROGRAM = `${FOLDER}/true`;

export function warmUpSpec({ labels, images, source, zones }: WarmUpJobArgs): k8s.batch.v1.JobSpec {
    const container = (name: string, image: string, command: string[]): k8s.core.v1.Container => ({
        name,
        image: imageFrom(image, source),
        command,
        resources: RESOURCES,
        securityContext: READ_ONLY_CONTAINER,
        volumeMounts: [{ name: "program", mountPath: FOLDER }],
    });
    return {
        backoffLimit: 3,
        activeDeadlineSeconds: DEADLINE_SECONDS,
        // No ttlSecondsAfterFinished: a Job that vanished would be created again by the next update.
        template: {
            metadata: { labels },
            spec: {
                restartPolicy: "Never",
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: unprivilegedPodWithVolumes(UID),
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(zones) },
                volumes: [{ name: "program", emptyDir: { sizeLimit: "16Mi" } }],
                initContainers: [container("program", BUSYBOX_IMAGE, ["cp", "/bin/busybox", PROGRAM])],
                containers: images.map((image, index) => container(`image-${index}`, image, [PROGRAM])),
            },
        },
    };
}
