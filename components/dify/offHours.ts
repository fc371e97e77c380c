import type { WorkingTime } from "../../contracts";
import type { Scaling } from "../shared/scaledObject";
import type { ServiceRuntime } from "./services";

/** How many members services have while nobody works: pure. */

export interface OffHours {
    readonly workingTime: WorkingTime;
    /** Members of each service outside of it, as far as it has as many. */
    readonly members: number;
}

/**
 * Percent of their CPU requests that members may use on average before there are more of them. Off-hours lower the floor, not the
 * ceiling: who does work then is served as by day, some minutes later.
 */
const CPU_UTILIZATION = 70;

/** What scales a service; undefined where it has no more members by day, and for a singleton. */
export function scalingOf(
    { tier, quorum }: Pick<ServiceRuntime, "tier" | "quorum">,
    replicas: number,
    offHours: OffHours | undefined,
): Scaling | undefined {
    if (offHours === undefined || tier !== "application") {
        return undefined;
    }
    const fewest = Math.max(offHours.members, quorum, 1);
    return fewest >= replicas
        ? undefined
        : {
              fewest,
              most: replicas,
              triggers: [
                  { kind: "workingTime", workingTime: offHours.workingTime, members: replicas },
                  { kind: "cpu", utilization: CPU_UTILIZATION },
              ],
          };
}
