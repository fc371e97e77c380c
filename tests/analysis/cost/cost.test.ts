import { costOf, type Cost } from "../../../analysis/cost";
import { budgetProblems } from "../../../analysis/cost/budget";
import { costDifference } from "../../../analysis/cost/diff";
import { formatProblem } from "../../../config/problems";
import { graphOf, resource } from "../../support/syntheticGraph";

const provider = (region: string) => resource(region, { type: "pulumi:providers:aws", inputs: { region } });

const component = (urn: string, parent?: string) =>
    resource(urn, { type: "dify-ha:index:Any", custom: false, ...(parent === undefined ? {} : { parent }) });

const address = (urn: string, parent: string, region = "us-east-1") =>
    resource(urn, { type: "aws:ec2/eip:Eip", provider: region, parent });

const GRAPH = graphOf(
    provider("us-east-1"),
    component("network"),
    component("inner", "network"),
    component("public"),
    address("nat", "inner"),
    address("ip", "public"),
    resource("gateway", { type: "aws:ec2/natGateway:NatGateway", provider: "us-east-1", parent: "network" }),
    resource("password", { type: "random:index/randomPassword:RandomPassword" }),
);

const knownCostOf = (graph = GRAPH) => costOf(graph) as Cost;

test("the cost is that of the components at the top, dearest first, and of all together", () => {
    const { monthlyUsd, components, prices, notModelled, missingPrices } = knownCostOf();
    expect(components).toEqual([
        { component: "network", monthlyUsd: { low: 37.4, likely: 41, high: 59 } },
        { component: "public", monthlyUsd: { low: 3.65, likely: 3.65, high: 3.65 } },
    ]);
    expect(monthlyUsd).toEqual({ low: 41.05, likely: 44.65, high: 62.65 });
    expect({ prices, notModelled, missingPrices }).toEqual({
        prices: "2026-11-25",
        notModelled: [],
        missingPrices: [],
    });
});

test("an item says what it is, how much of it there is, and where its price comes from", () => {
    expect(knownCostOf().items.find(({ what }) => what === "data through NAT")).toEqual({
        component: "network",
        resource: "gateway",
        what: "data through NAT",
        region: "us-east-1",
        quantity: { low: 20, likely: 100, high: 500 },
        unit: "GB",
        unitUsd: 0.045,
        low: 0.9,
        likely: 4.5,
        high: 22.5,
        source: "AWS's prices in us-east-1 as public tables have them, 2026-11-25",
    });
});

test("what is assumed is told once, and only what is", () => {
    expect(knownCostOf().assumptions).toEqual([
        "730 hours at on-demand prices, without reservations, Savings Plans, free tiers, support and tax",
        "calls of APIs (KMS, Secrets Manager, S3), snapshots of disks, RDS' Enhanced Monitoring and what models of providers cost are not in it",
        "backups of a database in its own region are free up to its size",
        "20, 100, 500 GB through each NAT gateway: models, plugins, packages",
    ]);
});

test("a type that nothing is known about is listed, and is not free", () => {
    const odd = resource("topic", { type: "aws:sns/topic:Topic", provider: "us-east-1" });
    const disk = resource("disk", {
        type: "kubernetes:example.com/v1:Store",
        inputs: { spec: { resources: { requests: { storage: "1Gi" } } } },
    });
    const { notModelled, monthlyUsd } = knownCostOf(graphOf(...GRAPH.resources, odd, disk));
    expect(notModelled).toEqual([
        { resource: "topic", type: "aws:sns/topic:Topic" },
        { resource: "disk", type: "kubernetes:example.com/v1:Store" },
    ]);
    expect(monthlyUsd).toEqual(knownCostOf().monthlyUsd);
});

test("a missing price is named, with the region where it is missing", () => {
    const far = address("far", "public", "ap-south-1");
    const huge = resource("redis", {
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        provider: "us-east-1",
        inputs: { nodeType: "cache.x9.huge", numCacheClusters: 2 },
    });
    const alone = resource("lost", { type: "aws:kms/key:Key" });
    const { missingPrices } = knownCostOf(graphOf(...GRAPH.resources, provider("ap-south-1"), far, huge, alone));
    expect(missingPrices).toEqual([
        { resource: "far", price: "vpc:publicAddress", region: "ap-south-1" },
        { resource: "redis", price: "elasticache:cache.x9.huge", region: "us-east-1" },
        { resource: "lost", price: "kms:key", region: "an unknown region" },
    ]);
});

test("a stack on a cluster of one's own has no cost", () => {
    expect(costOf(graphOf(resource("a")))).toBeUndefined();
});

describe("a difference", () => {
    const dearer = knownCostOf(
        graphOf(...GRAPH.resources, address("second", "public"), component("name"), address("third", "name")),
    );

    test("has what is more, less, new and gone", () => {
        expect(costDifference(dearer, knownCostOf())).toEqual({
            monthlyUsd: { low: 7.3, likely: 7.3, high: 7.3 },
            components: [
                { component: "name", monthlyUsd: { low: 3.65, likely: 3.65, high: 3.65 } },
                { component: "public", monthlyUsd: { low: 3.65, likely: 3.65, high: 3.65 } },
            ],
        });
        expect(costDifference(knownCostOf(), dearer).components).toEqual([
            { component: "name", monthlyUsd: { low: -3.65, likely: -3.65, high: -3.65 } },
            { component: "public", monthlyUsd: { low: -3.65, likely: -3.65, high: -3.65 } },
        ]);
    });

    test("to a stack without a cost is the cost, and of like stacks nothing", () => {
        expect(costDifference(dearer, undefined).monthlyUsd).toEqual(dearer.monthlyUsd);
        expect(costDifference(dearer, dearer)).toEqual({
            monthlyUsd: { low: 0, likely: 0, high: 0 },
            components: [],
        });
    });
});

describe("a budget", () => {
    const linesOf = (cost: Cost | undefined, usd: number | undefined) => budgetProblems(cost, usd).map(formatProblem);

    test.each([44.65, 100, undefined])("of %d is kept", (usd) => {
        expect(linesOf(knownCostOf(), usd)).toEqual([]);
    });

    test("that is too small names the three largest items", () => {
        expect(linesOf(knownCostOf(), 44)).toEqual([
            "budget.monthlyUsd = 44: the stack likely costs 45 USD a month; most are gateway, NAT gateway: 33; gateway, data through " +
                "NAT: 5; nat, public address: 4. Raise the budget, or lower what these are sized by",
        ]);
    });

    test("is not kept for certain when something has no price or no model", () => {
        const graph = graphOf(
            ...GRAPH.resources,
            address("far", "public", "nowhere"),
            resource("topic", { type: "aws:sns/topic:Topic", provider: "us-east-1" }),
        );
        expect(linesOf(costOf(graph), 100)).toEqual([
            "budget.monthlyUsd = 100: cannot be kept for certain: far (no price of vpc:publicAddress in an unknown region), topic " +
                "(aws:sns/topic:Topic is not modelled). Add what is missing to analysis/cost/prices.json, or leave the budget out",
        ]);
    });

    test("means nothing where nothing has a price list", () => {
        expect(linesOf(undefined, 1)).toEqual([]);
    });
});
