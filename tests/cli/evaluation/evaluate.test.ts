import { spawnSync } from "node:child_process";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Provider } from "@pulumi/kubernetes/provider";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { ResourceGraph } from "../../../analysis/graph";
import { evaluate } from "../../../cli/evaluation/evaluate";
import { resourceOf } from "../../support/graph";

class Outer extends pulumi.ComponentResource {
    constructor(name: string, args: object, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Outer", name, args, opts);
        new Inner(`${name}-inner`, { parent: this });
        this.registerOutputs({ answer: 42, hidden: pulumi.secret("s3cret") });
    }
}

class Inner extends pulumi.ComponentResource {
    constructor(name: string, opts: pulumi.ComponentResourceOptions) {
        super("test:index:Inner", name, {}, opts);
        const first = new ConfigMap(
            `${name}-first`,
            { data: { plain: "p", secret: pulumi.secret("s"), nested: pulumi.output("n") } },
            { parent: this, protect: true, retainOnDelete: true },
        );
        new ConfigMap(`${name}-second`, { data: { uses: first.metadata.name } }, { parent: this });
        this.registerOutputs({});
    }
}

const run = (program: () => unknown, settings: Record<string, string> = {}) =>
    evaluate({ stack: "unit", settings, program });

describe("a graph", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await run(() => {
            const provider = new Provider("cluster");
            new Outer("outer", { size: 3, password: pulumi.secret("args") }, { provider });
            return { url: "https://example.com" };
        });
    });

    const urn = (types: string, name: string) => `urn:pulumi:unit::dify-ha::${types}::${name}`;
    const INNER = "test:index:Outer$test:index:Inner";

    test("has the URNs that the engine would give, with all types from the outermost component down, in order", () => {
        expect(graph.resources.map((resource) => resource.urn)).toEqual([
            urn("pulumi:providers:kubernetes", "cluster"),
            urn(`${INNER}$kubernetes:core/v1:ConfigMap`, "outer-inner-first"),
            urn(`${INNER}$kubernetes:core/v1:ConfigMap`, "outer-inner-second"),
            urn(INNER, "outer-inner"),
            urn("test:index:Outer", "outer"),
        ]);
    });

    test("names project, stack and what the program returned", () => {
        expect(graph).toMatchObject({ project: "dify-ha", stack: "unit", outputs: { url: "https://example.com" } });
    });

    test("says all of a resource that its options said", () => {
        expect(resourceOf(graph, "ConfigMap", "outer-inner-first")).toEqual({
            urn: urn(`${INNER}$kubernetes:core/v1:ConfigMap`, "outer-inner-first"),
            type: "kubernetes:core/v1:ConfigMap",
            name: "outer-inner-first",
            parent: urn(INNER, "outer-inner"),
            provider: urn("pulumi:providers:kubernetes", "cluster"),
            custom: true,
            protect: true,
            retainOnDelete: true,
            dependencies: [],
            inputs: { apiVersion: "v1", kind: "ConfigMap", data: { plain: "p", secret: "s", nested: "n" } },
            secretPaths: ["data.secret"],
            outputs: undefined,
        });
    });

    test("knows dependencies that come through an output, and no others", () => {
        expect(resourceOf(graph, "ConfigMap", "outer-inner-second")).toMatchObject({
            dependencies: [urn(`${INNER}$kubernetes:core/v1:ConfigMap`, "outer-inner-first")],
            protect: false,
            retainOnDelete: false,
        });
    });

    test("tells components by what they say of themselves, and where they are", () => {
        expect(resourceOf(graph, "Outer", "outer")).toMatchObject({
            custom: false,
            inputs: { size: 3, password: "args" },
            secretPaths: ["password"],
            outputs: { answer: 42 },
        });
        expect(resourceOf(graph, "Outer", "outer").parent).toBeUndefined();
        expect(resourceOf(graph, "Inner", "outer-inner").parent).toBe(urn("test:index:Outer", "outer"));
    });
});

test("a resource that a component is given is told by its URN", async () => {
    const graph = await run(() => {
        const first = new Outer("first", {});
        new Outer("second", { beside: first });
    });
    expect(resourceOf(graph, "Outer", "second").inputs).toEqual({
        beside: "urn:pulumi:unit::dify-ha::test:index:Outer::first",
    });
});

describe("evaluations in one process", () => {
    test("see their own configuration and resources only", async () => {
        const program = () => {
            new ConfigMap(pulumi.runtime.allConfig()["dify-ha:name"] ?? "none", {});
        };
        const graphs = [
            await run(program, { "dify-ha:name": "a" }),
            await run(program, { "dify-ha:name": "b" }),
            await run(program),
        ];
        expect(graphs.map(({ resources }) => resources.map(({ name }) => name))).toEqual([["a"], ["b"], ["none"]]);
    });

    test("make new passwords, of the length that was asked for", async () => {
        const passwords: string[] = [];
        const program = () => {
            new RandomPassword("p", { length: 24 }).result.apply((result) => passwords.push(result));
        };
        await run(program);
        await run(program);
        expect(passwords.map((password) => password.length)).toEqual([24, 24]);
        expect(new Set(passwords).size).toBe(2);
    });

    test("leave stack traces as they were", async () => {
        const before = Error.stackTraceLimit;
        await run(() => undefined);
        expect(Error.stackTraceLimit).toBe(before);
    });
});

describe("a program that throws", () => {
    test.each([
        [
            "at once",
            () => {
                throw new RangeError("wrong");
            },
        ],
        ["later", () => Promise.reject(new RangeError("wrong"))],
        [
            "after it registered something",
            () => {
                new ConfigMap("x", {});
                throw new RangeError("wrong");
            },
        ],
    ])("%s rejects the evaluation with its own error", async (_, program) => {
        await expect(run(program)).rejects.toEqual(new RangeError("wrong"));
    });

    test("inside an `apply` rejects the evaluation too, and leaves the process alive", () => {
        const { stdout, stderr, status } = spawnSync(
            process.execPath,
            ["-r", "@swc-node/register", path.join(__dirname, "failingApply.ts")],
            { encoding: "utf8", timeout: 30_000 },
        );
        expect({ stdout, stderr, status }).toEqual({
            stdout: 'rejected: error serializing property "data": wrong\n',
            stderr: "",
            status: 0,
        });
    }, 30_000);

    test("does not spoil the next evaluation", async () => {
        await expect(run(() => Promise.reject(new RangeError("wrong")))).rejects.toThrow("wrong");
        const graph = await run(() => {
            new ConfigMap("x", {});
        });
        expect(graph.resources.map(({ name }) => name)).toEqual(["x"]);
    });
});
