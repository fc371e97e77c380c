import * as pulumi from "@pulumi/pulumi";

/** The value of an input that depends on nothing. */
export function valueOf<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
    return new Promise((resolve) => {
        pulumi.output(input).apply((value) => {
            resolve(value);
        });
    });
}
