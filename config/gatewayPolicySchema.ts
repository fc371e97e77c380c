import { z } from "zod";
import { PRIVATE_ADDRESSES } from "../contracts/gateway";
import { RATE_PATTERN } from "../contracts/rate";
import { cidr, dnsLabel, formed, text } from "./forms";

/** The part of the stack configuration about what the gateway lets through, and about model providers behind it. */

const rate = (what: string) =>
    formed(
        RATE_PATTERN,
        "must be <whole number>/<second|minute|hour|day>: 100/second are 100 QPS, 100/minute are 1.7 QPS",
        "100/second",
        "6000/minute",
    ).describe(what);

const secretKey = (what: string) =>
    z
        .strictObject({
            secret: text().describe("Name of a Secret in `namespace`."),
            key: text().describe("Key in it."),
        })
        .describe(what);

/** What requests to Dify must pass. */
const rateLimits = z.strictObject({
    perKey: rate("Requests with one API key of Dify, an app's or a knowledge base's.").optional(),
    perAddress: rate("Requests from one address, which an office or a mobile network shares.").optional(),
});

const addresses = z.strictObject({
    allow: z.array(cidr()).default([]).describe("Ranges that may come in; all others get 403. Excludes `deny`."),
    deny: z.array(cidr()).default([]).describe("Ranges that get 403. Excludes `allow`."),
});

/** Kinds of provider that need a token and a host name, no more (plugins/wasm-go/extensions/ai-proxy at Higress 2.2.4). */
const PROVIDER_TYPES = [
    "openai",
    "claude",
    "gemini",
    "qwen",
    "deepseek",
    "doubao",
    "moonshot",
    "zhipuai",
    "minimax",
    "mistral",
    "cohere",
    "groq",
    "grok",
    "openrouter",
    "together-ai",
    "fireworks",
    "github",
] as const;

const hostName = (what: string, example: string) =>
    formed(/^([a-z0-9-]+\.)+[a-z]{2,63}$/, "must be a host name in lower case", example).describe(what);

const provider = z.strictObject({
    name: dnsLabel("a name").describe("Unique; names the provider's route."),
    type: z.enum(PROVIDER_TYPES).describe("Which API it speaks; Dify always speaks OpenAI's."),
    host: hostName("Host name of its API, reached by HTTPS.", "api.openai.com"),
    tokens: z
        .array(secretKey("A token."))
        .min(1)
        .describe(
            "Tokens of its API. One that fails is left out until it works again; each request takes one at random.",
        ),
    healthCheckModel: text()
        .optional()
        .describe("Model that a failed token is tried with. Required with two tokens or more."),
    models: z
        .record(text(), z.string())
        .optional()
        .describe("The provider's name for a model, by the name that Dify asks for; `*` for any other."),
});

const consumer = z.strictObject({
    name: dnsLabel("a name").describe("Unique; the program makes a key for it."),
    quota: rate("Model tokens, of questions and answers together. Default: as many as it likes.").optional(),
});

const semantic = z.strictObject({
    milvusHost: hostName("Milvus' address inside the cluster.", "milvus-milvus.dify.svc.cluster.local"),
    milvusToken: secretKey("`<user>:<password>` for Milvus."),
    collection: text().describe("Its collection, with the fields `vector`, `question`, `answer` and an automatic id."),
    similarity: z.number().min(0).max(1).describe("Least cosine similarity of two questions that mean the same."),
    embedding: z
        .strictObject({
            provider: text().describe("One of `providers`, whose first token serves."),
            type: z.enum(["openai", "dashscope", "cohere"]).describe("Which embedding API it speaks."),
            model: text().describe("Its embedding model."),
        })
        .describe("Who turns questions into vectors."),
});

const models = z.strictObject({
    providers: z
        .array(provider)
        .max(10)
        .default([])
        .describe("Model providers: the first answers, each of the others when all before it cannot. Default: none."),
    consumers: z
        .array(consumer)
        .default([])
        .describe("Who may use them: Dify, or each of several workspaces, so that usage is told apart."),
    allowedAddresses: z
        .array(cidr())
        .min(1)
        .default(PRIVATE_ADDRESSES)
        .describe("Ranges that requests for models may come from. Default: addresses that nobody on the internet has."),
    cache: z
        .strictObject({
            seconds: z
                .int()
                .min(1)
                .max(2592000)
                .describe("Seconds that an answer is given again to the same questions."),
            semantic: semantic.optional().describe("Also to questions that only mean the same. Default: equal ones."),
        })
        .optional()
        .describe("Give answers again instead of asking for them. Default: each question is asked."),
});

export const gatewayPolicies = {
    rateLimits: rateLimits
        .prefault({})
        .describe("How often clients of Dify may come, counted by all gateways together; beyond it they get 429."),
    addresses: addresses.prefault({}).describe("Which addresses may come to Dify. Default: all."),
    firewall: z
        .enum(["off", "detect", "block"])
        .default("off")
        .describe(
            "OWASP's core rule set on addresses and headers of requests that are not streamed: `detect` logs, `block` answers 403.",
        ),
    models: models.prefault({}).describe("Model providers behind the gateway, with one OpenAI-compatible API for all."),
};
