import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../contracts";
import { when } from "../components/shared/refuse";
import type { ObjectSpec, PackageSchema, PropertySpec, TypeSpec } from "./schema";

/**
 * What another program sent, against the schema. Its outputs are waited for where names, counts or settings depend on them, and stay outputs
 * elsewhere. Nothing but the schema knows which is which.
 */
export interface ReceivedInputs {
    readonly args: Readonly<Record<string, unknown>>;
    readonly problems: readonly Problem[];
    /** Paths of values that must be known first, and are not yet: in a preview only. */
    readonly unknown: readonly string[];
    /** What the outputs that were waited for came from. */
    readonly dependencies: readonly pulumi.Resource[];
}

/** Properties of an object, whether args or a shape of the schema. */
type Shape = Pick<ObjectSpec, "properties" | "required">;

export async function receiveInputs(
    schema: Pick<PackageSchema, "types">,
    shape: Shape,
    inputs: Readonly<Record<string, unknown>>,
): Promise<ReceivedInputs> {
    const reader = new Reader(schema);
    const args = await reader.object(shape, inputs, "", false);
    return { args, problems: reader.problems, unknown: reader.unknown, dependencies: [...reader.dependencies] };
}

/** The part of an output that is not in Pulumi's typings. */
interface OutputParts {
    promise(withUnknowns?: boolean): Promise<unknown>;
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    readonly allResources?: () => Promise<Set<pulumi.Resource>>;
}

class Reader {
    readonly problems: Problem[] = [];
    readonly unknown: string[] = [];
    readonly dependencies = new Set<pulumi.Resource>();

    constructor(private readonly schema: Pick<PackageSchema, "types">) {}

    /** An object with the values that its shape has; `secret` when it was in one. */
    async object(
        { properties = {}, required = [] }: Shape,
        given: Readonly<Record<string, unknown>>,
        path: string,
        secret: boolean,
    ): Promise<Record<string, unknown>> {
        const at = (key: string) => (path === "" ? key : `${path}.${key}`);
        const known = Object.keys(properties);
        for (const key of Object.keys(given)) {
            this.problems.push(
                ...when(!known.includes(key), at(key), undefined, `is unknown; there is ${known.join(", ")}`),
            );
        }
        const result: Record<string, unknown> = {};
        for (const [key, property] of Object.entries(properties)) {
            const value = given[key] ?? undefined;
            if (value === undefined) {
                this.problems.push(...when(required.includes(key), at(key), undefined, missing(property)));
            } else {
                result[key] = await this.value(property, value, at(key), secret);
            }
        }
        return result;
    }

    private async value(type: TypeSpec, given: unknown, path: string, secret: boolean): Promise<unknown> {
        if (!pulumi.Output.isInstance(given)) {
            return this.known(type, given, path, secret);
        }
        if (this.mayBeOutput(type)) {
            return secret ? pulumi.secret(given) : given;
        }
        const output = given as unknown as OutputParts;
        (await output.allResources?.())?.forEach((resource) => this.dependencies.add(resource));
        if (!(await output.isKnown)) {
            this.unknown.push(path);
            return undefined;
        }
        return this.known(type, await output.promise(), path, secret || (await output.isSecret));
    }

    private async known(type: TypeSpec, given: unknown, path: string, secret: boolean): Promise<unknown> {
        const shape = this.shapeOf(type);
        if (shape?.enum !== undefined) {
            return this.scalar(oneOf(shape.enum.map(({ value }) => value)), type, given, path, secret);
        }
        if (type.type === "array") {
            return Array.isArray(given)
                ? Promise.all(given.map((item, i) => this.value(type.items ?? {}, item, `${path}[${i}]`, secret)))
                : this.refuse(path, given, "must be a list");
        }
        if (!isScalar(type) || shape !== undefined) {
            return isObject(given)
                ? this.object(shape ?? entriesOf(type, given), given, path, secret)
                : this.refuse(path, given, "must be an object");
        }
        return this.scalar(ofType(type.type), type, given, path, secret);
    }

    private scalar(test: Test, type: TypeSpec, given: unknown, path: string, secret: boolean): unknown {
        if (!test.passes(given)) {
            return this.refuse(path, secret ? undefined : given, test.message);
        }
        if (!secret) {
            return given;
        }
        return this.mayBeOutput(type)
            ? pulumi.secret(given)
            : this.refuse(
                  path,
                  undefined,
                  "must not be a secret: it goes into names and settings that anyone may read",
              );
    }

    /** Values that go into resources as they are; a list or an object decides which resources there are. */
    private mayBeOutput(type: TypeSpec): boolean {
        return type.plain !== true && isScalar(type) && this.shapeOf(type) === undefined;
    }

    private shapeOf({ $ref }: TypeSpec): ObjectSpec | undefined {
        return $ref === undefined ? undefined : this.schema.types[$ref.slice("#/types/".length)];
    }

    private refuse(path: string, value: unknown, message: string): undefined {
        this.problems.push({ path, value, message });
        return undefined;
    }
}

interface Test {
    readonly passes: (value: unknown) => boolean;
    readonly message: string;
}

function ofType(type: TypeSpec["type"]): Test {
    return { passes: (value) => typeof value === type, message: `must be a ${type}` };
}

function oneOf(values: readonly unknown[]): Test {
    return { passes: (value) => values.includes(value), message: `must be one of ${values.join(", ")}` };
}

function isScalar({ type }: TypeSpec): boolean {
    return type === "string" || type === "number" || type === "boolean";
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A map, as an object with its very keys. */
function entriesOf({ additionalProperties = {} }: TypeSpec, given: Record<string, unknown>): Shape {
    return { properties: Object.fromEntries(Object.keys(given).map((key) => [key, additionalProperties])) };
}

function missing({ description }: PropertySpec): string {
    return description === undefined ? "is missing" : `is missing: ${description.replace(/\s+/g, " ")}`;
}
