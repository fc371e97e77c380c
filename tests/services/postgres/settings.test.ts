import { clientBounds } from "../../../rehearsal/services/postgres/clientBounds";
import { configurationText, slotOf, synchronousStandbyNames } from "../../../rehearsal/services/postgres/settings";

const ALL = ["a-1", "a-2", "a-3"];

test.each([
    ["required", ["a-2", "a-3"], 'ANY 1 ("a-1","a-2","a-3")'],
    ["required", [], 'ANY 1 ("a-1","a-2","a-3")'],
    ["preferred", ["a-2", "a-3"], 'ANY 1 ("a-2","a-3")'],
    ["preferred", ["a-3"], 'ANY 1 ("a-3")'],
    ["preferred", [], ""],
] as const)("durability %s with the standbys %j: %s", (dataDurability, standbys, names) => {
    expect(synchronousStandbyNames({ method: "any", number: 1, dataDurability }, ALL, standbys)).toBe(names);
});

test("what differs from server to server has the last word, and quotes are doubled", () => {
    const lines = configurationText({ wal_keep_size: "1GB", port: "1" }, { port: "2", cluster_name: "it's" }).split(
        "\n",
    );
    expect(lines).toContain("wal_keep_size = '1GB'");
    expect(lines).toContain("port = '2'");
    expect(lines).toContain("cluster_name = 'it''s'");
    expect(lines.filter((line) => line.startsWith("port"))).toHaveLength(1);
});

test("slots are named as the operator names them", () => {
    expect(slotOf("dify-pg-2")).toBe("_cnpg_dify_pg_2");
});

test("without options a client has no bounds", () => {
    expect(clientBounds("sslmode=require")).toEqual({ unacknowledged: Infinity, idle: Infinity, connect: Infinity });
});
