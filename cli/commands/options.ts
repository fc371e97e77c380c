import { Argument, Option, type Command } from "commander";

/** Options that every command with a stack takes. */
export interface StackOptions {
    /** `path=value` overrides of the configuration. */
    readonly set: readonly string[];
}

/** Adds the argument and the options of a stack. */
export function withStack(command: Command, defaultStack?: string): Command {
    const argument = new Argument("[stack]", "stack, as in Pulumi.<stack>.yaml");
    return command
        .addArgument(defaultStack === undefined ? argument.argRequired() : argument.default(defaultStack))
        .addOption(setOption());
}

/** `--set`, for commands whose arguments are others than a stack. */
export function setOption(): Option {
    return new Option("--set <path=value>", "override a configuration key for this run; repeatable")
        .default([], "none")
        .argParser((value: string, previous: readonly string[]) => [...previous, value]);
}
