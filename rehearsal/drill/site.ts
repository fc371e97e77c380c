import type { PlannedObject } from "../../analysis/graph";
import type { Workload } from "../../contracts";
import type { EmbeddedCluster } from "../cluster/embeddedCluster";
import type { KubeApi, LiveObject } from "../kubernetes/kubeApi";
import { TimeoutError, waitFor } from "../kubernetes/wait";
import { UserError } from "../userError";
import { Observer, type PodView } from "./observer";
import { Recording } from "./recording";
import { restoreSpread } from "./restoreSpread";
import { placementOf, servingPods, spreadHolds } from "./timeline";

export interface DrillSiteArgs {
    readonly api: KubeApi;
    readonly cluster: EmbeddedCluster;
    /** What was applied to the cluster. */
    readonly plan: readonly PlannedObject[];
    readonly workloads: readonly Workload[];
}

/** Seconds that workloads may take to be complete before a drill begins. */
const SETTLE_SECONDS = 120;

/** Where drills take place: a stack on a cluster, what can be done to it, and what the API server's watch streams say of it. */
export class DrillSite {
    readonly api: KubeApi;
    readonly cluster: EmbeddedCluster;
    readonly plan: readonly PlannedObject[];
    /** Those with pods. */
    readonly workloads: readonly Workload[];
    private observer: Observer | undefined;
    /** Names of the nodes without power, whatever the API server still believes of them. */
    private readonly dark = new Set<string>();
    private recording: Recording | undefined;

    private constructor({ api, cluster, plan, workloads }: DrillSiteArgs) {
        this.api = api;
        this.cluster = cluster;
        this.plan = plan;
        this.workloads = workloads.filter(({ pods }) => pods !== undefined);
    }

    /** Starts to observe. */
    static async open(args: DrillSiteArgs): Promise<DrillSite> {
        const site = new DrillSite(args);
        const namespaces = site.workloads.flatMap(({ pods }) => pods?.namespace ?? []);
        site.observer = await Observer.start(args.api, namespaces, () => site.sample());
        return site;
    }

    close(): void {
        this.observer?.stop();
    }

    /** What the watch streams have told so far. */
    get observed(): Observer {
        if (this.observer === undefined) {
            throw new Error("the site is not open");
        }
        return this.observer;
    }

    /** Begins to record how many members of each workload serve. */
    record(): Recording {
        this.recording = new Recording(this.workloads);
        this.sample();
        return this.recording;
    }

    /** Waits until every workload is complete and evenly spread; throws a UserError that names those which are not. */
    async settle(): Promise<void> {
        await this.orExplain(() => this.workloads.every((workload) => this.isReachable(workload)));
        await restoreSpread({
            api: this.api,
            zones: this.cluster.zones,
            workloads: this.workloads,
            podsOf: (workload) => this.observed.podsOf(workload),
        });
        await this.orExplain(() =>
            this.workloads.every((workload) => this.isReachable(workload) && this.isEven(workload)),
        );
    }

    private async orExplain(condition: () => boolean): Promise<void> {
        if ((await this.within(SETTLE_SECONDS, condition)) === undefined) {
            const lines = this.workloads
                .filter((workload) => !this.isReachable(workload) || !this.isEven(workload))
                .map((workload) => `  ${workload.name}: ${this.describe(workload)}`);
            throw new UserError(
                [`Not every workload was complete and evenly spread within ${SETTLE_SECONDS} s:`, ...lines].join("\n"),
            );
        }
    }

    private describe(workload: Workload): string {
        const placement = Object.values(placementOf(this.serving(workload), this.cluster.zones)).join("+");
        const pending = this.observed.whyPending(workload);
        const why = pending === undefined ? "" : `; the scheduler says: ${pending}`;
        return `${this.serving(workload).length} of ${workload.members.min} serve, by zone ${placement}${why}`;
    }

    /** Seconds until a condition held; undefined when it did not within the limit. */
    async within(limitSeconds: number, condition: () => boolean | Promise<boolean>): Promise<number | undefined> {
        const started = performance.now();
        try {
            await waitFor(async () => ((await condition()) ? true : undefined), {
                what: "a drill",
                timeoutSeconds: limitSeconds,
                intervalMilliseconds: 50,
            });
            this.sample();
            return rounded((performance.now() - started) / 1_000);
        } catch (error) {
            if (error instanceof TimeoutError) {
                return undefined;
            }
            throw error;
        }
    }

    async loseNodes(names: readonly string[]): Promise<void> {
        await Promise.all(names.map((name) => this.cluster.stopNode(name)));
        names.forEach((name) => this.dark.add(name));
        this.sample();
    }

    async returnNodes(names: readonly string[]): Promise<void> {
        await Promise.all(names.map((name) => this.cluster.startNode(name)));
        names.forEach((name) => this.dark.delete(name));
        this.sample();
    }

    /** Members that can really serve. */
    serving(workload: Workload): PodView[] {
        return servingPods(this.observed.podsOf(workload), undefined).filter(({ node }) => !this.dark.has(node ?? ""));
    }

    /** Whether as many members serve as there should be at least. */
    isComplete(workload: Workload): boolean {
        return this.serving(workload).length >= workload.members.min;
    }

    incomplete(): Workload[] {
        return this.workloads.filter((workload) => !this.isComplete(workload));
    }

    /** Complete, and in the endpoints of its Service. */
    private isReachable(workload: Workload): boolean {
        const endpoints = this.cluster.zones.map((zone) => this.observed.readyEndpointsIn(zone, workload));
        const reachable = endpoints.reduce((sum, count) => sum + count, 0);
        return this.isComplete(workload) && (workload.service === undefined || reachable >= workload.members.min);
    }

    private isEven(workload: Workload): boolean {
        return spreadHolds(workload, placementOf(this.serving(workload), this.cluster.zones));
    }

    /** The Deployments or StatefulSets that a workload's members come from. */
    async controllersOf({ pods }: Workload): Promise<LiveObject[]> {
        const wanted = Object.entries(pods?.matchLabels ?? {});
        const all = await Promise.all(
            ["Deployment", "StatefulSet"].map((kind) => this.api.list("apps/v1", kind, pods?.namespace)),
        );
        return all.flat().filter((controller) => {
            const labels = podTemplateOf(controller).metadata?.labels ?? {};
            return wanted.every(([key, value]) => labels[key] === value);
        });
    }

    /** Whether the members are those of the program, not stand-ins for those of an operator or a chart. */
    isOurs(workload: Workload): boolean {
        return this.observed.podsOf(workload).every(({ standIn }) => !standIn);
    }

    private sample(): void {
        if (this.observer !== undefined) {
            this.recording?.sample((workload) => this.serving(workload).length);
        }
    }
}

/** Pod template of a Deployment, a StatefulSet or a Job, as far as drills read it. */
export function podTemplateOf({ spec }: Readonly<Record<string, unknown>>): PodTemplate {
    return (spec as { template: PodTemplate }).template;
}

export interface PodTemplate {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
}

/** Tenths of a second: what a watch can tell apart. */
export function rounded(seconds: number): number {
    return Math.round(seconds * 10) / 10;
}
