import { capacityOf, type NodeScenario } from "../../../analysis/capacity";
import { demandsOf } from "../../../analysis/capacity/demand";
import type { GraphResource } from "../../../analysis/graph";
import type { Workload } from "../../../contracts";
import { graphOf, resource } from "../../support/syntheticGraph";
import { component, deployment, eksGroup, evenOver, networkPlugin, subnet, workload, ZONES } from "./graphs";

/** Three zones with so many nodes of 3.72 cores each; what the cluster itself runs takes one core in each. */
function zones(min: number, max: number, change: Record<string, unknown> = {}): GraphResource[] {
    return [
        networkPlugin({ ENABLE_PREFIX_DELEGATION: "true" }),
        ...ZONES.flatMap((zone) => [subnet(zone), eksGroup(zone, min, max, change)]),
    ];
}

function scenariosOf(nodes: readonly GraphResource[], workloads: readonly Workload[], ...objects: GraphResource[]) {
    const capacity = capacityOf(graphOf(...nodes, component(...workloads), ...objects));
    return (lost: string | null, which: NodeScenario["nodes"]) => {
        const found = capacity?.nodes?.scenarios.find(
            ({ lostZone, nodes: some }) => lostZone === lost && some === which,
        );
        if (found === undefined) {
            throw new Error(`no scenario without ${lost}`);
        }
        return found;
    };
}

const left = ({ unplaced }: NodeScenario) => unplaced.map(({ workload: name, count }) => `${count} x ${name}`);

test("all zones, and each of them lost, with the nodes that there are and with all that there may be", () => {
    const capacity = capacityOf(graphOf(...zones(1, 2), component(workload("web", 3))));
    expect(capacity?.nodes?.scenarios.map(({ lostZone, nodes }) => [lostZone, nodes])).toEqual([
        [null, "min"],
        [null, "max"],
        ["a", "min"],
        ["a", "max"],
        ["b", "min"],
        ["b", "max"],
        ["c", "min"],
        ["c", "max"],
    ]);
});

test("what a lost zone had needs room in the others, which more nodes give", () => {
    // Two of three cores in each zone run; the lost zone's two find 0.72 each.
    const without = scenariosOf(zones(1, 2), [workload("web", 6)]);
    expect(without(null, "min")).toMatchObject({
        fits: true,
        requested: { pods: 30, cpu: 9 },
        available: { cpu: 11.16 },
    });
    // 0.72 cores are left in each zone: five of the system's eight pods of 125m each.
    expect(left(without("a", "min"))).toEqual(["2 x web"]);
    expect(without("a", "max")).toMatchObject({ fits: true, unplaced: [], available: { cpu: 14.88 } });
    expect(without("a", "max").zones).toMatchObject([
        { zone: "b", available: { cpu: 7.44 }, used: { pods: 15, cpu: 4.5 } },
        { zone: "c", available: { cpu: 7.44 }, used: { pods: 15, cpu: 4.5 } },
    ]);
});

test("an autoscaler's maximum counts, and its minimum for what runs already", () => {
    const scaled = workload("web", 3, { members: { min: 3, max: 9 } });
    const without = scenariosOf(zones(1, 1), [scaled]);
    expect(left(without(null, "max"))).toEqual(["3 x web"]);
    const capacity = capacityOf(graphOf(...zones(1, 1), component(scaled)));
    expect(capacity?.requests).toEqual({ pods: 33, cpu: 12, memory: (9 + 6) * 1024 ** 3 });
});

describe("pods with a volume or an identity", () => {
    const store = workload("store", 3, { zoneBound: true });

    test("wait for their zone, and need no room elsewhere", () => {
        const lost = scenariosOf(
            [...zones(1, 1), ...ZONES.map((zone) => eksGroup(zone, 1, 1, { pool: "data" }))],
            [store],
        )("b", "max");
        expect(lost.lostWithZone).toEqual([
            { workload: "store", count: 1, reason: "their volume or their identity is in the lost zone" },
        ]);
        expect(lost).toMatchObject({ fits: true, requested: { pods: 26 } });
    });

    test("of a number that is uneven over the zones, as many as may be are lost, and as many as may be are left", () => {
        const lost = scenariosOf(
            [...zones(1, 1), ...ZONES.map((zone) => eksGroup(zone, 1, 1, { pool: "data" }))],
            [workload("pair", 2, { zoneBound: true })],
        )("a", "max");
        expect(lost.lostWithZone).toMatchObject([{ workload: "pair", count: 1 }]);
        expect(lost.requested.pods).toBe(26);
    });

    test("go to nodes for data, and find none where there are none", () => {
        const all = scenariosOf(zones(1, 1), [store])(null, "max");
        expect(all.unplaced).toEqual([
            { workload: "store", count: 3, reason: "no node that is left has the labels that they ask for" },
        ]);
    });
});

describe("constraints of the pods themselves", () => {
    const web = workload("web", 6);

    test("that do not count a lost zone let all of its pods move", () => {
        const without = scenariosOf(zones(2, 2), [web], deployment("web", evenOver("web")));
        expect(without("a", "max").fits).toBe(true);
    });

    test("that count a lost zone keep its pods waiting, though there is room", () => {
        const object = deployment("web", evenOver("web", { nodeTaintsPolicy: undefined }));
        const without = scenariosOf(zones(2, 2), [web], object);
        expect(without(null, "max").fits).toBe(true);
        expect(without("a", "max").unplaced).toEqual([
            {
                workload: "web",
                count: 2,
                reason: "where there is room are as many of them as their spread allows",
            },
        ]);
    });

    test("that ask for three zones keep its pods waiting too", () => {
        const without = scenariosOf(zones(2, 2), [web], deployment("web", evenOver("web", { minDomains: 3 })));
        expect(without(null, "max").fits).toBe(true);
        expect(left(without("c", "max"))).toEqual(["2 x web"]);
    });

    test("that only prefer a spread keep nothing", () => {
        const object = deployment("web", evenOver("web", { whenUnsatisfiable: "ScheduleAnyway", minDomains: 3 }));
        expect(scenariosOf(zones(2, 2), [workload("web", 6, { spread: "soft" })], object)("c", "max").fits).toBe(true);
    });

    test("are read wherever they stand, with the labels of nodes beside them", () => {
        const chart = resource("chart", {
            type: "kubernetes:helm.sh/v3:Release",
            inputs: { values: { deep: { spec: { ...evenOver("web", { maxSkew: 2 }), nodeSelector: { pool: "x" } } } } },
        });
        const [demand] = demandsOf(graphOf(component(web), chart));
        expect(demand).toMatchObject({
            nodeSelector: { pool: "x" },
            spread: { maxSkew: 2, countsLostZones: false, minDomains: 1 },
        });
    });
});

test("a job that comes by the clock needs room for one pod, and is not what requests need", () => {
    const job = resource("dump", {
        type: "kubernetes:batch/v1:CronJob",
        inputs: {
            spec: {
                jobTemplate: {
                    spec: {
                        template: {
                            spec: { containers: [{ resources: { requests: { cpu: "500m", memory: "512Mi" } } }] },
                        },
                    },
                },
            },
        },
    });
    expect(demandsOf(graphOf(component(workload("web", 1)), job))[1]).toEqual({
        workload: "dump",
        count: 1,
        least: 0,
        requests: { cpu: 0.5, memory: 512 * 1024 ** 2 },
        zones: ZONES,
        nodeSelector: {},
        zoneBound: false,
        needed: false,
    });
});

test("the loss of the only zone is not asked for", () => {
    const capacity = capacityOf(
        graphOf(subnet("a"), eksGroup("a", 1, 1), component(workload("web", 1, { zones: ["a"] }))),
    );
    expect(capacity?.nodes?.scenarios.map(({ lostZone }) => lostZone)).toEqual([null, null]);
});

describe("problems", () => {
    test("name what finds no node, zones alike together", () => {
        const capacity = capacityOf(graphOf(...zones(1, 1), component(workload("web", 6))));
        expect(capacity?.problems).toEqual(["without a or b or c, with all nodes that there may be, find none: web 2"]);
    });

    test("name a type that nobody knows, and then say nothing of pods", () => {
        const capacity = capacityOf(
            graphOf(...zones(1, 1, { instanceTypes: ["x9.large"] }), component(workload("web", 6))),
        );
        expect(capacity?.problems).toEqual(
            ZONES.map(
                (zone) =>
                    `general-${zone}: nothing is known of x9.large (analysis/capacity/instanceTypes.ts), so that its nodes count as none`,
            ),
        );
        expect(capacity?.nodes?.scenarios.every(({ fits }) => !fits)).toBe(true);
    });
});

test("where no machines are known there are sums, and nothing that does not fit", () => {
    const capacity = capacityOf(graphOf(component(workload("web", 6))));
    expect(capacity).toMatchObject({ nodes: null, requests: { pods: 30, cpu: 9 }, podAddresses: [], problems: [] });
});

test("a graph without pods has no capacity", () => {
    expect(capacityOf(graphOf(subnet("a"), eksGroup("a", 1, 1)))).toBeUndefined();
});
