import type { EksClusterArgs } from "../../../components/eks/eksCluster";
import { NETWORK } from "../../support/awsEvaluation";

/** A cluster in three zones, with values that no default has. */
export const EKS_ARGS: EksClusterArgs = {
    clusterName: "dify-prod",
    network: NETWORK,
    region: "eu-central-1",
    version: "1.35",
    privateEndpointCidrs: ["10.0.0.0/16", "10.8.0.0/24"],
    publicEndpoint: false,
    admins: ["arn:aws:iam::111122223333:role/ops/Admin"],
    nodes: {
        data: { instanceType: "r7i.xlarge", perZone: 2 },
        general: { instanceType: "m7g.large", minPerZone: 1, maxPerZone: 4 },
        volumeGiB: 60,
    },
    logRetentionDays: 90,
    tags: { environment: "prod" },
};
