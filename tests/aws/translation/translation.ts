import type { GraphResource } from "../../../analysis/graph";

/** How a resource is said in CloudFormation. */

export type Value = unknown;
export type Fields = Readonly<Record<string, Value>>;
/** Makes a property's value from the inputs; `undefined` leaves it out. */
export type Make = (inputs: Fields) => Value;

export interface Translation {
    readonly type: string;
    /** Property by input: its name is the input's with a capital unless it says otherwise. */
    readonly inputs?: Readonly<Record<string, string | true>>;
    readonly made?: Readonly<Record<string, Make>>;
    /** Attribute with the ARN; `Ref` when that gives it. Default: `Arn`. */
    readonly arn?: string;
    /** Inputs all go into one property. */
    readonly wrap?: string;
    readonly tags?: boolean;
}

/** A resource that CloudFormation has as properties of another one. */
export interface Part {
    /** Type of the other one. */
    readonly whole: string;
    readonly belongsTo: (part: Fields, whole: GraphResource) => boolean;
    /** Makes a property's value from the part's inputs and the region that the part is in. */
    readonly made: Readonly<Record<string, (inputs: Fields, region: string) => Value>>;
}

/** Inputs that have the same name with a capital. */
export const same = (...names: string[]): Record<string, true> => Object.fromEntries(names.map((name) => [name, true]));

/** An input that is JSON. */
export const json = (input: string) => (inputs: Fields) =>
    typeof inputs[input] === "string" ? (JSON.parse(inputs[input]) as Value) : undefined;
