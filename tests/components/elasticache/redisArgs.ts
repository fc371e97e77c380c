import type { ElastiCacheRedisArgs } from "../../../components/elasticache/args";
import { clusterHandle } from "../../support/cluster";
import { networkOf } from "../../support/network";

/** A group as production has it. */
export const REDIS_ARGS: ElastiCacheRedisArgs = {
    cluster: clusterHandle(),
    network: networkOf(3),
    clients: ["sg-nodes", "sg-pods"],
    identifierPrefix: "dify-ha-test",
    nodeType: "cache.r7g.large",
    members: 3,
    kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/data",
};
