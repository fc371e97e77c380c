import type { ChartImages } from "../shared/chartImages";

/** Milvus release, 2026-11-23: the line that Dify 1.16.1's client (pymilvus 2.6) speaks, at the operator's default patch. */
export const MILVUS_IMAGE = "docker.io/milvusdb/milvus:v2.6.11";

/**
 * etcd by the chart that the operator carries, in the version that it chooses. UNCONFIRMED for 1.3.8: what its own tests load
 * (Makefile, 2026-08); it is only named where it must be pulled beforehand.
 */
export const ETCD_IMAGE = "docker.io/milvusdb/etcd:3.5.25-r1";

/** The registry of etcd's chart; repository and version stay the operator's. */
export const ETCD_IMAGES: ChartImages = { registries: { "image.registry": "docker.io" } };

/** API of the operator's custom resource. */
export const MILVUS_API = "milvus.io/v1beta1";
