import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { schemaAt } from "../../config/schemaTree";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf } from "../support/graph";

const RUNBOOK = fs.readFileSync(path.join(PROJECT_ROOT, "docs/runbooks/canary.md"), "utf8");

const found = (pattern: RegExp) => [...new Set([...RUNBOOK.matchAll(pattern)].map(([, match]) => match ?? ""))];

test("every configuration key that it names is one", () => {
    const keys = found(/\b((?:dify|postgres)\.[a-z][A-Za-z.]+)\b(?![(/])/g);
    expect(keys).toEqual(expect.arrayContaining(["dify.canary.weight", "dify.canary.enabled", "dify.drainSeconds"]));
    expect(keys.filter((key) => schemaAt(key.split(".")) === undefined)).toEqual([]);
});

test("what it names of the cluster is there", async () => {
    const graph = await evaluateStack("prod", {
        postgres: { maxConnections: 2000 },
        dify: { canary: { enabled: true, header: { name: "X", value: "y" } } },
    });
    const namesOf = (kind: string) =>
        resourcesOf(graph, kind).map(({ inputs }) => (inputs["metadata"] as { name: string }).name);
    expect(namesOf("Deployment")).toEqual(
        expect.arrayContaining(["dify-canary-api", "dify-canary-worker", "dify-canary-web"]),
    );
    expect(found(/(dify-canary-[a-z]+)/g).filter((name) => !namesOf("Deployment").includes(name))).toEqual([]);
    expect(namesOf("CronJob")).toContain(found(/cronjob\/([a-z-]+)/g)[0]);

    const clusters = namesOf("Service")
        .map((name) => `outbound_5001__${name}.dify.svc.cluster.local`)
        .filter((name) => /dify-(canary-)?api/.test(name));
    const [all, withoutStreams] = found(/cluster_name=~"([^"]+)"/g).map((text) => new RegExp(`^${text}$`));
    expect(clusters.filter((name) => all?.test(name)).length).toBe(4);
    expect(clusters.filter((name) => withoutStreams?.test(name))).toEqual([
        "outbound_5001__dify-api.dify.svc.cluster.local",
        "outbound_5001__dify-canary-api.dify.svc.cluster.local",
    ]);
});

test("the queues are where it says", async () => {
    const graph = await evaluateStack("onprem", {
        postgres: { maxConnections: 2000 },
        dify: { canary: { enabled: true, weight: 1 } },
    });
    const [number] = found(/Redis number (\d)/g);
    expect(JSON.stringify(resourcesOf(graph, "Deployment").map(({ inputs }) => inputs))).toContain(
        `redis-primary.dify.svc.cluster.local:6379/${number}"`,
    );
});
