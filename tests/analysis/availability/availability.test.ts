import * as fs from "node:fs";
import * as path from "node:path";
import pc from "picocolors";
import {
    assumptionsWith,
    availabilityOfGraph,
    dependencyProblems,
    type Availability,
} from "../../../analysis/availability";
import { systemAvailability } from "../../../analysis/availability/blocks";
import { modelOf } from "../../../analysis/availability/model";
import { simulate } from "../../../analysis/availability/simulation";
import { MAINTENANCE, RATES, SERVICES } from "../../../analysis/availability/rates";
import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { renderAvailability } from "../../../cli/render/availability";
import { PROJECT_ROOT } from "../../../cli/stackFile";
import type { Workload } from "../../../contracts";
import { evaluateStack } from "../../support/evaluation";
import { graphOf, resource } from "../../support/syntheticGraph";
import { API, component, GATEWAY, graphWith, POSTGRES, WEB, WEBSOCKET, WORKER, workload, ZONES } from "./graphs";

function availability(graph: ResourceGraph): Availability {
    const found = availabilityOfGraph(graph);
    if (found === undefined) {
        throw new Error("nobody is served");
    }
    return found;
}

const kinds = ({ singlePointsOfFailure }: Availability) =>
    singlePointsOfFailure.map(({ kind, name, journeys }) => [kind, name, journeys.join()]);

describe("journeys", () => {
    test("need the entry, what they start with, and all that this depends on", () => {
        const { journeys } = availability(graphWith());
        expect(Object.entries(journeys).map(([name, { needs }]) => [name, needs])).toEqual([
            ["chat", ["dify-api", "dify-web", "gateway", "postgres"]],
            ["indexing", ["dify-api", "dify-worker", "gateway", "postgres"]],
            ["console", ["dify-api", "dify-web", "dify-websocket", "gateway", "postgres"]],
        ]);
    });

    test("in all are less available than each", () => {
        const { total, journeys } = availability(graphWith());
        expect(Object.values(journeys).every((journey) => journey.availability > total)).toBe(true);
    });

    test("do not wait for a workload whose pause only delays", () => {
        const beat = workload("beat", { quorum: 0, members: { min: 1, max: 1 } });
        const { journeys } = availability(graphWith([{ ...API, dependsOn: ["postgres", "beat"] }, beat]));
        expect(journeys.chat.needs).not.toContain("beat");
    });

    test("a stack that serves nobody has no availability", () => {
        expect(availabilityOfGraph(graphOf(component([GATEWAY])))).toBeUndefined();
        expect(renderAvailability(availabilityOfGraph(graphOf(component([GATEWAY]))), pc)).toEqual([]);
    });
});

describe("single points of failure", () => {
    test("of a stack that has none but its site", () => {
        expect(kinds(availability(graphWith()))).toEqual([["region", "region", "chat,indexing,console"]]);
    });

    test("a lone member, by the journeys that need it", () => {
        expect(kinds(availability(graphWith([{ ...WEBSOCKET, members: { min: 1, max: 1 } }])))).toEqual([
            ["member", "dify-websocket", "console"],
            ["region", "region", "chat,indexing,console"],
        ]);
    });

    test("the zone that holds two of three with a quorum of two", () => {
        expect(kinds(availability(graphWith([{ ...POSTGRES, zones: ["a", "b"] }])))).toEqual([
            ["zone", "a", "chat,indexing,console"],
            ["region", "region", "chat,indexing,console"],
        ]);
    });

    test("the one zone that all members may be in when nothing spreads them", () => {
        expect(kinds(availability(graphWith([{ ...POSTGRES, spread: "none" }])))[0]).toEqual([
            "zone",
            "a",
            "chat,indexing,console",
        ]);
    });

    test("the only NAT gateway and its zone, for what asks models; those of every zone are none", () => {
        const nat = (zone: string) => [
            resource(`subnet-${zone}`, { type: "aws:ec2/subnet:Subnet", inputs: { availabilityZone: zone } }),
            resource(`nat-${zone}`, { type: "aws:ec2/natGateway:NatGateway", dependencies: [`subnet-${zone}`] }),
        ];
        expect(kinds(availability(graphWith([], ...nat("b"))))).toEqual([
            ["member", "NAT gateway", "chat,indexing"],
            ["zone", "b", "chat,indexing"],
            ["region", "region", "chat,indexing,console"],
        ]);
        const each = availability(graphWith([], ...ZONES.flatMap(nat)));
        expect(kinds(each)).toEqual([["region", "region", "chat,indexing,console"]]);
        expect(each.contributors[0]).toMatchObject({ name: "region" });
        expect(each.contributors[1]).toMatchObject({ name: "NAT gateways", cause: "failure" });
        // Half a failure a year for half an hour.
        expect(each.contributors[1]?.downtimeMinutesPerMonth).toBeCloseTo(15 / 12, 2);
    });
});

describe("services of a provider", () => {
    const BALANCER = resource("balancer", { type: "aws:lb/loadBalancer:LoadBalancer" });

    test("count as their provider says, and by its promise", () => {
        const { total, promised } = availability(graphWith());
        const behind = availability(graphWith([], BALANCER));
        expect(promised).toBeNull();
        expect(behind.total).toBeCloseTo(total * 0.9999, 8);
        expect(behind.promised).toBeCloseTo(total * 0.9999, 8);
    });

    test("for a workload there is a promise when it is in several zones", () => {
        const rds = (zones: string[]) => {
            const postgres = { ...POSTGRES, pods: undefined, quorum: 1, zones, members: { min: 2, max: 2 } };
            return graphOf(
                component([GATEWAY, WEB, API, WORKER, WEBSOCKET]),
                resource("server", {
                    type: "dify-ha:index:RdsServer",
                    custom: false,
                    outputs: { workloads: [postgres] },
                }),
                resource("instance", { type: "aws:rds/instance:Instance", parent: "server" }),
            );
        };
        expect(availability(rds(["a"])).promised).toBeNull();
        const { total, promised } = availability(rds(["a", "b"]));
        expect(total - (promised ?? 0)).toBeCloseTo(0.0005, 4);
    });

    test("beside the way of requests end nothing", () => {
        const found = availability(graphWith([], resource("cluster", { type: "aws:eks/cluster:Cluster" })));
        expect(found.total).toBe(availability(graphWith()).total);
        expect(found.whatIf.at(-1)).toMatchObject({ lost: "API of EKS", stops: [], interruptionSeconds: 0 });
    });

    test("a second region shortens the loss of the first", () => {
        const copies = resource("copies", {
            type: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        });
        const region = (graph: ResourceGraph) =>
            availability(graph).contributors.find(({ name }) => name === "region")?.downtimeMinutesPerMonth;
        expect(region(graphWith())).toBeCloseTo((0.1 * 360) / 12, 2);
        // Half an hour to decide, and the longer of the two ways back.
        expect(region(graphWith([], copies))).toBeCloseTo((0.1 * (30 + 192)) / 12, 2);
    });
});

test("what if: each zone, each primary, each service", () => {
    const { whatIf } = availability(
        graphWith([{ ...POSTGRES, zones: ["a", "b"] }], resource("bucket", { type: "aws:s3/bucket:Bucket" })),
    );
    expect(
        whatIf.map(({ lost, kind, stops, interruptionSeconds }) => [lost, kind, stops.length, interruptionSeconds]),
    ).toEqual([
        ["a", "zone", 3, null],
        ["b", "zone", 0, 60],
        ["c", "zone", 0, 55],
        ["postgres", "primary", 0, 60],
        ["S3", "service", 3, null],
    ]);
    expect(whatIf[0]?.availabilityMeanwhile).toBe(0);
    // Two of two members are left, and both are needed.
    expect(whatIf[3]?.availabilityMeanwhile).toBeLessThan(availability(graphWith()).total);
});

test("contributors are at most ten, the largest first, and what they cost is gone without them", () => {
    const { contributors } = availability(graphWith());
    expect(contributors).toHaveLength(10);
    const costs = contributors.map(({ downtimeMinutesPerMonth }) => downtimeMinutesPerMonth);
    expect(costs).toEqual([...costs].sort((one, other) => other - one));
    // Twelve elections a year of a minute each.
    expect(contributors.find(({ cause }) => cause === "maintenance")).toMatchObject({ name: "postgres" });
    expect(contributors.find(({ cause }) => cause === "maintenance")?.downtimeMinutesPerMonth).toBeCloseTo(1, 2);
});

describe("what is unknown is counted and told", () => {
    const told = (graph: ResourceGraph) => availability(graph).notModelled.map(({ what, count }) => `${count} ${what}`);
    const OUTSIDE = [
        "1 the object store, which is not of this stack",
        "1 what leads to the gateway, which is not of this stack",
        "1 the way out, which is not of this stack",
        "1 DNS of the public name, which is not of this stack",
        "1 model providers and the way to them",
        "1 the users' way here",
        "1 a release that is wrong in itself",
    ];

    test("nothing but what is outside, where everything is known", () => {
        expect(told(graphWith())).toEqual(OUTSIDE);
    });

    test.each<[string, GraphResource | Workload[], string]>([
        ["a type of AWS", resource("queue", { type: "aws:sqs/queue:Queue" }), "1 aws:sqs/queue:Queue"],
        [
            "a chart",
            resource("chart", { type: "kubernetes:helm.sh/v3:Release", inputs: { chart: "vault" } }),
            "1 chart vault",
        ],
        [
            "pods that no workload is",
            resource("pods", {
                type: "kubernetes:apps/v1:Deployment",
                inputs: {
                    kind: "Deployment",
                    metadata: { name: "extra" },
                    spec: { selector: { matchLabels: { app: "x" } } },
                },
            }),
            "1 Deployment extra",
        ],
        [
            "a dependency on nothing",
            [{ ...API, dependsOn: ["postgres", "qdrant"] }],
            "3 workload qdrant, which is needed and not in the plan",
        ],
        [
            "a workload that serves no journey",
            [workload("dify-api-canary")],
            "1 workload dify-api-canary, which no journey leads to",
        ],
    ])("%s", (_title, extra, line) => {
        const graph = Array.isArray(extra) ? graphWith(extra) : graphWith([], extra);
        expect(told(graph)).toEqual([line, ...OUTSIDE]);
    });

    test("pods that are a workload's are known", () => {
        const inputs = {
            kind: "Deployment",
            metadata: { name: "dify-api" },
            spec: { selector: { matchLabels: { app: "dify-api", more: "labels" } } },
        };
        const known = resource("api", { type: "kubernetes:apps/v1:Deployment", inputs });
        expect(told(graphWith([], known))).toEqual(OUTSIDE);
    });
});

describe("a circle of dependencies", () => {
    test("is named", () => {
        const graph = graphWith([{ ...POSTGRES, dependsOn: ["dify-worker"] }]);
        expect(dependencyProblems(graph)).toEqual([
            {
                path: "workloads",
                message: "depend on each other in a circle: postgres → dify-worker → postgres",
            },
        ]);
    });

    test("is none where several depend on one", () => {
        expect(dependencyProblems(graphWith())).toEqual([]);
    });
});

test("every rate says where it comes from, and since when", () => {
    [...Object.values(RATES), ...SERVICES].forEach(({ source, date, assumption }) => {
        expect(source.length).toBeGreaterThan(20);
        expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
        expect(assumption || source.startsWith("https://")).toBe(true);
    });
    Object.values(MAINTENANCE).forEach(({ source }) => {
        expect(source.length).toBeGreaterThan(20);
    });
});

describe("the repository's stacks", () => {
    let graphs: Record<"prod" | "staging", ResourceGraph>;

    beforeAll(async () => {
        graphs = { prod: await evaluateStack("prod"), staging: await evaluateStack("staging") };
    });

    test("prod keeps its objective, and no workload or zone of it is a single point of failure", () => {
        const found = availability(graphs.prod);
        expect(found.total).toBeGreaterThan(0.9995);
        expect(kinds(found).map(([kind, name]) => `${kind} ${name}`)).toEqual([
            "region region",
            "service Route 53",
            "service Network Load Balancer",
            "service S3",
        ]);
    });

    test("staging hangs on its only NAT gateway, and on the zone that has two of three members of etcd", () => {
        const found = availability(graphs.staging);
        expect(found.total).toBeLessThan(availability(graphs.prod).total);
        expect(kinds(found).slice(0, 2)).toEqual([
            ["member", "NAT gateway", "chat,indexing"],
            ["zone", "eu-central-1a", "chat,indexing,console"],
        ]);
    });

    test.each(["prod", "staging"] as const)("the README tells the figures of %s", (stack) => {
        const { total, promised, journeys, downtimeMinutesPerMonth } = availability(graphs[stack]);
        const percent = (share: number | null) => `${(100 * (share ?? 0)).toFixed(3)} %`;
        const cells = [
            `\`${stack}\``,
            ...[journeys.chat.availability, journeys.indexing.availability, journeys.console.availability, total].map(
                percent,
            ),
            `${downtimeMinutesPerMonth.toFixed(1)} min`,
            percent(promised),
        ];
        const rows = fs
            .readFileSync(path.join(PROJECT_ROOT, "README.md"), "utf8")
            .split("\n")
            .map((line) => line.split("|").map((cell) => cell.trim()));
        expect(rows).toContainEqual(["", ...cells, ""]);
    });

    test("100,000 simulated years of prod agree within half a percent of the unavailability", () => {
        const total = modelOf(graphs.prod)?.total;
        if (total === undefined) {
            throw new Error("prod serves somebody");
        }
        const { availability: simulated, years, overlapping } = simulate(total, 100_000, 11);
        expect(Math.abs((1 - simulated) / (1 - systemAvailability(total)) - 1)).toBeLessThan(0.005);
        expect(Math.round(years / 1000)).toBe(100);
        expect(overlapping).toBeGreaterThan(10_000);
    });
});

test("people read it so", () => {
    const graph = graphWith(
        [{ ...POSTGRES, zones: ["a", "b"] }],
        resource("balancer", { type: "aws:lb/loadBalancer:LoadBalancer" }),
    );
    expect(renderAvailability(availabilityOfGraph(graph), pc.createColors(false))).toEqual([
        [
            "Availability, expected",
            "journey      available  down a month   a year  by promises alone",
            "chat          99.969 %      13.7 min  164 min           99.969 %",
            "indexing      99.969 %      13.7 min  164 min           99.969 %",
            "console       99.968 %      14.0 min  168 min           99.968 %",
            "all of them   99.967 %      14.3 min  171 min           99.967 %",
            "Most of it:",
            "  4.4 min a month  Network Load Balancer, service",
            "  4.0 min a month  a, zone",
            "  3.0 min a month  region",
            "  1.0 min a month  postgres, maintenance",
            "  0.3 min a month  postgres, failure",
            "Single points of failure:",
            "  a, zone: chat, indexing, console",
            "  region: chat, indexing, console",
            "  Network Load Balancer, service: chat, indexing, console",
            "If this is lost:",
            "  a: ends chat, indexing, console",
            "  b: up to 60 s until it goes on",
            "  c: up to 55 s until it goes on",
            "  primary of postgres: up to 60 s until it goes on",
            "Not modelled: 6 things of 6 kinds, listed in plan.json",
        ].join("\n"),
    ]);
});

describe("what somebody knows better", () => {
    const BUCKET = resource("bucket", { type: "aws:s3/bucket:Bucket" });
    const shares = (overrides: Parameters<typeof assumptionsWith>[0]) =>
        availabilityOfGraph(graphWith([], BUCKET), assumptionsWith(overrides))?.contributors ?? [];

    test("stands in place of an assumption, and of no other", () => {
        const region = { of: "region", failuresPerYear: 12, repairSeconds: 3600 } as const;
        const [first, ...others] = shares({ rates: [region], services: [] });
        expect(first).toMatchObject({ name: "region" });
        expect(first?.downtimeMinutesPerMonth).toBeCloseTo(60, 0);
        expect(others[0]).toMatchObject({ name: "S3" });
        expect(others[0]?.downtimeMinutesPerMonth).toBeCloseTo(4.4, 1);
    });

    test("of a service, too", () => {
        const [first] = shares({ rates: [], services: [{ of: "objectStore", availability: 0.99 }] });
        expect(first).toMatchObject({ name: "S3" });
        expect(first?.downtimeMinutesPerMonth).toBeCloseTo(438, 0);
    });
});
