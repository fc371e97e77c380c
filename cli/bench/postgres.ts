import { ServiceNetwork } from "../../rehearsal/services/network";
import { CLIENT, darkenPrimary, READ_WRITE } from "../../rehearsal/services/postgres/darkPrimary";
import { memberNames, PostgresGroup } from "../../rehearsal/services/postgres/group";
import { losePrimary } from "../../rehearsal/services/postgres/primaryLoss";
import { renderedPostgres, type RenderedPostgres } from "../../rehearsal/services/postgres/rendered";
import { measureReplicationLag } from "../../rehearsal/services/postgres/replicationLag";
import { evaluateStack } from "../evaluation/evaluateStack";
import { loadStack } from "../stackFile";
import { median } from "./statistics";

/** Medians over the runs, of real servers with what stack `local` renders. */
export interface PostgresBench {
    readonly runs: number;
    /** `server_version` of the servers. */
    readonly version: string;
    /** Median replay lag of a run under load, and the greatest of all runs, milliseconds. */
    readonly replayLag: { readonly median: number; readonly greatest: number };
    readonly transactionsPerSecond: number;
    /** Acknowledged writes, all runs together, and those of them that the promoted server did not have. */
    readonly writes: { readonly acknowledged: number; readonly lost: number };
    /** Seconds from kill -9 of the primary until an acknowledged write; detection and election by the operator come on top. */
    readonly secondsToWrite: number;
    /** Seconds from the primary going dark until a client's write is acknowledged by the promoted server. */
    readonly dark: {
        /** It sends a write into the dark. */
        readonly writing: number;
        /** It waits for a reply. */
        readonly waiting: number;
        /** Runs in which a client without DB_EXTRAS recovered while it was observed. */
        readonly unprotectedRecovered: number;
        /** How long that was. */
        readonly observedSeconds: number;
    };
}

/** Seconds of load in which the lag is measured. */
const LOAD_SECONDS = 10;

/** Each run takes about 50 s. Needs PostgreSQL, root, ip and nft; throws when they are missing, or when a client did not recover. */
export async function benchPostgres(runs: number): Promise<PostgresBench> {
    const rendered = renderedPostgres(await evaluateStack(loadStack("local", [])));
    const direct: Direct[] = [];
    const dark: Dark[] = [];
    for (let run = 0; run < runs; run += 1) {
        direct.push(await benchDirectly(rendered));
        dark.push(await benchDark(rendered));
    }
    const samples = direct.map(({ lag }) => lag.samples);
    return {
        runs,
        version: direct[0]?.version ?? "",
        replayLag: { median: median(samples.map(median)), greatest: Math.max(...samples.flat()) },
        transactionsPerSecond: median(direct.map(({ lag }) => lag.transactionsPerSecond)),
        writes: {
            acknowledged: direct.reduce((sum, { loss }) => sum + loss.acknowledged, 0),
            lost: direct.reduce((sum, { loss }) => sum + loss.lost.length, 0),
        },
        secondsToWrite: median(direct.map(({ loss }) => loss.secondsToWrite)),
        dark: {
            writing: median(dark.map(({ writing }) => writing)),
            waiting: median(dark.map(({ waiting }) => waiting)),
            unprotectedRecovered: dark.filter(({ unprotectedRecovered }) => unprotectedRecovered).length,
            observedSeconds: median(dark.map(({ observedSeconds }) => observedSeconds)),
        },
    };
}

type Direct = Awaited<ReturnType<typeof benchDirectly>>;

async function benchDirectly(rendered: RenderedPostgres) {
    const group = await PostgresGroup.start(rendered);
    try {
        const version = await group.primary.query("SHOW server_version");
        const lag = await measureReplicationLag(group, LOAD_SECONDS);
        return { version, lag, loss: await losePrimary(group) };
    } finally {
        await group.remove();
    }
}

type Dark = Awaited<ReturnType<typeof benchDark>>;

async function benchDark(rendered: RenderedPostgres) {
    const network = new ServiceNetwork([...memberNames(rendered.instances), CLIENT]);
    try {
        const group = await PostgresGroup.start(rendered, network);
        try {
            network.route(READ_WRITE, group.primary.target);
            const client = {
                target: READ_WRITE,
                namespace: network.namespaceOf(CLIENT),
                options: rendered.clientOptions,
            };
            const { seen, observedSeconds } = await darkenPrimary(group, network, {
                writing: { client, does: "write" },
                waiting: { client, does: "wait" },
                unprotected: { client: { ...client, options: "sslmode=require" }, does: "write" },
            });
            if (seen.writing === undefined || seen.waiting === undefined) {
                throw new Error(`a client with DB_EXTRAS still hung after ${observedSeconds} s`);
            }
            return {
                writing: seen.writing.recovered,
                waiting: seen.waiting.recovered,
                observedSeconds,
                unprotectedRecovered: seen.unprotected !== undefined,
            };
        } finally {
            await group.remove();
        }
    } finally {
        network.remove();
    }
}
