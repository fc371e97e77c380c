import * as pulumi from "@pulumi/pulumi";

/** Outputs that AWS computes, by type: evaluations know only what programs give. */
const COMPUTED: Readonly<Record<string, (name: string) => object>> = {
    "aws:iam/role:Role": (name) => ({ arn: `${name}-arn`, name: `${name}-name` }),
    "aws:kms/key:Key": (name) => ({ arn: `${name}-arn` }),
    "aws:rds/instance:Instance": (name) => ({ arn: `${name}-arn`, address: `${name}-address` }),
    "aws:rds/cluster:Cluster": (name) => ({
        arn: `${name}-arn`,
        endpoint: `${name}-endpoint`,
        readerEndpoint: `${name}-reader`,
    }),
};

/** Gives the evaluations of a test file those outputs. */
export function computeOutputs(): void {
    const { setMocks } = pulumi.runtime;
    jest.spyOn(pulumi.runtime, "setMocks").mockImplementation((given, ...rest) =>
        setMocks({ ...given, newResource: (args) => withComputed(args, given.newResource(args)) }, ...rest),
    );
}

function withComputed(
    { type, name }: pulumi.runtime.MockResourceArgs,
    result: ReturnType<pulumi.runtime.Mocks["newResource"]>,
): pulumi.runtime.MockResourceResult {
    const { id, state } = result as pulumi.runtime.MockResourceResult;
    return { id, state: { ...(state as object), ...COMPUTED[type]?.(name) } };
}
