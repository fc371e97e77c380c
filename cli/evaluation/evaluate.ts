import * as pulumi from "@pulumi/pulumi";
import type { ResourceGraph } from "../../analysis/graph";
import { providerState } from "./providerOutputs";
import { Recorder, type OutputsRequest, type RegistrationRequest } from "./recorder";

/** Pulumi project of the program. */
export const PROJECT = "dify-ha";

export interface EvaluationArgs {
    readonly stack: string;
    /** Configuration as Pulumi hands it to a program: texts by full key. */
    readonly settings: Readonly<Record<string, string>>;
    /** Registers the resources and returns the stack's outputs. */
    readonly program: () => unknown;
}

type Callback<T> = (error: Error | null, response: T | undefined) => void;

interface Monitor {
    registerResource(request: RegistrationRequest, callback: Callback<{ getUrn(): string }>): unknown;
    registerResourceOutputs(request: OutputsRequest, callback: Callback<unknown>): unknown;
}

/**
 * Runs a program in this process without engine, network or credentials, and returns everything that it registered. Provider
 * outputs are the inputs, but for what `providerState` adds. Rejects with what the program throws.
 * Pulumi keeps one monitor for a process: evaluate one after the other.
 */
export async function evaluate({ stack, settings, program }: EvaluationArgs): Promise<ResourceGraph> {
    // Pulumi takes a stack trace for every promise, a tenth of the whole time; none is ever shown.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
        await pulumi.runtime.setMocks(
            { newResource, call: ({ inputs }) => inputs as Record<string, unknown> },
            PROJECT,
            stack,
            false,
        );
        pulumi.runtime.setAllConfig({ ...settings });
        const recorder = recordRegistrations(stack);
        await failingOnUnhandledRejections(() => run(program));
        return { project: PROJECT, stack, resources: recorder.resources(), outputs: recorder.stackOutputs() };
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
}

/** Runs a program to its end. Pulumi must not see what it throws: it would reject several promises for it, some of them nobody's. */
async function run(program: () => unknown): Promise<void> {
    const thrown: unknown[] = [];
    await pulumi.runtime.runInPulumiStack(async () => {
        try {
            return (await program()) as Record<string, unknown>;
        } catch (error) {
            thrown.push(error);
            return {};
        }
    });
    await registrationsAreDone();
    if (thrown.length > 0) {
        throw thrown[0];
    }
}

function newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    return { id: args.custom === false ? undefined : `${args.name}-id`, state: { ...providerState(args) } };
}

/** Puts a recorder between program and mock monitor: the mocks alone do not show parents, options and dependencies. */
function recordRegistrations(stack: string): Recorder {
    const recorder = new Recorder(stack, PROJECT);
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const registerResource = monitor.registerResource.bind(monitor);
    const registerResourceOutputs = monitor.registerResourceOutputs.bind(monitor);
    monitor.registerResource = (request, callback) =>
        registerResource(request, (error, response) => {
            if (response !== undefined) {
                recorder.register(response.getUrn(), request);
            }
            callback(error, response);
        });
    monitor.registerResourceOutputs = (request, callback) => {
        recorder.addOutputs(request);
        return registerResourceOutputs(request, callback);
    };
    return recorder;
}

/** Resolves when nothing that the program started is under way (Pulumi's own function, not in its typings). */
function registrationsAreDone(): Promise<void> {
    return (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** An error inside an `apply` surfaces only as an unhandled rejection, and not always before the program's own end. */
async function failingOnUnhandledRejections(run: () => Promise<void>): Promise<void> {
    const reasons: unknown[] = [];
    let interrupt: () => void = () => undefined;
    const interrupted = new Promise<void>((resolve) => {
        interrupt = resolve;
    });
    const note = (reason: unknown) => {
        reasons.push(reason);
        interrupt();
    };
    process.on("unhandledRejection", note);
    try {
        await Promise.race([run(), interrupted]);
    } finally {
        // Node tells of unhandled rejections at the end of a turn, and one error makes several: none may end the process.
        await new Promise((resolve) => setImmediate(resolve));
        process.off("unhandledRejection", note);
    }
    if (reasons.length > 0) {
        throw reasons[0];
    }
}
