/** What of Pulumi's package schema components need. https://www.pulumi.com/docs/iac/using-pulumi/pulumi-packages/schema/ */

/** Type of a value. */
export interface TypeSpec {
    readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
    /** One of `types`, as `#/types/dify-ha:index:Cluster`. */
    readonly $ref?: string;
    readonly items?: TypeSpec;
    readonly additionalProperties?: TypeSpec;
    /** Never an output: it must be known before anything is made. */
    readonly plain?: boolean;
}

export interface PropertySpec extends TypeSpec {
    readonly description?: string;
}

export interface ObjectSpec {
    readonly type: string;
    readonly properties?: Readonly<Record<string, PropertySpec>>;
    readonly required?: readonly string[];
    /** Values of an enumeration, which has no properties. */
    readonly enum?: readonly { readonly name: string; readonly value: string | number }[];
}

export interface ResourceSpec {
    readonly description?: string;
    readonly isComponent: boolean;
    readonly inputProperties: Readonly<Record<string, PropertySpec>>;
    readonly requiredInputs: readonly string[];
    readonly properties: Readonly<Record<string, PropertySpec>>;
    readonly required: readonly string[];
}

export interface PackageSchema {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly resources: Readonly<Record<string, ResourceSpec>>;
    readonly types: Readonly<Record<string, ObjectSpec>>;
}
