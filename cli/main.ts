import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { ConfigError } from "../config";
import { UserError } from "../rehearsal/userError";
import { BAD_INPUT } from "./stackFile";

/** Commands by name, each loaded only when it is called: a plan does not wait for the Kubernetes client. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
    plan: async () => (await import("./commands/plan")).planCommand(),
    analyse: async () => (await import("./commands/analyse")).analyseCommand(),
    rehearse: async () => (await import("./commands/rehearse")).rehearseCommand(),
    drill: async () => (await import("./commands/drill")).drillCommand(),
    cluster: async () => (await import("./commands/cluster")).clusterCommand(),
    "restore-check": async () => (await import("./commands/restoreCheck")).restoreCheckCommand(),
    upgrade: async () => (await import("./commands/upgrade")).upgradeCommand(),
    bench: async () => (await import("./commands/bench")).benchCommand(),
    dashboards: async () => (await import("./commands/dashboards")).dashboardsCommand(),
    prices: async () => (await import("./commands/prices")).pricesCommand(),
    "preview-comment": async () => (await import("./commands/previewComment")).previewCommentCommand(),
    "engine-comment": async () => (await import("./commands/engineComment")).engineCommentCommand(),
    docs: async () => (await import("./commands/docs")).docsCommand(),
};

async function main(): Promise<void> {
    const program = new Command("dify-ha").description("highly available Dify, proven before it is paid for");
    const wanted = COMMANDS[process.argv[2] ?? ""];
    const loaded = wanted === undefined ? Object.values(COMMANDS) : [wanted];
    for (const load of loaded) {
        program.addCommand(await load());
    }
    reportErrors(program);
    await program.parseAsync();
}

/** Errors of a command and of the commands below it are thrown to `report`; commander would end the process with 1. */
function reportErrors(command: Command): void {
    command.exitOverride();
    command.commands.forEach(reportErrors);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
});

main().catch((error: unknown) => {
    process.exitCode = report(error);
});

/** Says what went wrong and returns the exit code. Only our own mistakes show a stack trace. */
function report(error: unknown): number {
    if (error instanceof CommanderError) {
        return error.exitCode === 0 ? 0 : BAD_INPUT;
    }
    if (error instanceof ConfigError) {
        process.stderr.write(`${pc.red("✖")} ${error.message}\n`);
        return BAD_INPUT;
    }
    if (error instanceof UserError) {
        process.stderr.write(`${pc.red("✖")} ${error.message}\n`);
        return error.exitCode;
    }
    process.stderr.write(
        `This is a defect of dify-ha, not of your configuration:\n${(error as Error).stack ?? String(error)}\n`,
    );
    return 1;
}
