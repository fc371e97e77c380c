import { join } from "../../analysis/graph";

/** Values as Pulumi sends them to its engine: secrets travel wrapped in an object with this key. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** A plain value, and the paths in it that were secret. */
export interface Unwrapped {
    readonly value: unknown;
    readonly secretPaths: string[];
}

/** The plain value of a wire value. */
export function unwrap(wire: unknown): Unwrapped {
    const secretPaths: string[] = [];
    const visit = (value: unknown, path: string): unknown => {
        if (Array.isArray(value)) {
            return value.map((entry, index) => visit(entry, join(path, String(index))));
        }
        if (typeof value !== "object" || value === null) {
            return value;
        }
        if ((value as Record<string, unknown>)[SIGNATURE_KEY] === SECRET_SIGNATURE) {
            secretPaths.push(path);
            return visit((value as { value: unknown }).value, path);
        }
        return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry, join(path, key))]));
    };
    return { value: visit(wire, ""), secretPaths };
}
