import { applyOverrides } from "../../config";
import { formatProblem } from "../../config/problems";
import { linesOf, MINIMAL } from "./minimal";

describe("values are read as YAML, except where the key holds a text", () => {
    test.each<[assignment: string, config: object]>([
        ["dify.version=1.16", { dify: { version: "1.16" } }],
        ["namespace=007", { namespace: "007" }],
        ["storage.secretAccessKey=a=b", { storage: { secretAccessKey: "a=b" } }],
        ["dify.api.requests.cpu=2", { dify: { api: { requests: { cpu: "2" } } } }],
        ["dify.api.replicas=4", { dify: { api: { replicas: 4 } } }],
        ["allowSingleZone=true", { allowSingleZone: true }],
        ["redis.cluster.enabled=false", { redis: { cluster: { enabled: false } } }],
        ["zones=[a,b,c]", { zones: ["a", "b", "c"] }],
        ["zones=a,b,c", { zones: "a,b,c" }],
        ["dify.api={replicas: 4}", { dify: { api: { replicas: 4 } } }],
        ["zones=[a", { zones: "[a" }],
        [" profile =large", { profile: "large" }],
    ])("%s", (assignment, config) => {
        expect(applyOverrides({}, [assignment])).toEqual({ config, problems: [] });
    });
});

test("the last assignment wins, and what is beside it stays", () => {
    const before = { dify: { api: { replicas: 3, processes: 1 } } };
    const { config } = applyOverrides(before, ["dify.api.replicas=4", "dify.api.replicas=5"]);
    expect(config).toEqual({ dify: { api: { replicas: 5, processes: 1 } } });
    expect(before).toEqual({ dify: { api: { replicas: 3, processes: 1 } } });
});

describe("what is no assignment is reported, and the others count", () => {
    test.each([
        ["foo", '--set = "foo": must be path=value, such as dify.api.replicas=4'],
        ["=hunter2", '--set = "": must be path=value, such as dify.api.replicas=4'],
        [
            "storage..secretAccessKey=hunter2",
            '--set = "storage..secretAccessKey": must be path=value, such as dify.api.replicas=4',
        ],
        ["dify.=1", '--set = "dify.": must be path=value, such as dify.api.replicas=4'],
    ])("%s", (assignment, line) => {
        const { config, problems } = applyOverrides({}, [assignment, "profile=large"]);
        expect(problems.map(formatProblem)).toEqual([line]);
        expect(config).toEqual({ profile: "large" });
    });
});

describe("what an assignment gets wrong is reported like the file's mistakes", () => {
    test.each([
        ["dify.version=1.16", 'dify.version = "1.16": must be a release of Dify such as 1.16.1'],
        ["dify.api.replcas=4", "dify.api.replcas: unknown key; did you mean dify.api.replicas?"],
        [
            "milvus.queryNode.limits.memroy=4Gi",
            "milvus.queryNode.limits.memroy: unknown key; did you mean milvus.queryNode.limits.memory?",
        ],
        ["dify.apii.replicas=4", "dify.apii: unknown key; did you mean dify.api?"],
        ["zones.0=a", 'zones = {"0":"a"}: must be a list, such as [a, b]'],
        ["dify.api.replicas=four", 'dify.api.replicas = "four": must be a whole number'],
        ["dify.api.replicas=", "dify.api.replicas = null: must be a whole number"],
    ])("%s", (assignment, line) => {
        expect(linesOf(applyOverrides(MINIMAL, [assignment]).config)).toEqual([line]);
    });
});
