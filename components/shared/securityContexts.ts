import type * as k8s from "@pulumi/kubernetes/types/input";

/** What pods and containers are denied, alike for all that ask for nothing special. */

/** A container without any privilege, which writes to mounted volumes only. */
export const READ_ONLY_CONTAINER = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
} satisfies k8s.core.v1.SecurityContext;

/** A pod that runs as this user and group, never as root. */
export function unprivilegedPod(user: number) {
    return {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        seccompProfile: { type: "RuntimeDefault" },
    } satisfies k8s.core.v1.PodSecurityContext;
}

/** The same where the group must be able to read or write the pod's volumes. */
export function unprivilegedPodWithVolumes(user: number) {
    return { ...unprivilegedPod(user), fsGroup: user } satisfies k8s.core.v1.PodSecurityContext;
}
