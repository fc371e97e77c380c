/** The StorageClass for all volumes: pure. */

export const STORAGE_CLASS = "gp3";

/**
 * Encrypted volumes, each made in the zone that its pod was placed in: made at once, it would choose the zone, and the pod would
 * have to follow. `tags`: EBS volumes do not get the default tags of a provider.
 */
export function storageClassFields(tags: Readonly<Record<string, string>>) {
    const tagParameters = Object.entries(tags).map(([key, value], index): [string, string] => [
        `tagSpecification_${index + 1}`,
        `${key}=${value}`,
    ]);
    return {
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true", ...Object.fromEntries(tagParameters) },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        // Data is kept by backups and by the protection of what owns the claims; a retained volume would be paid for unseen.
        reclaimPolicy: "Delete",
    };
}
