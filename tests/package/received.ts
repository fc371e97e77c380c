import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider";
import type { ResourceGraph } from "../../analysis/graph";
import { ComponentPackage } from "../../package/provider";
import { evaluate } from "../../cli/evaluation/evaluate";

/** Components as programs in other languages ask for them: by the data of a request. */

/** What Pulumi's server makes of the inputs in a request; it is not in the typings. */
const { deserializeInputs } = jest.requireActual<{
    readonly deserializeInputs: (
        inputs: { toJavaScript(): unknown },
        dependencies: Map<string, unknown>,
    ) => Promise<pulumi.Inputs>;
}>("@pulumi/pulumi/provider/server");

/** An output as it is in a request; without a value it is unknown. */
export function outputValue(value: unknown, { secret = false, from = [] as string[] } = {}) {
    return {
        "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
        ...(value === undefined ? {} : { value }),
        secret,
        dependencies: from,
    };
}

export interface Answer {
    readonly graph: ResourceGraph;
    readonly state: pulumi.Inputs;
}

/** What comes of a request for a component. */
export async function construct(name: string, component: string, inputs: Record<string, unknown>): Promise<Answer> {
    const states: pulumi.Inputs[] = [];
    const graph = await evaluate({
        stack: "test",
        settings: {},
        program: async () => {
            const provider = new Provider("cluster");
            const received = await deserializeInputs({ toJavaScript: () => inputs }, new Map());
            const opts = { providers: { kubernetes: provider } };
            const answer = await new ComponentPackage().construct(name, `dify-ha:index:${component}`, received, opts);
            states.push(answer.state);
        },
    });
    return { graph, state: states[0] ?? {} };
}

/** What the same component is when the program itself makes it. */
export function direct(create: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<ResourceGraph> {
    return evaluate({
        stack: "test",
        settings: {},
        program: () => {
            create({ providers: { kubernetes: new Provider("cluster") } });
        },
    });
}

/** What is wrong with inputs, as the engine is told: property and reason. */
export async function refusal(component: string, inputs: Record<string, unknown>): Promise<[string, string][]> {
    const error: unknown = await construct("x", component, inputs).then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (!pulumi.InputPropertiesError.isInstance(error)) {
        throw new Error(`not an input error: ${String(error)}`);
    }
    return error.errors.map(({ propertyPath, reason }) => [propertyPath, reason]);
}
