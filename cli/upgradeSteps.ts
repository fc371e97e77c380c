import type { RollingWorkload } from "../analysis/upgrade/order";
import type { ManualCommand } from "../components/dify/releases/upgrade";

/** What somebody does to upgrade a stack, in this order. Pure. */

export interface UpgradeStep {
    readonly title: string;
    /** To be typed as they are. */
    readonly commands: readonly string[];
    /** What it is good for, or what to look for. */
    readonly why: string;
    /** Workloads that it gets to, in waves; only of the update itself. */
    readonly waves?: readonly (readonly RollingWorkload[])[];
}

export interface StepsArgs {
    readonly stack: string;
    readonly namespace: string;
    readonly to: string;
    /** Queues that nobody listens to afterwards. */
    readonly orphanedQueues: readonly string[];
    readonly waves: readonly (readonly RollingWorkload[])[];
    /** CronJobs of the stack that dump its databases and restore the dumps for proof, with a name for a Job made of each. */
    readonly dumps: readonly { readonly cronJob: string; readonly job: string }[];
    /** Whether the Job of the migration fails when it does. */
    readonly migrationCanFail: boolean;
    readonly commands: readonly ManualCommand[];
}

export function upgradeSteps(args: StepsArgs): UpgradeStep[] {
    const { stack, namespace, to, orphanedQueues, waves, dumps, commands, migrationCanFail } = args;
    const kubectl = `kubectl -n ${namespace}`;
    const suffix = to.replaceAll(".", "-");
    return [
        {
            title: "Back up, and restore the backup for proof",
            commands: [
                "npm run restore-check",
                ...dumps.flatMap(({ cronJob, job }) => [
                    `${kubectl} create job --from=cronjob/${cronJob} ${job}-${suffix}`,
                    `${kubectl} wait --for=condition=complete job/${job}-${suffix} --timeout=2h`,
                ]),
            ],
            why:
                "it is the only way back: migrations have none. The first command proves the scripts on this machine, the others " +
                "this stack's own data. With RDS or Aurora make a snapshot as well.",
        },
        ...(orphanedQueues.length === 0
            ? []
            : [
                  {
                      title: `Wait until ${orphanedQueues.join(", ")} ${orphanedQueues.length === 1 ? "is" : "are"} empty`,
                      commands: [],
                      why: `no worker of ${to} listens there: what is left stays for good. docs/runbooks/queues.md asks for the length.`,
                  },
              ]),
        {
            title: `Set dify.version in Pulumi.${stack}.yaml`,
            commands: [`pulumi config set --path 'dify-ha:dify.version' ${to} -s ${stack}`],
            why: "this one key selects images, settings, queues, routes and the migration.",
        },
        {
            title: "Look at what would happen",
            commands: [`npm run plan -- ${stack}`, `pulumi preview -s ${stack}`],
            why: "nothing that holds data may be deleted or replaced, and no mandatory rule broken.",
        },
        {
            title: "Update",
            commands: [`pulumi up -s ${stack}`],
            why: migrationCanFail
                ? "if the migration fails, what depends on it is not touched and old pods go on; what does not has been rolled over."
                : `if the migration fails, its Job of ${to} does not: pods roll over onto the old schema. Its log alone tells.`,
            waves,
        },
        ...(commands.length === 0
            ? []
            : [
                  {
                      title: "Make plugins of models and tools, all in one pod of the API",
                      commands: [
                          `POD=$(${kubectl} get pods -l app.kubernetes.io/name=dify-api -o name | head -1)`,
                          ...commands.map(({ command }) => `${kubectl} exec -it "$POD" -- ${command}`),
                      ],
                      why:
                          commands.map(({ command, why }) => `${command.split(" ")[3] ?? command}: ${why}`).join(". ") +
                          ".",
                  },
              ]),
        {
            title: "Look at what has happened",
            commands: [
                `${kubectl} logs job/dify-migrate-${suffix}`,
                ...waves
                    .flat()
                    .filter(({ rollout, name }) => rollout !== "runs once" && name.startsWith("dify-"))
                    .map(({ name }) => `${kubectl} rollout status deployment/${name}`),
            ],
            why: "the log names the migrations that ran. Then run one workflow and upload one document.",
        },
    ];
}
