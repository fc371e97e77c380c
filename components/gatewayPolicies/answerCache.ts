import type { KubernetesSecretRef } from "../../contracts";
import type { Counters } from "./counters";
import { countersConfig } from "./counters";
import { secretValue } from "./wasmPlugin";

/** Answers that are given again: configuration of `ai-cache`, pure. */

export interface AnswerCache {
    /** Seconds that an answer is given again. */
    readonly seconds: number;
    /** Also give it to questions that only mean the same. Default: to equal ones. */
    readonly semantic?: SemanticCache;
}

export interface SemanticCache {
    /** Milvus' address inside the cluster, `<service>.<namespace>.svc.cluster.local`. */
    readonly milvusHost: string;
    /** `<user>:<password>`. */
    readonly milvusToken: KubernetesSecretRef;
    /** Collection with the fields `vector`, `question` and `answer`, and an id that Milvus makes (`autoId`). */
    readonly collection: string;
    /** Least cosine similarity of two questions that mean the same, 0 to 1. */
    readonly similarity: number;
    readonly embedding: {
        /** Name of a model provider of the gateway, whose first token serves. */
        readonly provider: string;
        /** Higress' name for its kind of embedding API (`openai`, `dashscope`, …). */
        readonly type: string;
        readonly host: string;
        readonly model: string;
        readonly token: KubernetesSecretRef;
    };
}

const MILVUS_PORT = 19530;

/** A question that cannot be looked up in this time goes to the provider. */
const LOOKUP_MILLISECONDS = 1000;

export function answerCacheConfig(cache: AnswerCache, counters: Counters, namespace: string) {
    const { service_name, service_port, password, timeout } = countersConfig(counters);
    return {
        cache: {
            type: "redis",
            serviceName: service_name,
            servicePort: service_port,
            password,
            timeout,
            cacheTTL: cache.seconds,
            cacheKeyPrefix: "answers:",
        },
        // The last question alone would be answered as if nothing had been said before it.
        cacheKeyStrategy: "allQuestions",
        enableSemanticCache: cache.semantic !== undefined,
        ...(cache.semantic === undefined ? {} : semanticConfig(cache.semantic, namespace)),
    };
}

function semanticConfig(
    { milvusHost, milvusToken, collection, similarity, embedding }: SemanticCache,
    namespace: string,
) {
    return {
        vector: {
            type: "milvus",
            serviceName: milvusHost,
            servicePort: MILVUS_PORT,
            apiKey: secretValue(namespace, milvusToken),
            collectionID: collection,
            topK: 1,
            threshold: similarity,
            thresholdRelation: "gte",
            timeout: LOOKUP_MILLISECONDS,
        },
        embedding: {
            type: embedding.type,
            serviceName: `${embedding.provider}.dns`,
            serviceHost: embedding.host,
            servicePort: 443,
            apiKey: secretValue(namespace, embedding.token),
            model: embedding.model,
            timeout: LOOKUP_MILLISECONDS,
        },
    };
}
