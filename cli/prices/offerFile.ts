import { errorMessage } from "../../rehearsal/errorText";
import { UserError } from "../../rehearsal/userError";
import type { PriceSource } from "./sources";

/**
 * One file of AWS's price list (AWS Billing User Guide, "Reading the service price list files"): CSV with five lines about the file, one
 * with the names of the columns, and a row for each price. EC2's has hundreds of megabytes for a region: it is read line by line, and
 * nothing but what is looked for is kept.
 */

/** What a file says of the prices that are looked for. */
export interface OfferFile {
    /** Day on which AWS published it. */
    readonly date: string;
    /** Prices in USD that rows have for a key; more than one where the row that is meant is not told apart. */
    readonly found: ReadonlyMap<string, readonly number[]>;
}

/** Lines before the names of the columns. */
const LINES_ABOUT = 5;

const NEEDED = ["TermType", "StartingRange", "PricePerUnit", "Currency", "usageType"];

/** Regions that usage types begin with: `EUC1-`, `EU-`, and `eu-central-1-` in KMS's. In us-east-1 most have none. */
const REGION = /^(?:[A-Z]{2,4}\d?|[a-z]{2}(?:-[a-z]+)+-\d)-/;

/** Reads a file for the given keys. Throws a UserError that names `url`. */
export async function readOffer(url: string, wanted: Readonly<Record<string, PriceSource>>): Promise<OfferFile> {
    const body = await open(url);
    const about = new Map<string, string>();
    const found = new Map<string, number[]>();
    const usages = Object.values(wanted).map(({ usage }) => usage);
    let columns: readonly string[] | undefined;
    let count = 0;
    try {
        for await (const line of linesOf(body)) {
            count += 1;
            if (count <= LINES_ABOUT) {
                const [name = "", value = ""] = fieldsOf(line);
                about.set(name, value);
            } else if (columns === undefined) {
                columns = fieldsOf(line);
            } else if (usages.some((usage) => line.includes(usage))) {
                collect(rowOf(columns, line), wanted, found);
            }
        }
    } catch (error) {
        throw unreadable(url, error);
    }
    const date = about.get("Publication Date")?.slice(0, 10) ?? "";
    const missing = NEEDED.filter((name) => columns?.includes(name) !== true);
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || missing.length > 0) {
        throw new UserError(
            `${url} is no file of AWS's price list: ${missing.length > 0 ? `no column ${missing.join(", ")}` : "no Publication Date"}. ` +
                "Nothing was changed.",
        );
    }
    return { date, found };
}

/** A body is what arrives, in parts of any size. */
type Body = AsyncIterable<Uint8Array>;

async function* linesOf(body: Body): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let begun = "";
    for await (const part of body) {
        const lines = `${begun}${decoder.decode(part, { stream: true })}`.split(/\r?\n/);
        begun = lines.pop() ?? "";
        yield* lines;
    }
    yield begun;
}

async function open(url: string): Promise<Body> {
    try {
        const answer = await fetch(url);
        if (!answer.ok || answer.body === null) {
            throw new Error(`status ${answer.status}`);
        }
        return answer.body;
    } catch (error) {
        throw unreadable(url, error);
    }
}

function unreadable(url: string, error: unknown): UserError {
    // What `fetch` throws says why in its cause.
    const reason = errorMessage((error as { readonly cause?: unknown }).cause ?? error);
    return new UserError(
        `cannot read ${url}: ${reason}. Nothing was changed; try again, or name a mirror of AWS's price list with --base <url>`,
        { cause: error },
    );
}

type Row = Readonly<Record<string, string>>;

/** Adds the price of a row to what was found. Of prices that fall with the amount, the first counts; free tiers are no prices. */
function collect(row: Row, wanted: Readonly<Record<string, PriceSource>>, found: Map<string, number[]>): void {
    const price = Number(row["PricePerUnit"]);
    if (
        row["TermType"] !== "OnDemand" ||
        row["Currency"] !== "USD" ||
        Number(row["StartingRange"]) !== 0 ||
        price === 0
    ) {
        return;
    }
    // Outposts and Local Zones have prices of their own.
    if ((row["Location Type"] ?? "AWS Region") !== "AWS Region") {
        return;
    }
    const usage = row["usageType"]?.replace(REGION, "");
    for (const [key, source] of Object.entries(wanted)) {
        const isIt = [usage, row["usageType"]].includes(source.usage);
        if (isIt && Object.entries(source.columns ?? {}).every(([column, value]) => row[column] === value)) {
            const usd = Number((price * (source.times ?? 1)).toFixed(10));
            const prices = found.get(key) ?? [];
            found.set(key, prices.includes(usd) ? prices : [...prices, usd]);
        }
    }
}

function rowOf(columns: readonly string[], line: string): Row {
    const fields = fieldsOf(line);
    return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ""]));
}

/** A field in quotes, in which a doubled one is one, or a bare one. AWS's files have no line breaks within fields. */
const FIELD = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;

export function fieldsOf(line: string): string[] {
    return [...line.matchAll(FIELD)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}
