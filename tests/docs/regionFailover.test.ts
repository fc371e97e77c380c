import * as fs from "node:fs";
import * as path from "node:path";
import { DATA_READY, DATABASE_LOSS, DATABASE_READY, DIFY_READY } from "../../analysis/recovery/estimates";
import { regionLossOf, type RegionLoss } from "../../analysis/recovery/regionLoss";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { expectedSwitchSeconds } from "../../components/dns/failover";
import { REPLICATION_MINUTES } from "../../components/s3/replication";
import { schemaAt } from "../../config/schemaTree";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf } from "../support/graph";

// Whole stacks are evaluated, some of them twice.
jest.setTimeout(30_000);

const RUNBOOK = fs.readFileSync(path.join(PROJECT_ROOT, "docs/runbooks/region-failover.md"), "utf8");
const TEXT = RUNBOOK.replaceAll(/\s+/g, " ");

test("the table has the figures of the plan", async () => {
    const { ways } = regionLossOf(await evaluateStack("prod")) as RegionLoss;
    for (const { database, minutes } of ways) {
        const cells = (TEXT.split(`| \`${database}\` |`)[1] ?? "").split("|").map((cell) => cell.trim());
        expect(cells.slice(0, 3)).toEqual([
            `${DATABASE_LOSS[database].minutes} min`,
            `${REPLICATION_MINUTES} min`,
            `${minutes} min`,
        ]);
    }
});

test("so has the day itself", () => {
    expect(TEXT).toContain(
        `restored (about ${DATABASE_READY.backups.minutes} minutes) or the replica promoted (${DATABASE_READY.replica.minutes}), ` +
            `Redis and Milvus are made beside it (${DATA_READY.minutes})`,
    );
    expect(TEXT).toContain(`Dify starts (${DIFY_READY.minutes})`);
    expect(TEXT).toContain(`about ${expectedSwitchSeconds()} s after`);
});

test("every configuration key that it names is one", () => {
    const named = [...RUNBOOK.matchAll(/`((?:dr|recovery|domain|images)\.[A-Za-z.]+)[:`]/g)].map(
        ([, key]) => key ?? "",
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((key) => schemaAt(key.split(".")) === undefined)).toEqual([]);
});

test("fencing asks for more healthy children than the check has, and the dumps have the name that is told", async () => {
    const graph = await evaluateStack("prod");
    const [check] = resourcesOf(graph, "HealthCheck").filter(({ inputs }) => inputs["type"] === "CALCULATED");
    const threshold = Number(/--health-threshold (\d+)/.exec(RUNBOOK)?.[1]);
    expect(threshold).toBe((check?.inputs["childHealthchecks"] as string[]).length + 1);
    expect(resourcesOf(graph, "CronJob").map(({ inputs }) => (inputs["metadata"] as { name: string }).name)).toContain(
        /cronjob\/([a-z-]+)/.exec(RUNBOOK)?.[1],
    );
});
