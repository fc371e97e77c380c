import type { GraphResource } from "./resourceGraph";

/** Stands where a secret was. */
export const MASK = "[secret]";

/** A resource's inputs with every secret value replaced by MASK. */
export function maskedInputs({ inputs, secretPaths }: GraphResource): Record<string, unknown> {
    const secret = new Set(secretPaths);
    const mask = (value: unknown, path: string): unknown => {
        if (secret.has(path)) {
            return MASK;
        }
        if (Array.isArray(value)) {
            return value.map((entry, index) => mask(entry, join(path, String(index))));
        }
        if (typeof value === "object" && value !== null) {
            return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mask(entry, join(path, key))]));
        }
        return value;
    };
    return mask(inputs, "") as Record<string, unknown>;
}

/** Appends a key to a path. */
export function join(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`;
}

/** Paths to everything below a value that equals `wanted`. */
export function pathsOf(value: unknown, wanted: unknown, path = ""): string[] {
    if (value === wanted) {
        return [path];
    }
    return typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, wanted, join(path, key)));
}
