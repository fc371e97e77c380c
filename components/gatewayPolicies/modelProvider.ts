import type { KubernetesSecretRef } from "../../contracts";
import { secretValue } from "./wasmPlugin";

/** A model provider behind the gateway: configuration of `ai-proxy`, pure. */

export interface ModelProvider {
    /** Unique: names its route and its service. */
    readonly name: string;
    /** Kind of provider, by Higress' name for it (`openai`, `qwen`, `deepseek`, `claude`, …). */
    readonly type: string;
    /** Host name of its API, reached by HTTPS. */
    readonly host: string;
    /** Tokens of one account or several: each request takes one at random. */
    readonly tokens: readonly KubernetesSecretRef[];
    /** Model that a token which failed is tried with until it works again. Required with two tokens or more. */
    readonly healthCheckModel?: string;
    /** Name that the provider gives to a model, by the name that Dify asks for; `*` for any other. Default: the same names. */
    readonly models?: Readonly<Record<string, string>>;
}

/** Answers that speak against the token, or the account behind it, not against the request. */
const TOKEN_FAILURES = ["401", "403", "429", "5.*"];

/** A token rests after so many failures in a row. */
const FAILURES = 3;

export function modelProviderConfig({ type, tokens, healthCheckModel, models }: ModelProvider, namespace: string) {
    return {
        provider: {
            type,
            protocol: "openai",
            apiTokens: tokens.map((token) => secretValue(namespace, token)),
            ...(models === undefined ? {} : { modelMapping: models }),
            ...(tokens.length < 2
                ? {}
                : {
                      failover: {
                          enabled: true,
                          failureThreshold: FAILURES,
                          successThreshold: 1,
                          healthCheckInterval: 5000,
                          healthCheckTimeout: 5000,
                          healthCheckModel,
                          failoverOnStatus: TOKEN_FAILURES,
                      },
                      // Only answers that are not streamed: of a stream something was sent.
                      retryOnFailure: {
                          enabled: true,
                          maxRetries: 1,
                          retryTimeout: 30000,
                          retryOnStatus: TOKEN_FAILURES,
                      },
                  }),
        },
    };
}
