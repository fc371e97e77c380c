import { BASE_REGION, PRICED_REGIONS, priceOf, type PriceBook, type PriceEntry } from "../../analysis/cost/priceBook";
import { readOffer, type OfferFile } from "./offerFile";
import { BY_HAND, sourceOf, type PriceSource } from "./sources";

/** Where AWS publishes its price list. */
export const PRICE_LIST = "https://pricing.us-east-1.amazonaws.com";

/** A price that the list has otherwise than the book. */
export interface PriceChange {
    readonly key: string;
    readonly region: string;
    readonly before: number;
    readonly after: number;
}

/** An entry that stays as it was, and why. */
export interface KeptPrice {
    readonly key: string;
    readonly reason: string;
}

export interface Refresh {
    /** The book with what the list has. */
    readonly book: PriceBook;
    readonly changes: readonly PriceChange[];
    /** Prices that list and book have alike. */
    readonly same: number;
    readonly kept: readonly KeptPrice[];
}

/** Compares a book with the price list at `base`, one file of a service in a region after the other. `onFile` is told of each. */
export async function refreshPrices(
    book: PriceBook,
    base: string,
    onFile: (service: string, region: string) => void,
): Promise<Refresh> {
    const offers = await readOffers(book, base, onFile);
    const entries = Object.entries(book).map(([key, entry]) => ({ key, entry, ...renewed(key, entry, offers) }));
    const pairs = entries
        .filter(({ fresh }) => fresh !== undefined)
        .flatMap(({ key, fresh }) =>
            PRICED_REGIONS.map((region) => ({
                key,
                region,
                before: priceOf(key, region, book)?.usd ?? NaN,
                after: priceOf(key, region, { [key]: fresh as PriceEntry })?.usd ?? NaN,
            })),
        );
    const changes = pairs.filter(({ before, after }) => Math.abs(before - after) > 1e-9);
    return {
        book: Object.fromEntries(entries.map(({ key, entry, fresh }) => [key, fresh ?? entry])),
        changes,
        same: pairs.length - changes.length,
        kept: entries.flatMap(({ key, reason }) => (reason === undefined ? [] : [{ key, reason }])),
    };
}

type Offers = ReadonlyMap<string, OfferFile>;

const fileKey = (service: string, region: string) => `${service} ${region}`;

async function readOffers(
    book: PriceBook,
    base: string,
    onFile: (service: string, region: string) => void,
): Promise<Offers> {
    const byService = new Map<string, Record<string, PriceSource>>();
    for (const key of Object.keys(book)) {
        const source = sourceOf(key);
        if (source !== undefined) {
            byService.set(source.service, { ...byService.get(source.service), [key]: source });
        }
    }
    const offers = new Map<string, OfferFile>();
    for (const [service, wanted] of byService) {
        for (const region of PRICED_REGIONS) {
            onFile(service, region);
            const url = `${base.replace(/\/$/, "")}/offers/v1.0/aws/${service}/current/${region}/index.csv`;
            offers.set(fileKey(service, region), await readOffer(url, wanted));
        }
    }
    return offers;
}

/** An entry as the list has it, with one price for each region; the reason where the list does not say it clearly for all of them. */
function renewed(
    key: string,
    { unit }: PriceEntry,
    offers: Offers,
): { readonly fresh?: PriceEntry; readonly reason?: string } {
    const source = sourceOf(key);
    if (source === undefined) {
        return { reason: BY_HAND[key] ?? "nothing says which row of the list it is (cli/prices/sources.ts)" };
    }
    const files = PRICED_REGIONS.map((region) => ({ region, file: offers.get(fileKey(source.service, region)) }));
    const prices = files.map(({ region, file }) => ({ region, found: file?.found.get(key) ?? [] }));
    const unclear = prices.find(({ found }) => found.length !== 1);
    if (unclear !== undefined) {
        return {
            reason:
                unclear.found.length === 0
                    ? `the list has no row for it in ${unclear.region}`
                    : `the list has several prices for it in ${unclear.region}: ${unclear.found.join(", ")}`,
        };
    }
    const usd = Object.fromEntries(prices.map(({ region, found: [price = NaN] }) => [region, price]));
    const isOne = new Set(Object.values(usd)).size === 1;
    const dates = files.map(({ file }) => file?.date ?? "").sort();
    return {
        fresh: {
            unit,
            usd: isOne ? { everywhere: usd[BASE_REGION] ?? NaN } : usd,
            source: `AWS's price list, ${source.service}, ${source.usage}`,
            // The oldest of the files: since then all of it has held.
            date: dates[0] ?? "",
        },
    };
}
