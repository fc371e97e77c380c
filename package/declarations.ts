/**
 * What other programs see of the package: Pulumi's analyzer begins here. Args come before the outputs of other components that have the same
 * shape, since the first use of a shape decides what of it must be known in a preview.
 */
export type { DifyApp } from "./components/difyApp";
export type { MilvusCluster } from "./components/milvusCluster";
export type { MultiAzNetwork } from "./components/multiAzNetwork";
export type { Operators } from "./components/operators";
export type { PostgresHA } from "./components/postgresHa";
export type { RedisCluster } from "./components/redisCluster";
