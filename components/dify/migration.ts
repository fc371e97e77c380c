import type * as k8s from "@pulumi/kubernetes/types/input";
import type { Zone } from "../../contracts";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import type { DifyRelease } from "./catalogue";

/** The Job that brings the database's schema to the release, once, before anything of the release starts. */

/** Kubernetes name of the Job: one per release, so that a new release migrates and an unchanged one does not. */
export function migrationName(name: string, version: string): string {
    return `${name}-migrate-${version.replaceAll(".", "-")}`;
}

/**
 * How the container of the Job migrates: by its mode, or by the command that the entry point would run before it serves. Told so by MODE
 * in either case, which is how a reader of the manifests knows it.
 */
export function migrationStart({ migration }: DifyRelease): {
    readonly command?: string[];
    readonly variables: Readonly<Record<string, string>>;
} {
    return migration.kind === "mode"
        ? { variables: { MODE: "migration", MIGRATION_ENABLED: "true" } }
        : { command: [...migration.command], variables: { MODE: "migration" } };
}

/** Seconds that a migration may take before it counts as failed. */
const DEADLINE_SECONDS = 3600;

/** One process of the API image, whatever the size of the stack: resizing the API must not migrate again. */
const RESOURCES: Resources = { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1", memory: "2Gi" } };

export function migrationSpec(
    labels: Record<string, string>,
    serviceAccountName: string,
    podSecurityContext: k8s.core.v1.PodSecurityContext,
    zones: readonly Zone[],
    container: Omit<k8s.core.v1.Container, "resources">,
): k8s.batch.v1.JobSpec {
    return {
        // On a first installation the servers may still be starting; the migration takes a lock and continues where it was.
        backoffLimit: 10,
        activeDeadlineSeconds: DEADLINE_SECONDS,
        // No ttlSecondsAfterFinished: a Job that vanished would be created again, and migrate again, by the next update.
        template: {
            metadata: { labels },
            spec: {
                restartPolicy: "Never",
                serviceAccountName,
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: podSecurityContext,
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(zones) },
                containers: [{ ...container, resources: RESOURCES }],
            },
        },
    };
}
