import pc from "picocolors";
import { regionLossOf } from "../../../analysis/recovery/regionLoss";
import { renderRegionLoss } from "../../../cli/render/regionLoss";
import { graphOf, resource } from "../../support/syntheticGraph";

const replicated = (name: string, minutes: number | undefined) =>
    resource(name, {
        type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        inputs: {
            rules: [{ destination: minutes === undefined ? {} : { replicationTime: { time: { minutes } } } }],
        },
    });

const PRIMARY = graphOf(
    resource("copies", { type: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication" }),
    replicated("files", 15),
    replicated("vectors", undefined),
    resource("keys", { type: "aws:secretsmanager/secret:Secret", inputs: { replicas: [{ region: "eu-west-1" }] } }),
    resource("other", { type: "aws:secretsmanager/secret:Secret" }),
);

const secondary = (database: "backups" | "replica") => ({ ...graphOf(), outputs: { takesOver: { database } } });

test("a stack without a second region promises nothing", () => {
    expect(regionLossOf(graphOf(resource("a")))).toBeUndefined();
    expect(renderRegionLoss(regionLossOf(graphOf(resource("a"))), pc)).toEqual([]);
});

test("a primary loses what its own resources say: bucket by bucket, and the secrets that have copies", () => {
    const { role, losses } = regionLossOf(PRIMARY) ?? {};
    expect(role).toBe("primary");
    expect(losses?.map(({ data, minutes }) => [data, minutes])).toEqual([
        ["database, restored from backups", 30],
        ["database, from a replica", 1],
        ["bucket files", 15],
        ["bucket vectors", null],
        ["secret keys", 0],
        ["Redis", null],
        ["vector indexes", null],
    ]);
    expect(losses?.every(({ source }) => source.length > 10)).toBe(true);
});

test.each([
    [
        "backups",
        180 + 10 + 2,
        ["restore the database", "create Redis, nodes, Milvus", "start Dify", "move the public name"],
    ],
    // The rest of the data tier takes longer than the promotion beside it.
    [
        "replica",
        20 + 10 + 2,
        ["promote the replica", "create Redis, nodes, Milvus", "start Dify", "move the public name"],
    ],
] as const)("a second region from %s serves after %d minutes", (database, minutes, what) => {
    const found = regionLossOf(secondary(database));
    expect(found?.role).toBe("secondary");
    expect(found?.ways.map((way) => [way.database, way.minutes])).toEqual([[database, minutes]]);
    expect(found?.ways[0]?.steps.map((step) => step.what)).toEqual(what);
    expect(found?.losses.map((loss) => loss.minutes)).toEqual([database === "backups" ? 30 : 1, null, null]);
});

test("people read it so", () => {
    expect(renderRegionLoss(regionLossOf(secondary("backups")), pc.createColors(false))).toEqual([
        [
            "Taking over from the primary region",
            "data                             lost at most",
            "database, restored from backups        30 min",
            "Redis                                 no copy",
            "vector indexes                        no copy",
            "Serving 192 min after the decision, with the database from its backups:",
            "  1. restore the database, 180 min | create Redis, nodes, Milvus, 20 min",
            "  2. start Dify, 10 min",
            "  3. move the public name, 2 min",
        ].join("\n"),
    ]);
});

test("a primary shows both ways", () => {
    const [text = ""] = renderRegionLoss(regionLossOf(PRIMARY), pc.createColors(false));
    expect(text.split("\n").filter((line) => line.startsWith("Serving"))).toEqual([
        "Serving 192 min after the decision, with the database from its backups:",
        "Serving 32 min after the decision, with the database from a replica:",
    ]);
});
