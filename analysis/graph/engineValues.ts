import { join, MASK } from "./secrets";

/** Values as Pulumi sends them to its engine, and as the engine keeps them: some stand wrapped in an object with this key. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Stands for a value that is not known before something is made. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A plain value, and the paths in it that were secret. */
export interface Unwrapped {
    readonly value: unknown;
    readonly secretPaths: string[];
}

interface Signed {
    readonly [SIGNATURE_KEY]?: unknown;
    readonly value?: unknown;
    readonly plaintext?: string;
    readonly secret?: boolean;
    readonly urn?: string;
}

/**
 * The plain value of one that the engine got or keeps. A secret that is kept encrypted becomes MASK, a reference to a resource its URN;
 * files and archives stay what they are. `urnOf`: the URN to write for one that is found.
 */
export function unwrap(wrapped: unknown, urnOf = (urn: string): string => urn): Unwrapped {
    const secretPaths: string[] = [];
    const secret = (value: unknown, path: string): unknown => {
        secretPaths.push(path);
        return visit(value, path);
    };
    const visit = (value: unknown, path: string): unknown => {
        if (Array.isArray(value)) {
            return value.map((entry, index) => visit(entry, join(path, String(index))));
        }
        if (typeof value !== "object" || value === null) {
            return value;
        }
        const signed = value as Signed;
        switch (signed[SIGNATURE_KEY]) {
            case SECRET:
                return secret(secretValue(signed), path);
            case RESOURCE_REFERENCE:
                return urnOf(signed.urn ?? "");
            case OUTPUT_VALUE: {
                const { value: known = UNKNOWN } = signed;
                return signed.secret === true ? secret(known, path) : visit(known, path);
            }
            default:
                return Object.fromEntries(
                    Object.entries(value).map(([key, entry]) => [key, visit(entry, join(path, key))]),
                );
        }
    };
    return { value: visit(wrapped, ""), secretPaths };
}

/** On its way a secret is there as it is; where it is kept it is encrypted, or a JSON text when somebody asked for that. */
function secretValue(signed: Signed): unknown {
    if ("value" in signed) {
        return signed.value;
    }
    return signed.plaintext === undefined ? MASK : (JSON.parse(signed.plaintext) as unknown);
}
