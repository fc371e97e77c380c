import type { PackagedComponent } from "./component";
import { difyApp } from "./components/difyApp";
import { milvusCluster } from "./components/milvusCluster";
import { multiAzNetwork } from "./components/multiAzNetwork";
import { operators } from "./components/operators";
import { postgresHa } from "./components/postgresHa";
import { redisCluster } from "./components/redisCluster";

/** Components of the package, by the last part of their type. */
export const COMPONENTS = {
    DifyApp: difyApp,
    MilvusCluster: milvusCluster,
    MultiAzNetwork: multiAzNetwork,
    Operators: operators,
    PostgresHA: postgresHa,
    RedisCluster: redisCluster,
} as const;

export type ComponentName = keyof typeof COMPONENTS;

/** A component, where its args are what the schema has found them to be. */
export type AnyComponent = PackagedComponent<Record<string, unknown>, Record<string, unknown>>;
