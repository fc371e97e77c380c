import type { RdsServerArgs } from "../../../components/rds/args";
import type { NetworkHandle } from "../../../contracts";

/** A network with so many zones, named `a` on. */
export function networkHandle(zones = 3): NetworkHandle {
    return {
        vpcId: "vpc-1",
        cidr: "10.0.0.0/16",
        zones: ["a", "b", "c", "d"].slice(0, zones).map((name) => ({
            name,
            publicSubnetId: `public-${name}`,
            privateSubnetId: `private-${name}`,
            isolatedSubnetId: `isolated-${name}`,
        })),
    };
}

/** A server of RDS with everything that production has. */
export const SERVER_ARGS: RdsServerArgs = {
    network: networkHandle(),
    clients: ["sg-nodes", "sg-pods"],
    engine: { kind: "rds", storageGiB: 100, maxStorageGiB: 500 },
    identifierPrefix: "dify-ha-test",
    instanceClass: "db.r7g.large",
    multiAz: true,
    readReplicas: 1,
    maxConnections: 400,
    kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/data",
    backup: { window: "02:00-02:30", retentionDays: 7 },
};
