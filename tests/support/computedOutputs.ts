import * as pulumi from "@pulumi/pulumi";

/** Outputs that only AWS computes, by the type of the resource: evaluations know what programs give, and no more. */
export type ComputedOutputs = Readonly<Record<string, (name: string) => object>>;

/** Gives the evaluations of a test file such outputs. */
export function computeOutputs(computed: ComputedOutputs): void {
    const setMocks = pulumi.runtime.setMocks;
    jest.spyOn(pulumi.runtime, "setMocks").mockImplementation((given, ...rest) =>
        setMocks(
            {
                ...given,
                newResource: (args) => {
                    const { id, state } = given.newResource(args) as pulumi.runtime.MockResourceResult;
                    return { id, state: { ...(state as object), ...computed[args.type]?.(args.name) } };
                },
            },
            ...rest,
        ),
    );
}
