import type { ResourceGraph } from "../analysis/graph";
import { upgradeDifference, type UpgradeDifference } from "../analysis/upgrade/difference";
import { wavesOf, type RollingWorkload } from "../analysis/upgrade/order";
import type { DifyRelease } from "../components/dify/catalogue";
import { releaseDifference, type ReleaseDifference } from "../components/dify/releases/upgrade";
import type { Problem } from "../contracts";
import type { PlanDocument } from "./planDocument";
import { upgradeSteps, type StepsArgs, type UpgradeStep } from "./upgradeSteps";

/** What `upgrade --json` prints. Secrets are masked. */
export interface UpgradeDocument {
    readonly stack: string;
    readonly from: string;
    readonly to: string;
    /** What the releases tell. */
    readonly release: ReleaseDifference;
    /** What the stack's plan tells, before and after. */
    readonly difference: UpgradeDifference;
    /** Whether workers of both releases take tasks for a while: no queue is without a consumer that has one before and after. */
    readonly consumersOverlap: boolean;
    readonly steps: readonly UpgradeStep[];
    /** The way back and its limits, as sentences. */
    readonly back: readonly string[];
    /** What is wrong with the stack at the newer release. */
    readonly problems: readonly Problem[];
}

/** A stack at one of the two releases. */
export interface UpgradeSide {
    readonly release: DifyRelease;
    readonly graph: ResourceGraph;
    readonly plan: PlanDocument;
}

/** CronJobs that back up, in the order in which they are to run. */
const DUMPS: StepsArgs["dumps"] = [
    { cronJob: "postgres-dumps", job: "dump" },
    { cronJob: "postgres-dumps-restore-check", job: "check" },
];

const MIGRATION = "dify-migrate";

/** `passedOver`: releases of the catalogue between the two. */
export function upgradeDocument(from: UpgradeSide, to: UpgradeSide, passedOver: readonly string[]): UpgradeDocument {
    const release = releaseDifference(from.release, to.release, passedOver);
    const difference = upgradeDifference(from.plan, to.plan);
    const waves = wavesOf(to.graph, difference.workloads);
    const { stack, problems } = to.plan;
    return {
        stack,
        from: from.release.version,
        to: to.release.version,
        release,
        difference,
        consumersOverlap: overlaps(waves),
        steps: upgradeSteps({
            stack,
            namespace: namespaceOf(to.graph),
            to: to.release.version,
            orphanedQueues: release.queues.removed,
            waves,
            dumps: DUMPS.filter(({ cronJob }) => has(from.graph, CRON_JOB, cronJob)),
            migrationCanFail: release.migrationCanFail,
            commands: release.commands,
        }),
        back: wayBack(from.release.version, to.release.version),
        problems,
    };
}

const CRON_JOB = "kubernetes:batch/v1:CronJob";

function has({ resources }: ResourceGraph, type: string, name: string): boolean {
    return resources.some((resource) => resource.type === type && resource.name === name);
}

/** Whether all pools of workers get new pods before old ones go. */
function overlaps(waves: readonly (readonly RollingWorkload[])[]): boolean {
    return waves
        .flat()
        .filter(({ name }) => name.startsWith("dify-worker"))
        .every(({ rollout }) => rollout === "new before old" || rollout === "is new");
}

function namespaceOf({ resources }: ResourceGraph): string {
    const inputs = resources.find(({ name, type }) => name === MIGRATION && type === "kubernetes:batch/v1:Job")?.inputs;
    return (inputs?.metadata as { namespace?: string } | undefined)?.namespace ?? "default";
}

function wayBack(from: string, to: string): string[] {
    return [
        `Until the migration has begun: set dify.version to ${from} again and \`pulumi up\`.`,
        `After it: the database of before, restored beside the other one, together with dify.version ${from} ` +
            "(docs/runbooks/upgrade.md, Back).",
        "What people did since the backup is not in it. Files and vectors are not taken back: newer ones stay without an owner.",
        `UNCONFIRMED that ${from} works on the schema of ${to}; images alone are therefore no way back.`,
    ];
}
