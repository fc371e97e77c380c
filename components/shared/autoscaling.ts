import type * as pulumi from "@pulumi/pulumi";
import type { WorkingTime } from "../../contracts";

/** How many members a Deployment has, where that is not the program's to say: pure. */

/** A list in Redis whose entries wait for members to take them. */
export interface RedisList {
    /** `host:port`. */
    readonly address: pulumi.Input<string>;
    readonly tls: boolean;
    /** Number of the database. */
    readonly database: number;
    /** Key of the list. */
    readonly name: string;
    /** TriggerAuthentication with the password, in the namespace of the Deployment. */
    readonly authentication: string;
}

/** Asks for a number of members; of several, the largest number counts. */
export type Trigger =
    /** So many during working time, and none in particular outside of it. */
    | { readonly kind: "workingTime"; readonly workingTime: WorkingTime; readonly members: number }
    /** As many as it takes for them to use this much of their CPU requests on average, percent. Needs the metrics server. */
    | { readonly kind: "cpu"; readonly utilization: number }
    /** One for so many entries of a list. */
    | { readonly kind: "list"; readonly list: RedisList; readonly entries: number };

/** How fast the number of members may change. */
export interface Pace {
    /** Seconds over which the most cautious of all proposals counts. */
    readonly windowSeconds: number;
    /** At most so many members within `periodSeconds`. */
    readonly members: number;
    readonly periodSeconds: number;
}

/** How far a Deployment is scaled, and by what. */
export interface Scaling {
    /** Members at least. Never 0: KEDA would then have to notice the first request, and nothing tells it. */
    readonly fewest: number;
    readonly most: number;
    readonly triggers: readonly Trigger[];
    /** Default: Kubernetes' own, which doubles the members within 15 s, or adds 4, at once. */
    readonly up?: Pace;
    /** Default: GENTLE. */
    readonly down?: Pace;
}

/** A member that goes takes what it has begun to its end: one at a time, and not because of a quiet minute. */
export const GENTLE: Pace = { windowSeconds: 300, members: 1, periodSeconds: 60 };

/** `behavior` of a HorizontalPodAutoscaler. */
export function behaviorOf({ up, down = GENTLE }: Scaling) {
    return { ...(up === undefined ? {} : { scaleUp: rulesOf(up) }), scaleDown: rulesOf(down) };
}

function rulesOf({ windowSeconds, members, periodSeconds }: Pace) {
    return {
        stabilizationWindowSeconds: windowSeconds,
        policies: [{ type: "Pods", value: members, periodSeconds }],
    };
}

/** What is scaled, as both kinds of autoscalers name it. */
export function targetOf(deployment: string) {
    return { apiVersion: "apps/v1", kind: "Deployment", name: deployment };
}

/** Whether Kubernetes itself can do it; KEDA is needed for everything else than CPU. */
export function needsKeda({ triggers }: Pick<Scaling, "triggers">): boolean {
    return triggers.some(({ kind }) => kind !== "cpu");
}
