import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { PRICES, type PriceBook } from "../../analysis/cost/priceBook";
import { PRICE_LIST, refreshPrices } from "../prices/refresh";
import { renderRefresh } from "../render/prices";
import { BAD_INPUT } from "../stackFile";
import { UserError } from "../../rehearsal/userError";

const BOOK = path.resolve(__dirname, "../../analysis/cost/prices.json");

interface PricesOptions {
    readonly base: string;
    readonly write?: boolean;
}

/** `prices`: how AWS's price list differs from the price book; `prices --write` takes it over into `file`. */
export function pricesCommand(file: string = BOOK): Command {
    return new Command("prices")
        .description("compare the price book with AWS's public price list, of which it reads some hundred megabytes")
        .option("--write", "take the list's prices over into analysis/cost/prices.json, each with its source and day")
        .option("--base <url>", "where the price list is: AWS's own address, or that of a mirror", PRICE_LIST)
        .action(async ({ base, write }: PricesOptions) => {
            if (!/^https?:\/\/[^\s/]+/.test(base)) {
                throw new UserError(`--base ${base}: must be a URL such as ${PRICE_LIST}`, { exitCode: BAD_INPUT });
            }
            const refresh = await refreshPrices(PRICES, base, (service, region) =>
                process.stderr.write(`reading ${service} in ${region}\n`),
            );
            console.log(renderRefresh(refresh, pc));
            if (write === true) {
                await writeBook(file, refresh.book);
                console.log(
                    "wrote analysis/cost/prices.json; what rests on it: UPDATE_GOLDEN=1 node scripts/run.js jest tests/golden, and README.md",
                );
            }
        });
}

/** All of it or nothing: a process that ends in between leaves the book as it was. */
async function writeBook(file: string, book: PriceBook): Promise<void> {
    const unfinished = `${file}.new`;
    await writeFile(unfinished, `${JSON.stringify(book, undefined, 4)}\n`);
    await rename(unfinished, file);
}
