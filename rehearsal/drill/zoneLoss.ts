import type { Workload } from "../../contracts";
import type { EmbeddedCluster } from "../cluster/embeddedCluster";
import type { KubeApi } from "../kubernetes/kubeApi";
import { TimeoutError, waitFor } from "../kubernetes/wait";
import type { Progress } from "../progress";
import { UserError } from "../userError";
import { Observer } from "./observer";
import { restoreSpread } from "./restoreSpread";
import { placementOf, ServingRecord, servingPods, spreadHolds, worstZone, type WorkloadRecord } from "./timeline";

export interface ZoneLossArgs {
    readonly api: KubeApi;
    readonly cluster: Pick<EmbeddedCluster, "zones" | "stopZone" | "startZone">;
    readonly workloads: readonly Workload[];
    /** Zone to lose; default the one whose loss hurts most. */
    readonly zone?: string;
    readonly progress: Progress;
}

/** What can happen in a drill, in this order. */
export type Milestone = "dark" | "noticed" | "endpointsClean" | "replaced" | "back" | "complete" | "even";

/** One moment of the drill, in seconds since the zone went dark. */
export interface DrillEvent {
    readonly seconds: number;
    readonly milestone: Milestone;
    /** `false`: time ran out before it. */
    readonly reached: boolean;
    readonly text: string;
}

export interface ZoneLossReport {
    readonly zone: string;
    readonly events: readonly DrillEvent[];
    readonly workloads: readonly WorkloadRecord[];
    /** Names of the workloads that had too few members at some moment. */
    readonly outages: readonly string[];
    /** Names of the workloads that did not come back to full strength and even spread. */
    readonly incomplete: readonly string[];
}

/** Seconds from the loss until Kubernetes has noticed (50 s grace period), given up the pods (15 s) and started others. */
const REPLACEMENT_TIMEOUT_SECONDS = 150;

/** Usual seconds of the same, for the progress line: measured. */
const EXPECTED_REPLACEMENT_SECONDS = 60;

const RETURN_TIMEOUT_SECONDS = 90;
const READY_TIMEOUT_SECONDS = 120;

/** Loses a zone, watches what Kubernetes does about it, brings the zone back and restores the spread. */
export async function zoneLossDrill(args: ZoneLossArgs): Promise<ZoneLossReport> {
    const drill = new ZoneLossDrill(args);
    try {
        return await drill.run();
    } finally {
        drill.stop();
    }
}

interface Watched {
    readonly workload: Workload;
    readonly serving: ServingRecord;
    before: Record<string, number>;
    standIn: boolean;
    endpointsCleanAfter?: number;
    replacedAfter?: number;
    completeAfter?: number;
}

class ZoneLossDrill {
    private readonly args: ZoneLossArgs;
    private readonly watched: readonly Watched[];
    private readonly events: DrillEvent[] = [];
    private observer: Observer | undefined;
    private darkZone: string | undefined;
    private startedAt = 0;

    constructor(args: ZoneLossArgs) {
        this.args = args;
        this.watched = args.workloads
            .filter(({ pods }) => pods !== undefined)
            .map((workload) => ({
                workload,
                serving: new ServingRecord(workload.quorum),
                before: {},
                standIn: false,
            }));
    }

    stop(): void {
        this.observer?.stop();
    }

    async run(): Promise<ZoneLossReport> {
        const namespaces = this.watched.flatMap(({ workload }) => workload.pods?.namespace ?? []);
        this.observer = await Observer.start(this.args.api, namespaces, () => this.sample());
        await this.everythingReady();
        const zone = this.chooseZone();
        await this.loseZone(zone);
        await this.returnOfZone(zone);
        await this.evenSpread();
        return this.report(zone);
    }

    private async everythingReady(): Promise<void> {
        const step = this.args.progress.step("Waiting for every workload to be ready");
        try {
            await waitFor(
                () => {
                    const missing = this.watched.filter((watched) => !this.isReached(watched));
                    step.update(`${this.watched.length - missing.length} of ${this.watched.length} ready`);
                    return missing.length === 0 ? true : undefined;
                },
                { what: "every workload", timeoutSeconds: READY_TIMEOUT_SECONDS },
            );
        } catch (error) {
            step.fail();
            throw error instanceof TimeoutError ? new UserError(this.explainIncomplete()) : error;
        }
        step.done(`${this.watched.length} workloads are ready`);
        for (const watched of this.watched) {
            const pods = this.pods(watched);
            watched.before = placementOf(pods, this.args.cluster.zones);
            watched.standIn = pods.some(({ standIn }) => standIn);
        }
    }

    private explainIncomplete(): string {
        const lines = this.watched
            .filter((watched) => !this.isReached(watched))
            .map((watched) => {
                const { name, members, service } = watched.workload;
                const pending = this.observed.whyPending(watched.workload);
                const endpoints =
                    service === undefined ? "" : `, or not all of them in the endpoints of Service ${service}`;
                const why = pending === undefined ? endpoints : `; the scheduler says: ${pending}`;
                return `  ${name}: ${this.servingOf(watched).length} of ${members.min} ready${why}`;
            });
        return [`Not every workload became ready within ${READY_TIMEOUT_SECONDS} s:`, ...lines].join("\n");
    }

    private chooseZone(): string {
        const { zone, cluster } = this.args;
        return (
            zone ??
            worstZone(
                cluster.zones,
                this.watched.map(({ workload, before }) => ({ quorum: workload.quorum, placement: before })),
            )
        );
    }

    private async loseZone(zone: string): Promise<void> {
        const step = this.args.progress.step(`Losing ${zone}`, { expectedSeconds: EXPECTED_REPLACEMENT_SECONDS });
        const lost = this.watched.reduce((sum, { before }) => sum + (before[zone] ?? 0), 0);
        await this.args.cluster.stopZone(zone);
        this.startedAt = performance.now();
        this.darkZone = zone;
        this.log("dark", `${zone} goes dark with ${lost} pods`);
        this.sample();
        const expected: [Milestone, string, () => boolean][] = [
            [
                "noticed",
                `Kubernetes notices: the nodes of ${zone} are not ready`,
                () => this.observed.readyNodesIn(zone) === 0,
            ],
            [
                "endpointsClean",
                "the lost pods have left all endpoints",
                () => this.watched.every((it) => this.isClean(it, zone)),
            ],
            [
                "replaced",
                "every lost pod that can move is replaced",
                () => this.incomplete().every(({ workload }) => workload.zoneBound),
            ],
        ];
        const missed: string[] = [];
        for (const [milestone, text, isReached] of expected) {
            step.update(`waiting: ${text}`);
            const reached = await this.reached(isReached, REPLACEMENT_TIMEOUT_SECONDS);
            this.log(milestone, text, reached);
            missed.push(...(reached ? [] : [text]));
        }
        if (missed.length > 0) {
            step.fail(`gave up waiting: ${missed.join("; ")}`);
        } else {
            step.done(`${zone} was lost, and replaced elsewhere`);
        }
    }

    private async returnOfZone(zone: string): Promise<void> {
        const step = this.args.progress.step(`Bringing ${zone} back`);
        await this.args.cluster.startZone(zone);
        this.darkZone = undefined;
        this.log("back", `${zone} is back`);
        const complete = await this.reached(() => this.incomplete().length === 0, RETURN_TIMEOUT_SECONDS);
        this.log("complete", "every workload is complete again", complete);
        if (complete) {
            step.done(`${zone} is back, every workload is complete`);
        } else {
            const names = this.incomplete().map(({ workload }) => workload.name);
            step.fail(`not complete after ${RETURN_TIMEOUT_SECONDS} s: ${names.join(", ")}`);
        }
    }

    private async evenSpread(): Promise<void> {
        const step = this.args.progress.step("Restoring the spread (as the descheduler does)");
        const moved = await restoreSpread({
            api: this.args.api,
            zones: this.args.cluster.zones,
            workloads: this.watched.map(({ workload }) => workload),
            podsOf: (workload) => this.observed.podsOf(workload),
        });
        const even = await this.reached(
            () => this.watched.every((it) => this.isEvenAndComplete(it)),
            RETURN_TIMEOUT_SECONDS,
        );
        this.log("even", `the spread is even again: ${moved} pods were moved, one after the other`, even);
        if (even) {
            step.done(`The spread is even again, ${moved} pods moved`);
        } else {
            const names = this.watched.filter((it) => !this.isEvenAndComplete(it)).map(({ workload }) => workload.name);
            step.fail(`not even and complete after ${RETURN_TIMEOUT_SECONDS} s: ${names.join(", ")}`);
        }
    }

    private report(zone: string): ZoneLossReport {
        const end = this.seconds();
        const workloads = this.watched.map((watched) => this.record(watched, zone, end));
        return {
            zone,
            events: this.events,
            workloads,
            outages: workloads.filter(({ outageSeconds }) => outageSeconds > 0).map(({ name }) => name),
            incomplete: workloads
                .filter(
                    ({ spreadRestored, completeAfter, lost }) =>
                        !spreadRestored || (lost > 0 && completeAfter === undefined),
                )
                .map(({ name }) => name),
        };
    }

    private record(watched: Watched, zone: string, end: number): WorkloadRecord {
        const { workload, serving, before } = watched;
        const placementAfter = placementOf(this.pods(watched), this.args.cluster.zones);
        return {
            name: workload.name,
            standIn: watched.standIn,
            members: workload.members.min,
            quorum: workload.quorum,
            zoneBound: workload.zoneBound,
            placement: before,
            lost: before[zone] ?? 0,
            lowest: serving.lowest(),
            outageSeconds: rounded(serving.outageSeconds(end)),
            endpointsCleanAfter: watched.endpointsCleanAfter,
            replacedAfter: watched.replacedAfter,
            completeAfter: watched.completeAfter,
            placementAfter,
            spreadRestored: spreadHolds(workload, placementAfter),
            serving: serving.series(),
        };
    }

    /** Takes note of where every workload stands; called on every change that the API server reports. */
    private sample(): void {
        if (this.startedAt === 0) {
            return;
        }
        const seconds = this.seconds();
        for (const watched of this.watched) {
            const { workload, serving, before } = watched;
            const now = this.servingOf(watched).length;
            serving.sample(seconds, now);
            const isHit = this.darkZone !== undefined && (before[this.darkZone] ?? 0) > 0;
            if (
                isHit &&
                this.darkZone !== undefined &&
                workload.service !== undefined &&
                this.isClean(watched, this.darkZone)
            ) {
                watched.endpointsCleanAfter ??= seconds;
            }
            if (now >= workload.members.min) {
                if (isHit) {
                    watched.replacedAfter ??= seconds;
                } else if (this.darkZone === undefined) {
                    watched.completeAfter ??= seconds;
                }
            }
        }
    }

    private isClean({ workload }: Watched, zone: string): boolean {
        return workload.service === undefined || this.observed.readyEndpointsIn(zone, workload) === 0;
    }

    /** Complete, and every member in the endpoints of the Service: the API server fills those a moment later. */
    private isReached(watched: Watched): boolean {
        const { service, members } = watched.workload;
        const endpoints = this.args.cluster.zones.map((zone) =>
            service === undefined ? 0 : this.observed.readyEndpointsIn(zone, watched.workload),
        );
        const reachable = endpoints.reduce((sum, count) => sum + count, 0);
        return this.servingOf(watched).length >= members.min && (service === undefined || reachable >= members.min);
    }

    private incomplete(): Watched[] {
        return this.watched.filter((watched) => this.servingOf(watched).length < watched.workload.members.min);
    }

    private servingOf(watched: Watched) {
        return servingPods(this.pods(watched), this.darkZone);
    }

    private pods({ workload }: Watched) {
        return this.observed.podsOf(workload);
    }

    private get observed(): Observer {
        if (this.observer === undefined) {
            throw new Error("the drill has not started to observe");
        }
        return this.observer;
    }

    private async reached(condition: () => boolean, timeoutSeconds: number): Promise<boolean> {
        try {
            await waitFor(() => (condition() ? true : undefined), {
                what: "a milestone",
                timeoutSeconds,
                intervalMilliseconds: 50,
            });
            this.sample();
            return true;
        } catch (error) {
            if (error instanceof TimeoutError) {
                return false;
            }
            throw error;
        }
    }

    private isEvenAndComplete(watched: Watched): boolean {
        const placement = placementOf(this.pods(watched), this.args.cluster.zones);
        return (
            this.servingOf(watched).length >= watched.workload.members.min && spreadHolds(watched.workload, placement)
        );
    }

    private log(milestone: Milestone, text: string, reached = true): void {
        this.events.push({ seconds: this.seconds(), milestone, reached, text });
    }

    private seconds(): number {
        return rounded((performance.now() - this.startedAt) / 1000);
    }
}

/** Tenths of a second: what the API server's watch can tell apart. */
function rounded(seconds: number): number {
    return Math.round(seconds * 10) / 10;
}
