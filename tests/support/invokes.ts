import * as pulumi from "@pulumi/pulumi";

interface MockMonitor {
    readonly mocks: { call: (args: pulumi.runtime.MockCallArgs) => unknown };
}

/**
 * From here to the end of the evaluation, lookups find what AWS would: `answer` by token and inputs. Without it a lookup gives its own
 * inputs back, as in an offline plan. Call it in the program that is evaluated.
 */
export function answerInvokes(
    answer: (token: string, inputs: Record<string, string>) => Record<string, unknown>,
): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
    monitor.mocks.call = ({ token, inputs }) => answer(token, inputs as Record<string, string>);
}
