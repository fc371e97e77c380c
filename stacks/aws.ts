import * as pulumi from "@pulumi/pulumi";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import { clusterServiceGrants, TARGET_GROUP_TAG } from "../components/clusterServices/grants";
import { ClusterServices } from "../components/clusterServices/clusterServices";
import { PublicName } from "../components/dns/publicName";
import { ElastiCacheRedis } from "../components/elasticache/elastiCacheRedis";
import { DataKey } from "../components/encryption/dataKey";
import { HigressGateway } from "../components/gateway/higressGateway";
import { PodIdentities } from "../components/identity/podIdentities";
import { ExistingNetwork } from "../components/network/existingNetwork";
import { MultiAzNetwork } from "../components/network/multiAzNetwork";
import { PublicLoadBalancer } from "../components/network/publicLoadBalancer";
import { Operators } from "../components/operators/operators";
import { RdsDatabases } from "../components/rds/rdsDatabases";
import { RdsServer } from "../components/rds/rdsServer";
import { S3Storage } from "../components/s3/s3Storage";
import type { StackConfig } from "../config";
import type { ClusterHandle, NetworkHandle } from "../contracts";
import { AWS_CLUSTERS, type AwsCluster } from "./awsCluster";
import { bucketGrants, objectStoreAccess } from "./awsGrants";
import { deployDify, type PostgresTier, type RedisTier, type StackOutputs } from "./deployDify";

/** Dify on AWS: network, cluster and what AWS manages of the data tier, and Dify on top. */
