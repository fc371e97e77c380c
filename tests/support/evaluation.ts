import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider";
import type { ResourceGraph } from "../../analysis/graph";
import { evaluate } from "../../cli/evaluation/evaluate";
import { loadStack } from "../../cli/stackFile";
import { CONFIG_NAMESPACE, rawConfigOf, type RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import program from "../../index";

/** Evaluates programs in tests. Pulumi keeps one monitor for a process: await one evaluation before the next. */

/** The raw configuration of one of the repository's stack files. */
export function rawConfigOfStack(stack: string): RawConfig {
    return rawConfigOf(loadStack(stack, []).settings);
}

/** A raw configuration as Pulumi hands it to a program; a key that is `undefined` is left out. */
export function settingsOf(config: RawConfig): Record<string, string> {
    return Object.fromEntries(
        Object.entries(config)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [
                `${CONFIG_NAMESPACE}:${key}`,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
    );
}

/** Evaluates the whole program for a raw configuration. */
export async function evaluateConfig(stack: string, config: RawConfig): Promise<ResourceGraph> {
    return evaluate({ stack, settings: settingsOf(config), program });
}

/** Evaluates one of the repository's stacks with a change; a key set to `undefined` is left out. */
export function evaluateStack(stack: string, change: RawConfig = {}): Promise<ResourceGraph> {
    return evaluateConfig(stack, mergeConfig(rawConfigOfStack(stack), change));
}

/** Evaluates what `create` registers, with a provider in its options as a stack would give it. */
export function evaluateComponent(create: (opts: { readonly provider: Provider }) => unknown): Promise<ResourceGraph> {
    return evaluate({
        stack: "test",
        settings: {},
        program: () => {
            create({ provider: new Provider("cluster") });
        },
    });
}

/** Stands for something that another component made and this one must wait for. */
export class Elsewhere extends pulumi.CustomResource {
    constructor(name: string) {
        super("test:index:Elsewhere", name, {});
    }
}
