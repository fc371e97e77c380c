import type { WorkingTime } from "../../contracts";
import type { Pace, Scaling, Trigger } from "../shared/autoscaling";
import type { ServiceRuntime } from "./services";

/** How many members services have, where that depends on the load or on the time of day: pure. */

export interface OffHours {
    readonly workingTime: WorkingTime;
    /** Members of each service outside of it, as far as it has as many. */
    readonly members: number;
}

/** What brings a service more members than it has without load. */
export interface LoadScaling {
    /** Members at most. */
    readonly most: number;
    readonly triggers: readonly Trigger[];
    readonly up?: Pace;
    readonly down?: Pace;
}

/** Services whose members may follow the load by their CPU. */
export type AutoscaledService = "api" | "web" | "sandbox";

/** How far, and when. */
export interface Autoscaling {
    /** Members at most. */
    readonly most: number;
    /** Percent of their CPU requests that members use on average before there are more of them. */
    readonly cpuPercent: number;
}

/** A burst of half a minute passes without a pod; what lasts gets its pods before the next minute is over. */
const PROMPT: Pace = { windowSeconds: 30, members: 4, periodSeconds: 60 };

/**
 * Code that never ends takes whatever CPU there is, and each new pod would be given more of it: few come at a time, so that somebody sees it
 * before the nodes are full.
 */
const WARY: Pace = { windowSeconds: 60, members: 2, periodSeconds: 300 };

const UP: Readonly<Record<AutoscaledService, Pace>> = { api: PROMPT, web: PROMPT, sandbox: WARY };

/** A service whose members follow the load by their CPU. */
export function byCpu(service: AutoscaledService, { most, cpuPercent }: Autoscaling): LoadScaling {
    return { most, triggers: [{ kind: "cpu", utilization: cpuPercent }], up: UP[service] };
}

/** Percent of their CPU requests that members may use on average before there are more of them. */
const CPU_UTILIZATION = 70;

/** Off-hours lower the floor, not the ceiling: who does work then is served as by day, some minutes later. */
const BY_CPU: readonly Trigger[] = [{ kind: "cpu", utilization: CPU_UTILIZATION }];

/**
 * What scales a service that has so many members by day without load; undefined where nothing does, and for a singleton. Never fewer than
 * its quorum.
 */
export function scalingOf(
    { tier, quorum }: Pick<ServiceRuntime, "tier" | "quorum">,
    replicas: number,
    offHours: OffHours | undefined,
    load?: LoadScaling,
): Scaling | undefined {
    const byDay = Math.max(replicas, quorum);
    const idle = offHours === undefined ? byDay : Math.min(byDay, Math.max(offHours.members, quorum, 1));
    const { most = byDay, triggers = BY_CPU, ...paces } = load ?? {};
    return tier !== "application" || most <= idle
        ? undefined
        : {
              fewest: idle,
              most,
              triggers: [
                  ...(offHours === undefined || idle === byDay
                      ? []
                      : [{ kind: "workingTime", workingTime: offHours.workingTime, members: byDay } as const]),
                  ...triggers,
              ],
              ...paces,
          };
}
