import type { ResourceGraph } from "../../analysis/graph";
import { resourcesOf } from "./graph";

/** Finds out from where a graph's images are pulled. */

/** Every image in pods and custom resources that the program registers itself, each once, sorted. */
export function imagesOf(graph: ResourceGraph): string[] {
    const found = graph.resources
        .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh"))
        .flatMap(({ inputs }) => imagesIn(inputs));
    return [...new Set(found)].sort();
}

/** Fields that name an image: of pods and of the operators' custom resources. */
const IMAGE_FIELDS = ["image", "imageName"];

function imagesIn(value: unknown): string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, entry]: [string, unknown]) =>
        IMAGE_FIELDS.includes(key) && typeof entry === "string" ? [entry] : imagesIn(entry),
    );
}

/** The values of every chart, by the chart's name. */
export function chartValuesOf(graph: ResourceGraph): Map<string, Record<string, unknown>> {
    return new Map(
        resourcesOf(graph, "kubernetes:helm.sh/v3:Release").map(({ inputs }) => [
            inputs["chart"] as string,
            (inputs["values"] ?? {}) as Record<string, unknown>,
        ]),
    );
}
