import type { KubernetesObject } from "../../analysis/graph";
import { STAND_IN_LABEL } from "./objects";

/** Volumes for the claims of StatefulSets: on simulated nodes nobody provides any. They hold nothing, and are bound to no zone. */

interface Claim {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly accessModes: readonly string[];
        readonly storageClassName?: string;
        readonly resources: { readonly requests: { readonly storage: string } };
    };
}

interface StatefulSetSpec {
    readonly replicas: number;
    readonly volumeClaimTemplates?: readonly Claim[];
}

/** One for each claim of each member of a StatefulSet; none for other objects. */
export function standInVolumes({ apiVersion, kind, metadata, spec }: KubernetesObject): KubernetesObject[] {
    if (apiVersion !== "apps/v1" || kind !== "StatefulSet") {
        return [];
    }
    const { replicas, volumeClaimTemplates = [] } = spec as StatefulSetSpec;
    return volumeClaimTemplates.flatMap((claim) =>
        Array.from({ length: replicas }, (_, member) => ({
            apiVersion: "v1",
            kind: "PersistentVolume",
            metadata: {
                name: `${metadata.namespace}-${claim.metadata.name}-${metadata.name}-${member}`,
                labels: { [STAND_IN_LABEL]: `statefulset-${metadata.name}` },
            },
            spec: {
                capacity: claim.spec.resources.requests,
                accessModes: claim.spec.accessModes,
                storageClassName: claim.spec.storageClassName ?? "",
                persistentVolumeReclaimPolicy: "Retain",
                hostPath: { path: "/stand-in" },
            },
        })),
    );
}
