import { setTimeout as sleep } from "node:timers/promises";
import { eventually, secondsSince } from "../wait";
import { EventStream } from "./eventStream";
import { Load, succeeded, type Outcome } from "./load";
import type { GatewaySettings } from "./settings";
import { LOCAL, Stage, type ZoneName } from "./stage";

/** How a zone is lost. */
export type Loss =
    /** Its backends are killed, and their hosts say so to whoever connects. */
    | "refuses"
    /** Packets to and from it are dropped. */
    | "dark";

/** What clients of a gateway saw of the loss of a zone's backends. Times are in seconds. */
export interface ZoneLoss {
    readonly requests: number;
    /** Share of the requests before the loss that were answered in the gateway's zone, 0 to 1. */
    readonly localShare: number;
    readonly failed: number;
    /** From the loss until the last request began that failed; 0 when none did. */
    readonly window: number;
    /** The longest that a client waited for an error. */
    readonly longestError: number;
    /** The longest that a client waited for an answer. */
    readonly longestAnswer: number;
    /** Requests whose answer took longer than `LATE_SECONDS`. */
    readonly late: number;
    /** From the loss until the last of the streams out of that zone was ended; undefined when one hung until the zone was back. */
    readonly streamsEnded: number | undefined;
    /** Requests that were sent to the lost backends after `SETTLED_SECONDS`. */
    readonly strayRequests: number;
    /** Requests that arrived at more than one backend, or twice. */
    readonly replayed: number;
    /** Requests that failed after the zone was back. */
    readonly failedAfterReturn: number;
    /** From the zone's return until requests were answered there again. */
    readonly localAgain: number;
}

/** Requests a second. */
export const RATE = 200;

const WARM_UP_SECONDS = 1.5;

/** By then nothing is sent to lost backends any more. */
const SETTLED_SECONDS = 3;

/** Two hundred times as long as an answer takes. */
export const LATE_SECONDS = 1;

/** An ejection ends after 10 s: longer than that, and than a request that hangs. */
export const LOST_SECONDS = 13;

/** Streams that are open when the zone is lost, and their only event, milliseconds from their start. */
const STREAMS = 4;
const LATE_EVENT_MS = 60_000;

/** Loses the backends of one zone so many times, one after the other, before the same gateway. */
export async function measureZoneLosses(
    envoy: string,
    settings: GatewaySettings,
    zone: ZoneName,
    loss: Loss,
    runs: number,
): Promise<ZoneLoss[]> {
    const stage = await Stage.start(envoy, settings);
    try {
        const results: ZoneLoss[] = [];
        for (let run = 0; run < runs; run += 1) {
            results.push(await measureZoneLoss(stage, zone, loss));
        }
        return results;
    } finally {
        await stage.remove();
    }
}

/** Loses the backends of one zone for a while under load, and has them back. */
export async function measureZoneLoss(stage: Stage, zone: ZoneName, loss: Loss): Promise<ZoneLoss> {
    const streams = Array.from({ length: STREAMS }, () => new EventStream(stage.url, [0, LATE_EVENT_MS]));
    const load = new Load(`${stage.url}/work`, RATE);
    try {
        await sleep(WARM_UP_SECONDS * 1000);
        const lost = performance.now();
        await lose(stage, zone, loss);
        await sleep(SETTLED_SECONDS * 1000);
        const settled = await stage.requestsTo(zone);
        await sleep((LOST_SECONDS - SETTLED_SECONDS) * 1000);
        const strayRequests = (await stage.requestsTo(zone)) - settled;
        const ends = streams.filter(({ backend }) => backend?.startsWith(zone)).map(({ end }) => end);
        const back = performance.now();
        giveBack(stage, zone, loss);
        await eventually("requests are answered in the zone again", () => isLocal(load.outcomes), 30);
        const localAgain = secondsSince(back);
        await load.stop();
        const arrivals = stage.arrivals();
        return {
            ...summary(load.outcomes, lost, back),
            streamsEnded: ends.includes(undefined)
                ? undefined
                : Math.max(0, ...ends.map((end) => ((end?.at ?? lost) - lost) / 1000)),
            strayRequests,
            replayed: load.outcomes.filter(({ number }) => (arrivals.get(number) ?? 0) > 1).length,
            localAgain,
        };
    } finally {
        streams.forEach((stream) => stream.close());
        await load.stop();
    }
}

async function lose(stage: Stage, zone: ZoneName, loss: Loss): Promise<void> {
    if (loss === "dark") {
        stage.darken(zone);
    } else {
        await stage.kill(zone);
    }
}

function giveBack(stage: Stage, zone: ZoneName, loss: Loss): void {
    if (loss === "dark") {
        stage.lighten(zone);
    } else {
        stage.revive(zone);
    }
}

/** The last fifth of a second was answered in the gateway's zone. */
function isLocal(outcomes: readonly Outcome[]): boolean {
    return outcomes.slice(-RATE / 5).every(({ zone }) => zone === LOCAL);
}

function summary(outcomes: readonly Outcome[], lost: number, back: number) {
    const seconds = (from: number, to: number) => (to - from) / 1000;
    const before = outcomes.filter(({ ended }) => ended < lost);
    const during = outcomes.filter(({ ended, began }) => ended >= lost && began < back);
    const failures = during.filter((outcome) => !succeeded(outcome));
    const waits = (some: readonly Outcome[]) => some.map(({ began, ended }) => seconds(began, ended));
    const answerTimes = waits(during.filter(succeeded));
    return {
        requests: outcomes.length,
        localShare: before.filter(({ zone }) => zone === LOCAL).length / before.length,
        failed: failures.length,
        window: Math.max(0, ...failures.map(({ began }) => seconds(lost, began))),
        longestError: Math.max(0, ...waits(failures)),
        longestAnswer: Math.max(0, ...answerTimes),
        late: answerTimes.filter((time) => time > LATE_SECONDS).length,
        failedAfterReturn: outcomes.filter((outcome) => outcome.began >= back && !succeeded(outcome)).length,
    };
}
