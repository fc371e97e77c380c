import { compare } from "../graph";
import book from "./prices.json";

/**
 * Unit prices of AWS in USD, on demand and before tax, by what is in `prices.json`: each with its unit, date and source. `npm run prices`
 * compares them with AWS's own price list, and takes its figures over. Until then the sources are public copies of it, and published tables:
 * it could not be read when they were written down.
 */

/** What a price is for. An hourly one is for every hour of a month. */
export type Unit = "hour" | "GB-month" | "GB" | "month" | "million";

export const HOURS_PER_MONTH = 730;

export interface PriceEntry {
    readonly unit: Unit;
    /** By region; `everywhere` where AWS has one price for all regions. */
    readonly usd: Readonly<Record<string, number>>;
    readonly source: string;
    /** Day on which the source was read or says that it was. */
    readonly date: string;
    /** What is assumed of the price itself. */
    readonly assumption?: string;
}

/** Entries by what they are for. */
export type PriceBook = Readonly<Record<string, PriceEntry>>;

/** A price in a region. */
export interface Price {
    readonly usd: number;
    readonly unit: Unit;
    readonly region: string;
    readonly date: string;
    readonly source: string;
    readonly assumptions: readonly string[];
}

/**
 * How much dearer a region is than us-east-1, for prices that the book has for us-east-1 alone: by what EC2's m7i is. (A check: RDS
 * db.t3.micro, 0.018 and 0.021 in AWS's price list of 2026-07, is 1.167.)
 */
const REGION_FACTORS: Readonly<Record<string, number>> = {
    "us-east-1": 1,
    "eu-central-1": 1.198,
    "eu-west-1": 1.115,
};

/** Region that the book has every price for. */
export const BASE_REGION = "us-east-1";

/** Regions that the book has prices for. */
export const PRICED_REGIONS: readonly string[] = Object.keys(REGION_FACTORS);

/** Prices by what they are for: `service:thing`. TypeScript takes the units of a JSON file for any texts. */
export const PRICES = book as PriceBook;

/** Date of the newest price. */
export const PRICE_BOOK_VERSION = Object.values(PRICES)
    .map(({ date }) => date)
    .reduce((newest, date) => (compare(date, newest) > 0 ? date : newest));

/** Keys of all prices. */
export const PRICE_KEYS: readonly string[] = Object.keys(PRICES);

/** The price of a thing in a region, by default in this book; undefined when it has none. */
export function priceOf(key: string, region: string, prices: PriceBook = PRICES): Price | undefined {
    const entry = prices[key];
    const factor = REGION_FACTORS[region];
    if (entry === undefined || factor === undefined) {
        return undefined;
    }
    const { usd, assumption, ...rest } = entry;
    const assumptions = assumption === undefined ? [] : [assumption];
    const known = usd["everywhere"] ?? usd[region];
    if (known !== undefined) {
        return { ...rest, usd: known, region, assumptions };
    }
    return {
        ...rest,
        usd: (usd[BASE_REGION] ?? NaN) * factor,
        region,
        assumptions: [
            ...assumptions,
            `where only ${BASE_REGION}'s price is known, ${region}'s is ${factor} of it, as EC2's m7i is`,
        ],
    };
}
