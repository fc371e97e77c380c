import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { resourcesOf } from "./graph";

/**
 * Credentials that upstream ships for everyone: Dify's compose files and `.env.example` of any release, Milvus, MinIO. Prefixes where
 * the whole would look like a leaked key to scanners.
 */
export const UPSTREAM_DEFAULTS = [
    "sk-9f73",
    "difyai123456",
    "lYkiYYT6",
    "QaHbTe77",
    "dify-agent-run-token-for-dev-only",
    "MDEyMzQ1",
    "minioadmin",
    "root:Milvus",
];

/** Upstream's defaults that are ordinary words: no secret may be one of them, though names may. */
export const UPSTREAM_DEFAULT_WORDS = ["dify-sandbox", "Milvus", "root", "postgres", "password", "dify"];

/** Keys of Secrets that are no secrets: the operator of PostgreSQL wants the name beside the password. */
const PUBLIC_KEYS = ["username"];

/** Every value of every Secret object, by `<Secret>.<key>`. */
export function secretValues(graph: ResourceGraph): Map<string, string> {
    return new Map(
        resourcesOf(graph, "Secret").flatMap(({ inputs, name }) =>
            Object.entries((inputs["stringData"] ?? {}) as Record<string, string>)
                .filter(([key]) => !PUBLIC_KEYS.includes(key))
                .map(([key, value]): [string, string] => [`${name}.${key}`, value]),
        ),
    );
}

/** Everything of a resource that is not the content of a Secret: inputs, outputs, options. */
export function openTextOf(resource: GraphResource): string {
    const { stringData, ...inputs } = resource.inputs;
    const open = resource.type === "kubernetes:core/v1:Secret" ? inputs : { ...inputs, stringData };
    // What a component was given is masked by its secret paths wherever it is shown.
    return JSON.stringify({ ...resource, inputs: open });
}
