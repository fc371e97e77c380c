import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of AWS's price list, in the form of the real one: five lines about a file, the columns, and a row for each price. */

/** Columns as in the real files, as many as say something here. */
const COLUMNS = [
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
    "PricePerUnit",
    "Currency",
    "Product Family",
    "serviceCode",
    "Location",
    "Location Type",
    "Database Engine",
    "Cache Engine",
    "usageType",
    "operation",
] as const;

export type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const quoted = (fields: readonly string[]) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");

interface FileOptions {
    readonly published?: string;
    readonly columns?: readonly string[];
}

/** A file of the list. */
export function offerFile(
    service: string,
    rows: readonly Row[],
    { published = "2026-11-20T17:07:46Z", columns = COLUMNS }: FileOptions = {},
): string {
    const about = [
        ["FormatVersion", "v1.0"],
        ["Disclaimer", 'This pricing list is for "informational purposes" only, see http://aws.amazon.com.'],
        ["Publication Date", published],
        ["Version", "20261120170746"],
        ["OfferCode", service],
    ];
    const complete = rows.map((row): Record<string, string> => ({
        SKU: "ABCDEFGHIJKLMNOP",
        TermType: "OnDemand",
        PriceDescription: '$0.1 per "unit", first 10 of it',
        StartingRange: "0",
        EndingRange: "Inf",
        Currency: "USD",
        "Location Type": "AWS Region",
        serviceCode: service,
        ...row,
    }));
    return [...about, columns, ...complete.map((row) => columns.map((column) => row[column] ?? ""))]
        .map((line) => quoted(line))
        .join("\n");
}

export interface PriceList {
    readonly url: string;
    /** Paths that were asked for. */
    readonly asked: readonly string[];
    readonly stop: () => Promise<void>;
}

/**
 * Serves files by service and region, such as `AmazonEC2 us-east-1`; an empty one of a service that is not given. One that is `missing` is
 * not there, one that is `broken` breaks off.
 */
export async function servePriceList(files: Readonly<Record<string, string>>): Promise<PriceList> {
    const asked: string[] = [];
    const server: Server = createServer(({ url = "" }, answer) => {
        asked.push(url);
        const [, service = "", region = ""] =
            /^\/mirror\/offers\/v1\.0\/aws\/(\w+)\/current\/([\w-]+)\/index\.csv$/.exec(url) ?? [];
        const file = files[`${service} ${region}`] ?? offerFile(service, []);
        if (file === "broken") {
            answer.writeHead(200, { "content-length": "1000000" });
            answer.write(offerFile(service, []), () => answer.destroy());
            return;
        }
        answer.writeHead(service === "" || file === "missing" ? 404 : 200).end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirror`,
        asked,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}
