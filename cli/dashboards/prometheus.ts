import { UserError } from "../../rehearsal/userError";

/** A stretch of time, in seconds since 1970. */
export interface Range {
    readonly from: number;
    readonly to: number;
    /** Seconds between two points. */
    readonly step: number;
}

/** One line of a graph. */
export interface Line {
    readonly labels: Readonly<Record<string, string>>;
    /** Seconds since 1970, and the value. */
    readonly points: readonly (readonly [number, number])[];
}

interface Answer {
    readonly status: string;
    readonly error?: string;
    readonly data?: {
        readonly result: readonly {
            readonly metric: Readonly<Record<string, string>>;
            readonly values: readonly (readonly [number, string])[];
        }[];
    };
}

/** Asks a Prometheus for the course of a query. */
export async function queryRange(url: string, expr: string, { from, to, step }: Range): Promise<Line[]> {
    const parameters = new URLSearchParams({ query: expr, start: `${from}`, end: `${to}`, step: `${step}` });
    const answer = await ask(`${url}/api/v1/query_range?${parameters}`);
    if (answer.status !== "success") {
        throw new UserError(`Prometheus at ${url} refuses ${expr}: ${answer.error ?? answer.status}`);
    }
    return (answer.data?.result ?? []).map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([time, value]) => [time, Number(value)] as const),
    }));
}

async function ask(url: string): Promise<Answer> {
    try {
        const response = await fetch(url);
        return (await response.json()) as Answer;
    } catch (error) {
        const { origin } = new URL(url);
        throw new UserError(`no Prometheus answers at ${origin} (${(error as Error).message})`);
    }
}
