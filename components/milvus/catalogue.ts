import type { ChartImages } from "../shared/chartImages";

/** Milvus release, 2026-11-23: the line that Dify 1.16.1's client (pymilvus 2.6) speaks, at the operator's default patch. */
export const MILVUS_IMAGE = "docker.io/milvusdb/milvus:v2.6.11";

/**
 * etcd by the chart that the operator carries, in the version that it chooses: `milvusdb/etcd:3.5.25-r1` with 1.3.8 (its Makefile).
 */
export const ETCD_IMAGES: ChartImages = { registries: { "image.registry": "docker.io" } };

/** API of the operator's custom resource. */
export const MILVUS_API = "milvus.io/v1beta1";
