import * as fs from "node:fs";
import * as path from "node:path";
import { costOf, type Cost } from "../../analysis/cost";
import { FREE } from "../../analysis/cost/free";
import { PRICERS } from "../../analysis/cost/pricers";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { AWS_VARIANTS } from "../support/variants";

/** Everything that stacks order on AWS has a price, or is free for a reason. */

// Whole stacks are evaluated.
jest.setTimeout(60_000);

const CREDENTIALS = (name: string) =>
    `arn:aws:secretsmanager:eu-central-1:123456789012:secret:ecr-pullthroughcache/${name}`;

const STACKS: Readonly<Record<string, { readonly stack: string; readonly change: RawConfig }>> = {
    ...AWS_VARIANTS,
    dr: { stack: "dr", change: {} },
    "dr when it is active": { stack: "dr", change: { recovery: { active: true } } },
    "dr with a replica": {
        stack: "dr",
        change: {
            recovery: {
                database: {
                    from: "replica",
                    automatedBackupsArn: undefined,
                    sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
                },
            },
        },
    },
    "caches of images": {
        stack: "prod",
        change: {
            aws: { accountId: "123456789012" },
            images: {
                pullThroughCache: true,
                credentials: { dockerHub: CREDENTIALS("docker-hub-AbCdEf"), github: CREDENTIALS("github-AbCdEf") },
            },
        },
    },
    "off-hours": {
        stack: "prod",
        change: { offHours: { timeZone: "Europe/Berlin", from: "08:00", until: "20:00" } },
    },
    "the largest profile": { stack: "prod", change: { profile: "large" } },
};

const ROOT = path.resolve(__dirname, "../..");

/** Classes of AWS that a folder's files import, such as `ec2/eip`; what only looks something up is no resource. */
function importedFrom(folder: string): string[] {
    return fs
        .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [
            ...fs
                .readFileSync(path.join(ROOT, folder, file), "utf8")
                .matchAll(/"@pulumi\/aws\/([a-z0-9]+\/(?!get)\w+)"/gi),
        ])
        .map(([, name]) => name ?? "");
}

test("every type that the program can order is priced, or free for a reason", () => {
    const known = [...Object.keys(PRICERS), ...Object.keys(FREE)].map((type) => type.split(":")[1] ?? "").sort();
    const imported = [...new Set(["components", "stacks"].flatMap(importedFrom))].sort();
    expect(imported).toEqual(known);
});

describe.each(Object.entries(STACKS))("%s", (_name, { stack, change }) => {
    let cost: Cost;
    let types: string[];
    beforeAll(async () => {
        const graph = await evaluateStack(stack, change);
        cost = costOf(graph) as Cost;
        types = [...new Set(graph.resources.map(({ type }) => type))].filter((type) => type.startsWith("aws:"));
    });

    test("every type is priced, or free for a reason", () => {
        expect(types.filter((type) => !(type in PRICERS) && !(type in FREE))).toEqual([]);
    });

    test("nothing is left out of the figures", () => {
        const { notModelled, missingPrices } = cost;
        expect({ notModelled, missingPrices }).toEqual({ notModelled: [], missingPrices: [] });
    });

    test("items add up to components, and these to the whole", () => {
        const { items, components, monthlyUsd } = cost;
        for (const bound of ["low", "likely", "high"] as const) {
            expect(items.reduce((all, item) => all + item[bound], 0)).toBeCloseTo(monthlyUsd[bound], 2);
            expect(components.reduce((all, entry) => all + entry.monthlyUsd[bound], 0)).toBeCloseTo(
                monthlyUsd[bound],
                2,
            );
        }
    });

    test("no figure is out of order", () => {
        expect(cost.items.filter(({ low, likely, high }) => !(0 <= low && low <= likely && likely <= high))).toEqual(
            [],
        );
    });
});
