/** Milvus release, 2026-11-23: the line that Dify 1.16.1's client (pymilvus 2.6) speaks, at the operator's default patch. */
export const MILVUS_IMAGE = "docker.io/milvusdb/milvus:v2.6.11";

/** API of the operator's custom resource. */
export const MILVUS_API = "milvus.io/v1beta1";
