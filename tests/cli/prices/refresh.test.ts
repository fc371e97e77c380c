import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pc from "picocolors";
import { PRICE_KEYS, PRICED_REGIONS, PRICES, type PriceBook } from "../../../analysis/cost/priceBook";
import { pricesCommand } from "../../../cli/commands/prices";
import { fieldsOf } from "../../../cli/prices/offerFile";
import { refreshPrices, type Refresh } from "../../../cli/prices/refresh";
import { BY_HAND, sourceOf } from "../../../cli/prices/sources";
import { renderRefresh } from "../../../cli/render/prices";
import { offerFile, servePriceList, type PriceList, type Row } from "./priceList";

let list: PriceList | undefined;
afterEach(async () => {
    await list?.stop();
    list = undefined;
});

/** What usage types begin with, as AWS has it. */
const PREFIX: Readonly<Record<string, string>> = { "us-east-1": "", "eu-central-1": "EUC1-", "eu-west-1": "EU-" };

/** A file of a service for each region, made from its prefix and number. */
const inRegions = (service: string, rowsOf: (prefix: string, index: number, region: string) => Row[]) =>
    Object.fromEntries(
        PRICED_REGIONS.map((region, index) => [
            `${service} ${region}`,
            offerFile(service, rowsOf(PREFIX[region] ?? "", index, region), {
                published: `2026-11-2${index}T17:07:46Z`,
            }),
        ]),
    );

const compared = async (book: PriceBook, files: Readonly<Record<string, string>>): Promise<Refresh> => {
    list = await servePriceList(files);
    return refreshPrices(book, list.url, () => undefined);
};

const OLD = { source: "somewhere", date: "2025-01-01" };

test("a price is that of its usage type on demand: in the region's own file, from the first unit on, and no other product", async () => {
    const machine = (usageType: string, price: string, more: Row = {}): Row => ({
        usageType,
        operation: "RunInstances",
        PricePerUnit: price,
        ...more,
    });
    const { book, changes, same, kept } = await compared(
        {
            "ec2:m7i.large": {
                unit: "hour",
                usd: { "us-east-1": 0.1, "eu-central-1": 0.13, "eu-west-1": 0.11 },
                ...OLD,
            },
        },
        inRegions("AmazonEC2", (prefix, index) => {
            const usage = `${prefix}BoxUsage:m7i.large`;
            return [
                machine(usage, `0.1${index}00000000`),
                machine(usage, "0.0500000000", { TermType: "Reserved" }),
                machine(usage, "0.2000000000", { operation: "RunInstances:0002" }),
                machine(usage, "0.0800000000", { StartingRange: "1000" }),
                machine(usage, "0.0000000000"),
                machine(usage, "0.7000000000", { Currency: "CNY" }),
                machine(usage, "0.4000000000", { "Location Type": "AWS Outposts" }),
                machine(`${prefix}BoxUsage:m7i.large.special`, "0.9000000000"),
                machine(`${prefix}DedicatedUsage:m7i.large`, "0.9000000000"),
            ];
        }),
    );
    expect(book).toEqual({
        "ec2:m7i.large": {
            unit: "hour",
            usd: { "us-east-1": 0.1, "eu-central-1": 0.11, "eu-west-1": 0.12 },
            source: "AWS's price list, AmazonEC2, BoxUsage:m7i.large",
            date: "2026-11-20",
        },
    });
    expect(changes).toEqual([
        { key: "ec2:m7i.large", region: "eu-central-1", before: 0.13, after: 0.11 },
        { key: "ec2:m7i.large", region: "eu-west-1", before: 0.11, after: 0.12 },
    ]);
    expect([same, kept]).toEqual([1, []]);
    expect(list?.asked).toEqual(
        PRICED_REGIONS.map((region) => `/mirror/offers/v1.0/aws/AmazonEC2/current/${region}/index.csv`),
    );
});

test("products of one usage type are told apart by their engine, and what was assumed of a price is not any more", async () => {
    const node = (prefix: string, engine: string, price: string): Row => ({
        usageType: `${prefix}NodeUsage:cache.r7g.large`,
        "Cache Engine": engine,
        PricePerUnit: price,
    });
    const { book } = await compared(
        {
            "elasticache:cache.r7g.large": {
                unit: "hour",
                usd: { "us-east-1": 0.17 },
                ...OLD,
                assumption: "a share of Redis",
            },
        },
        inRegions("AmazonElastiCache", (prefix) => [
            node(prefix, "Redis", "0.2190000000"),
            node(prefix, "Valkey", "0.1752000000"),
            node(`${prefix}SyncDurability-`, "Valkey", "0.0350000000"),
        ]),
    );
    expect(book["elasticache:cache.r7g.large"]).toEqual({
        unit: "hour",
        usd: { everywhere: 0.1752 },
        source: "AWS's price list, AmazonElastiCache, NodeUsage:cache.r7g.large",
        date: "2026-11-20",
    });
});

test.each<
    [key: string, service: string, usage: (prefix: string, region: string) => string, price: string, usd: number]
>([
    ["aurora:requests", "AmazonRDS", (prefix) => `${prefix}Aurora:StorageIOUsage`, "0.0000002000", 0.2],
    [
        "transfer:betweenZones",
        "AWSDataTransfer",
        (prefix) => `${prefix}DataTransfer-Regional-Bytes`,
        "0.0100000000",
        0.02,
    ],
    ["kms:key", "awskms", (_, region) => `${region}-KMS-Keys`, "1.0000000000", 1],
    // Newer services name us-east-1, too.
    ["eks:cluster", "AmazonEKS", (prefix) => `${prefix || "USE1-"}AmazonEKS-Hours:perCluster`, "0.1000000000", 0.1],
])("%s is in the unit of the book", async (key, service, usage, price, usd) => {
    const entry = PRICES[key];
    const { book } = await compared(
        { [key]: { ...(entry as NonNullable<typeof entry>), usd: { everywhere: 77 } } },
        inRegions(service, (prefix, _, region) => [{ usageType: usage(prefix, region), PricePerUnit: price }]),
    );
    expect(book[key]?.usd).toEqual({ everywhere: usd });
});

describe("an entry stays as it was", () => {
    const BOOK: PriceBook = { "vpc:natGateway": { unit: "hour", usd: { "us-east-1": 0.045 }, ...OLD } };
    const gateway = (prefix: string, price: string): Row => ({
        usageType: `${prefix}NatGateway-Hours`,
        PricePerUnit: price,
    });

    test("when a region has no row for it", async () => {
        const { book, kept, changes } = await compared(
            BOOK,
            inRegions("AmazonEC2", (prefix, index) => (index === 1 ? [] : [gateway(prefix, "0.05")])),
        );
        expect(book).toEqual(BOOK);
        expect(kept).toEqual([{ key: "vpc:natGateway", reason: "the list has no row for it in eu-central-1" }]);
        expect(changes).toEqual([]);
    });

    test("when a region has several prices for it; the same one twice is one", async () => {
        const twice = inRegions("AmazonEC2", (prefix) => [gateway(prefix, "0.05"), gateway(prefix, "0.0500")]);
        expect((await compared(BOOK, twice)).book["vpc:natGateway"]?.usd).toEqual({ everywhere: 0.05 });
        await list?.stop();
        const { book, kept } = await compared(
            BOOK,
            inRegions("AmazonEC2", (prefix) => [gateway(prefix, "0.05"), gateway(prefix, "0.06")]),
        );
        expect(book).toEqual(BOOK);
        expect(kept).toEqual([
            { key: "vpc:natGateway", reason: "the list has several prices for it in us-east-1: 0.05, 0.06" },
        ]);
    });

    test("when no single row has its price", async () => {
        const entry = { unit: "GB", usd: { everywhere: 0.02 }, ...OLD } as const;
        const { book, kept } = await compared({ "transfer:betweenRegions": entry }, {});
        expect(book).toEqual({ "transfer:betweenRegions": entry });
        expect(kept).toEqual([{ key: "transfer:betweenRegions", reason: "depends on both regions" }]);
        expect(list?.asked).toEqual([]);
    });
});

test("every key of the book has a row in the list, or a reason why not", () => {
    expect(PRICE_KEYS.filter((key) => sourceOf(key) === undefined)).toEqual(
        Object.keys(BY_HAND).filter((key) => key in PRICES),
    );
    expect(Object.keys(BY_HAND).filter((key) => !(key in PRICES))).toEqual([]);
});

test.each([
    ['"a","b,c","d ""e"" f",""', ["a", "b,c", 'd "e" f', ""]],
    ["a,,b", ["a", "", "b"]],
    ['"a",', ["a", ""]],
])("the fields of %s", (line, fields) => {
    expect(fieldsOf(line)).toEqual(fields);
});

test("a long file is read line by line, and only what is looked for is kept", async () => {
    // A million rows would be 200 MB: a tenth of that does, if no more than a part of it is held.
    const filler = `${offerFile("AmazonEC2", [{ usageType: "BoxUsage:x9.huge", PricePerUnit: "1" }])
        .split("\n")
        .at(-1)}\n`.repeat(100_000);
    const row = { usageType: "NatGateway-Hours", PricePerUnit: "0.05" };
    const [about = "", last = ""] = [offerFile("AmazonEC2", []), offerFile("AmazonEC2", [row]).split("\n").at(-1)];
    const long = `${about}\n${filler}${last}`;
    const files = Object.fromEntries(PRICED_REGIONS.map((region) => [`AmazonEC2 ${region}`, long]));
    const entry = { unit: "hour", usd: { everywhere: 1 }, ...OLD } as const;
    const { book } = await compared({ "vpc:natGateway": entry }, files);
    expect(book["vpc:natGateway"]?.usd).toEqual({ everywhere: 0.05 });
});

test("differences are a table with percents, and what was left says why", () => {
    const refresh: Refresh = {
        book: {},
        changes: [
            { key: "ec2:m7i.large", region: "us-east-1", before: 0.1008, after: 0.1109 },
            { key: "lb:network", region: "eu-west-1", before: 0.0250875, after: 0.0238 },
        ],
        same: 7,
        kept: [{ key: "s3:standard", reason: "the list has no row for it in eu-west-1" }],
    };
    expect(renderRefresh(refresh, pc.createColors(false))).toBe(
        [
            "Prices in USD: 2 differ from AWS's price list, 7 are the same",
            "price          region         book    list   change",
            "ec2:m7i.large  us-east-1    0.1008  0.1109  +10.0 %",
            "lb:network     eu-west-1  0.025087  0.0238   −5.1 %",
            "Left as it is: s3:standard, the list has no row for it in eu-west-1",
        ].join("\n"),
    );
});

describe("the command", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "prices-"));
    const file = path.join(folder, "prices.json");
    const FILES = inRegions("AmazonEKS", (prefix) => [
        { usageType: `${prefix || "USE1-"}AmazonEKS-Hours:perCluster`, PricePerUnit: "0.1200000000" },
    ]);
    let printed = "";
    beforeEach(() => {
        printed = "";
        writeFileSync(file, "as it was");
        jest.spyOn(console, "log").mockImplementation((text: string) => {
            printed += `${text}\n`;
        });
        jest.spyOn(process.stderr, "write").mockReturnValue(true);
    });
    afterEach(() => jest.restoreAllMocks());
    afterAll(() => rmSync(folder, { recursive: true }));

    const run = (...args: string[]) => pricesCommand(file).parseAsync(args, { from: "user" });
    const served = async (files: Readonly<Record<string, string>>) => {
        list = await servePriceList(files);
        return list.url;
    };

    test("only tells, unless it is to write", async () => {
        await run("--base", await served(FILES));
        expect(printed).toContain("eks:cluster");
        expect(printed).toContain("+20.0 %");
        expect(readFileSync(file, "utf8")).toBe("as it was");
    });

    test("writes the whole book, with what the list has", async () => {
        await run("--write", "--base", await served(FILES));
        expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
            ...PRICES,
            "eks:cluster": {
                unit: "hour",
                usd: { everywhere: 0.12 },
                source: "AWS's price list, AmazonEKS, AmazonEKS-Hours:perCluster",
                date: "2026-11-20",
            },
        });
        expect(existsSync(`${file}.new`)).toBe(false);
    });

    const OF_S3 = "AmazonS3 eu-west-1";

    test.each([
        [
            "a file is not there",
            { ...FILES, [OF_S3]: "missing" },
            /cannot read http:.*AmazonS3.*eu-west-1.*: status 404\. Nothing was/,
        ],
        [
            "a file is another one",
            { ...FILES, [OF_S3]: "<html>\n".repeat(9) },
            /AmazonS3.*is no file of AWS's price list: no column TermType, StartingRange/,
        ],
        [
            "a file has no day",
            { ...FILES, [OF_S3]: offerFile("AmazonS3", [], { published: "soon" }) },
            /is no file of AWS's price list: no Publication Date/,
        ],
        [
            "a file lacks a column",
            {
                ...FILES,
                [OF_S3]: offerFile("AmazonS3", [], {
                    columns: ["TermType", "StartingRange", "PricePerUnit", "Currency"],
                }),
            },
            /no column usageType/,
        ],
    ])("writes nothing when %s", async (_, files, message) => {
        await expect(run("--write", "--base", await served(files))).rejects.toThrow(message);
        expect(readFileSync(file, "utf8")).toBe("as it was");
        expect(printed).toBe("");
    });

    test("writes nothing when a file breaks off", async () => {
        await expect(run("--write", "--base", await served({ ...FILES, [OF_S3]: "broken" }))).rejects.toThrow(
            /cannot read http:.*AmazonS3.*eu-west-1.*Nothing was changed/,
        );
        expect(readFileSync(file, "utf8")).toBe("as it was");
    });

    test("names what it cannot reach, and the way out", async () => {
        const url = await served({});
        await list?.stop();
        await expect(run("--write", "--base", url)).rejects.toThrow(
            /^cannot read http.*AmazonEC2\/current\/us-east-1\/index\.csv: .*ECONNREFUSED.* Nothing was changed; try again, or name a mirror/,
        );
    });

    test("refuses what is no address", async () => {
        await expect(run("--base", "nowhere")).rejects.toThrow(
            "--base nowhere: must be a URL such as https://pricing.us-east-1.amazonaws.com",
        );
    });
});
