import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../contracts";

/** How a component of the program becomes one that programs in other languages can use. */
export interface PackagedComponent<Args, Declared> {
    /** What is wrong with values of the right type, beyond what the component itself refuses. */
    readonly problems: (args: Known<Args>) => Problem[];
    /** Makes the component of the program. */
    readonly construct: (
        name: string,
        args: Known<Args>,
        opts: pulumi.ComponentResourceOptions,
    ) => Constructed<Declared>;
}

/** A component of the program, and what other programs see of it. */
export interface Constructed<Declared> {
    readonly component: pulumi.ComponentResource;
    readonly outputs: Omit<Declared, keyof pulumi.ComponentResource>;
}

/** Args once whole endpoints that come from other resources are known; what is in them may still be an output. */
export type Known<Args> = { readonly [Key in keyof Args]: Exclude<Args[Key], PromiseLike<unknown> | AnyOutput> };

type AnyOutput = Pick<pulumi.Output<unknown>, "apply">;
