import type { NetworkZone } from "../../../contracts";
import type { K3sClusterArgs } from "../../../components/k3s/k3sCluster";

const zone = (name: string): NetworkZone => ({
    name,
    publicSubnetId: `public-${name}`,
    privateSubnetId: `private-${name}`,
    isolatedSubnetId: `isolated-${name}`,
});

/** Zones of a test network, by name. */
export const zones = (...names: string[]): NetworkZone[] => names.map(zone);

/** Arguments in which no value is any default. */
export const ARGS: K3sClusterArgs = {
    clusterName: "dify-test",
    network: { vpcId: "vpc-1", cidr: "10.20.0.0/16", zones: zones("eu-a", "eu-b", "eu-c") },
    region: "eu-central-1",
    servers: { instanceType: "m7i.large" },
    data: { instanceType: "r7g.xlarge", perZone: 2 },
    general: { instanceType: "m7g.xlarge", minPerZone: 1, maxPerZone: 4 },
    volumeGiB: 80,
    snapshots: {
        bucket: "backups",
        bucketArn: "arn:aws:s3:::backups",
        kmsKeyArn: "arn:aws:kms:eu-central-1:1:key/bucket",
        retention: 9,
        schedule: "0 2 * * *",
    },
    kmsKeyArn: "arn:aws:kms:eu-central-1:1:key/k",
    tags: { owner: "platform" },
    adminCidrs: ["10.20.0.0/16"],
};
