import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { resourcesOf } from "./graph";

export { UPSTREAM_DEFAULT_WORDS, UPSTREAM_DEFAULTS } from "../../analysis/invariants/upstreamDefaults";

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
