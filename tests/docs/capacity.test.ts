import * as fs from "node:fs";
import * as path from "node:path";
import { capacityOf, type Capacity } from "../../analysis/capacity";
import { PROFILES, type Profile } from "../../config/profiles";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { evaluateStack } from "../support/evaluation";

/** What the README says of room and of what a profile gets done, against the capacity of stacks. */

const README = fs.readFileSync(path.join(PROJECT_ROOT, "README.md"), "utf8");

const shown = (figure: number) => figure.toLocaleString("en-US", { maximumFractionDigits: 1 });

async function rowOf(profile: Profile): Promise<string[]> {
    const capacity = capacityOf(await evaluateStack("onprem", { profile }));
    const vectors = capacity?.memory.find(({ what }) => what === "vectors of 1536 dims")?.holds?.count ?? 0;
    return [
        `\`${profile}\``,
        ...(capacity?.throughput ?? []).map(({ estimate: { low, likely, high } }) =>
            low === high ? shown(likely) : `${shown(likely)} (${shown(low)} to ${shown(high)})`,
        ),
        `${shown(vectors / 1e6)} million`,
    ];
}

const rows = README.split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("million"))
    .map((line) =>
        line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
    );

test("every profile has a row", () => {
    expect(rows.map(([profile]) => profile)).toEqual(PROFILES.map((profile) => `\`${profile}\``));
});

test.each(PROFILES.map((profile, index) => [profile, index] as const))("%s", async (profile, index) => {
    expect(rows[index]).toEqual(await rowOf(profile));
});

/** With a zone lost: nodes, pods without one, pods. */
function lostZone({ nodes }: Capacity, which: "min" | "max") {
    const lost = nodes?.scenarios.find((scenario) => scenario.lostZone !== null && scenario.nodes === which);
    return {
        nodes: nodes?.groups
            .filter(({ zone }) => zone !== lost?.lostZone)
            .reduce((sum, group) => sum + group.nodes[which], 0),
        without: lost?.unplaced.reduce((sum, { count }) => sum + count, 0),
        pods: lost?.requested.pods,
    };
}

test("what a lost zone leaves of prod and of staging", async () => {
    const capacityOfStack = async (stack: string) => capacityOf(await evaluateStack(stack)) as Capacity;
    const prod = await capacityOfStack("prod");
    const [there, most] = [lostZone(prod, "min"), lostZone(prod, "max")];
    const staging = lostZone(await capacityOfStack("staging"), "max");
    const text = README.replaceAll("\n", " ");
    expect(text).toContain(
        `\`prod\` has ${there.nodes} nodes left, on which ${there.without} of ${there.pods} pods wait for the autoscaler, and room for all on the ${most.nodes} that it may make`,
    );
    expect(most.without).toBe(0);
    expect(text).toContain(`\`staging\`, in two zones, lacks room for ${staging.without} of ${staging.pods}.`);
});
