import * as fs from "node:fs";
import * as path from "node:path";
import { costOf, type Cost, type Range } from "../../analysis/cost";
import { costDifference } from "../../analysis/cost/diff";
import { PRICE_BOOK_VERSION } from "../../analysis/cost/priceBook";
import { sum } from "../../analysis/cost/range";
import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { evaluateStack } from "../support/evaluation";
import { inputsOf, resourcesOf } from "../support/graph";

/** What the README says of stacks, settings, quotas and names, against the program. */

const README = read("README.md");

function read(file: string): string {
    return fs.readFileSync(path.join(PROJECT_ROOT, file), "utf8");
}

/** Cells of the rows of a table that begins with these titles. */
function tableOf(...titles: string[]): string[][] {
    const rows = README.split("\n\n")
        .map((block) => block.split("\n").map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim())))
        .find(([head]) => titles.every((title, index) => head?.[index + 1] === title));
    if (rows === undefined) {
        throw new Error(`no table begins with ${titles.join(", ")}`);
    }
    return rows.slice(2).map((cells) => cells.slice(1, -1));
}

/** The one fenced block that has a text in it. */
function blockWith(text: string): string {
    const blocks = [...README.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
    const found = blocks.filter((block) => block.includes(text));
    expect(found).toHaveLength(1);
    return found[0] ?? "";
}

test("every stack that is named has a file", () => {
    const stacks = tableOf("stack", "is").map(([name]) => name?.replaceAll("`", ""));
    expect(stacks).toEqual(expect.arrayContaining(["local", "prod", "staging", "onprem"]));
    const used = [...README.matchAll(/(?:npm run (?:plan|rehearse) --|pulumi stack init) ([a-z]+)/g)];
    for (const stack of [...stacks, ...used.map(([, name]) => name)]) {
        expect(fs.existsSync(path.join(PROJECT_ROOT, `Pulumi.${stack}.yaml`))).toBe(true);
    }
});

const SETTING =
    /`((?:aws|network|zones|cluster|domain|gateway|postgres|redis|milvus|storage|secrets|dify|dr|budget|recovery)\.[A-Za-z0-9.]+)(?::[^`]*)?`/g;

test("every setting that is named exists", () => {
    const keys = read("docs/configuration.md");
    const named = [...README.matchAll(SETTING)].map(([, key]) => key ?? "");
    expect(named).toContain("domain.hostedZoneId");
    expect(named.filter((key) => !keys.includes(key))).toEqual([]);
});

const VCPUS: Readonly<Record<string, number>> = { "m7i.large": 2, "m7i.xlarge": 4, "m7i.2xlarge": 8 };

/** `likely (low to high)` of some costs together. */
function rangeOf(costs: readonly Range[]): string {
    const { low, likely, high } = sum(costs);
    const [shown, from, to] = [likely, low, high].map((usd) => Math.round(usd).toLocaleString("en-US"));
    return high === 0 ? "–" : `${shown} (${from} to ${to})`;
}

/** Nodes and their vCPUs, at least and at most. */
function capacityOf(graph: ResourceGraph) {
    const groups = resourcesOf(graph, "aws:eks/nodeGroup:NodeGroup").map(({ inputs }) => {
        const { minSize, maxSize } = inputs.scalingConfig as { minSize: number; maxSize: number };
        const [type] = inputs.instanceTypes as [string];
        const vcpus = VCPUS[type] ?? NaN;
        return { nodes: [minSize, maxSize], vcpus: [minSize * vcpus, maxSize * vcpus] };
    });
    const sum = (of: "nodes" | "vcpus", bound: 0 | 1) =>
        groups.reduce((all, group) => all + (group[of][bound] ?? NaN), 0);
    return { nodes: [sum("nodes", 0), sum("nodes", 1)], vcpus: [sum("vcpus", 0), sum("vcpus", 1)] };
}

describe("on AWS", () => {
    let prod: ResourceGraph;
    let staging: ResourceGraph;
    beforeAll(async () => {
        prod = await evaluateStack("prod");
        staging = await evaluateStack("staging");
    });

    test("quotas are those that the stacks use", () => {
        const [addresses, vcpus] = tableOf("quota", "usually").map((cells) => cells.slice(2));
        const eips = (graph: ResourceGraph) => `${resourcesOf(graph, "aws:ec2/eip:Eip").length}`;
        expect([addresses?.[0]?.match(/^\d+/)?.[0], addresses?.[1]]).toEqual([eips(prod), eips(staging)]);
        const range = (graph: ResourceGraph) => {
            const [least, most] = capacityOf(graph).vcpus;
            return `${least}, up to ${most} when scaled out`;
        };
        expect(vcpus).toEqual([range(prod), range(staging)]);
    });

    test("the estimate is that of the plan, and counts the nodes that there are", async () => {
        const graphs = [prod, staging, await evaluateStack("dr")];
        const costs = graphs.map((graph) => costOf(graph) as Cost);
        const rows = tableOf("", "`prod`", "`staging`", "`dr`");
        const named = rows.map(([label]) => [...(label ?? "").matchAll(/`([a-z-]+)`/g)].map(([, name]) => name ?? ""));
        const known = new Set(named.flat());
        const cells = rows.map(([label], row) =>
            costs.map(({ components, monthlyUsd }) => {
                if (label === "together") {
                    return `**${rangeOf([monthlyUsd])}**`;
                }
                const ofRow = (component: string) =>
                    named[row]?.length === 0 ? !known.has(component) : named[row]?.includes(component);
                return rangeOf(components.filter(({ component }) => ofRow(component)).map((entry) => entry.monthlyUsd));
            }),
        );
        expect(rows.map(([, ...figures]) => figures)).toEqual(cells);
        expect(rows[0]?.[0]).toContain(
            `${graphs.map((graph) => capacityOf(graph).nodes.join(" to ")).join(", ")} nodes`,
        );
        expect(README).toContain(`of ${PRICE_BOOK_VERSION} ([analysis/cost/prices.json]`);
    });

    test("a replica in the second region costs what is said", async () => {
        const database = {
            from: "replica",
            automatedBackupsArn: undefined,
            sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
        };
        const replica = costOf(await evaluateStack("dr", { recovery: { database } }));
        const { monthlyUsd } = costDifference(replica, costOf(await evaluateStack("dr")));
        expect(README.replaceAll(/\s+/g, " ")).toContain(`for ${Math.round(monthlyUsd.likely)} more`);
    });

    test("requests are those of the fewest pods, and the vCPUs those of the fewest nodes", () => {
        const requested = (graph: ResourceGraph) =>
            workloadsOf(graph)
                .filter(({ pods }) => pods !== undefined)
                .reduce((sum, { members, requests }) => sum + members.min * requests.cpu, 0);
        const [of, and] = [prod, staging].map((graph) => [
            Math.round(requested(graph)),
            capacityOf(graph).vcpus[0],
        ]) as [number[], number[]];
        expect(README.replaceAll(/\s+/g, " ")).toContain(
            `\`prod\` request ${of[0]} vCPUs of the ${of[1]} that its fewest nodes have, those of \`staging\` ${and[0]} of ${and[1]}.`,
        );
    });

    test("the certificate that is waited for is the one that the Ingress asks for", () => {
        const { spec } = inputsOf<{ spec: { tls: { secretName: string }[] } }>(prod, "Ingress", "dify-ingress");
        expect(blockWith("kubectl -n dify wait")).toContain(`certificate/${spec.tls[0]?.secretName} `);
    });

    test("every output that is named exists, and none is left out", () => {
        const paragraphs = README.split("\n\n");
        const paragraph = paragraphs.find((text) => text.startsWith("`pulumi stack output` also gives")) ?? "";
        const names = [...paragraph.matchAll(/`([A-Za-z]+)`/g)].map(([, name]) => name);
        const others = ["hostedZoneId"];
        const named = ["url", ...names.filter((name) => !others.includes(name ?? ""))];
        expect(named.sort()).toEqual(Object.keys(prod.outputs).sort());
    });

    test("what is unlocked before destroying has those names", () => {
        const commands = blockWith("pulumi destroy");
        const { identifier } = inputsOf(prod, "aws:rds/instance:Instance", "postgres");
        expect(commands).toContain(`--db-instance-identifier ${String(identifier)} `);
        expect(commands).toContain(`--name ${String(inputsOf(prod, "aws:eks/cluster:Cluster", "cluster").name)} `);
    });
});
