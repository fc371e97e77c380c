import { spawn, type ChildProcess } from "node:child_process";
import * as path from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
    AnalyzeRequest,
    AnalyzerResource,
    AnalyzerResourceOptions,
    AnalyzeStackRequest,
    type AnalyzeResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { evaluateStack } from "../support/evaluation";

/** The pack as the engine runs it: Pulumi's own runner in a process of its own, asked over the engine's protocol. */

/** Stands for a value that a preview does not know yet (sdk/nodejs/runtime/rpc.ts). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let pack: ChildProcess;
let client: AnalyzerClient;
let graph: ResourceGraph;

beforeAll(async () => {
    const runner = path.join(PROJECT_ROOT, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    pack = spawn(process.execPath, [runner, "127.0.0.1:1", "."], { cwd: path.join(PROJECT_ROOT, "policy") });
    const port = await new Promise<string>((resolve, reject) => {
        pack.stdout?.once("data", (text: Buffer) => resolve(text.toString().trim()));
        let errors = "";
        pack.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
        pack.once("exit", () => reject(new Error(`the pack has ended: ${errors}`)));
    });
    client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    graph = await evaluateStack("onprem");
}, 60_000);

afterAll(() => {
    client.close();
    pack.kill();
});

type Call<Request> = (request: Request, done: (error: Error | null, response: AnalyzeResponse) => void) => unknown;

/** What a call tells, a line each. */
async function tell<Request>(call: Call<Request>, request: Request): Promise<string[]> {
    const response = await new Promise<AnalyzeResponse>((resolve, reject) => {
        call.call(client, request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
    return response
        .getDiagnosticsList()
        .map((found) => `${LEVELS[found.getEnforcementlevel()]} ${found.getPolicyname()}: ${found.getMessage()}`);
}

const LEVELS = ["advisory", "mandatory"];

const structOf = (value: unknown) =>
    Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);

const optionsOf = ({ protect, parent }: GraphResource) => {
    const options = new AnalyzerResourceOptions().setProtect(protect);
    return parent === undefined ? options : options.setParent(parent);
};

/** What a deployment of these resources is told: first of each, as the program asks for it, then of all together. */
async function deploy(resources: readonly GraphResource[]): Promise<string[]> {
    const told: string[] = [];
    for (const resource of resources) {
        const request = new AnalyzeRequest()
            .setUrn(resource.urn)
            .setType(resource.type)
            .setName(resource.name)
            .setOptions(optionsOf(resource))
            .setProperties(structOf(resource.inputs));
        told.push(...(await tell<AnalyzeRequest>(client.analyze.bind(client), request)));
    }
    const registered = resources.map((resource) => {
        const { urn, type, name, custom, parent, dependencies, inputs, outputs = {} } = resource;
        const entry = new AnalyzerResource()
            .setUrn(urn)
            .setType(type)
            .setName(name)
            .setOptions(optionsOf(resource))
            .setDependenciesList([...dependencies])
            // A provider adds what nobody asked for.
            .setProperties(structOf(custom ? { ...inputs, ingress: [{ fromPort: 0 }] } : outputs));
        return parent === undefined ? entry : entry.setParent(parent);
    });
    const stack = new AnalyzeStackRequest().setResourcesList(registered);
    return [...told, ...(await tell<AnalyzeStackRequest>(client.analyzeStack.bind(client), stack))];
}

const headsOf = (told: readonly string[]) => told.map((line) => line.split(":")[0]);

test("stack onprem breaks nothing", async () => {
    expect(await deploy(graph.resources)).toEqual([]);
});

test("a mandatory rule that is broken stops the deployment, with place and remedy", async () => {
    expect(await deploy(graph.resources.filter(({ name }) => name !== "dify-api-pdb"))).toEqual([
        expect.stringMatching(
            /^mandatory pdb-present: .*\n?.*dify-api: no PodDisruptionBudget selects its pods\. Add a PodDisruptionBudget/s,
        ),
    ]);
});

/** What a first preview says of a disruption budget: its namespace and its pods are known to exist only later. */
const withUnknownBudget = (resources: readonly GraphResource[]) =>
    resources.map((resource) =>
        resource.name === "dify-api-pdb" ? { ...resource, inputs: { ...resource.inputs, spec: UNKNOWN } } : resource,
    );

test("what a preview does not know yet is taken from an evaluation, and judged", async () => {
    expect(await deploy(withUnknownBudget(graph.resources))).toEqual([]);
});

test("where the evaluation is not of the same resources, it is not judged", async () => {
    const others = graph.resources.filter(({ name }) => name !== "dify-web-pdb");
    const told = await deploy(withUnknownBudget(others));
    expect(headsOf(told).filter((head) => head?.startsWith("mandatory"))).toEqual([]);
    expect(told.filter((line) => line.includes("can't run policy 'pdb-present'"))).toHaveLength(1);
    expect(told.filter((line) => line.includes("can't run policy 'replicas-quorum'"))).toEqual([]);
});

test("a credential of everyone's is found although other values are not known yet, and is not shown", async () => {
    const told = await deploy(
        graph.resources.map((resource) => {
            const { type, name, inputs } = resource;
            return type !== "kubernetes:core/v1:Secret"
                ? resource
                : name === "redis-auth"
                  ? { ...resource, inputs: { ...inputs, stringData: { password: "difyai123456" } } }
                  : { ...resource, inputs: { ...inputs, stringData: UNKNOWN } };
        }),
    );
    expect(headsOf(told).filter((head) => head?.startsWith("mandatory"))).toEqual(["mandatory no-upstream-credential"]);
    expect(told.join()).not.toContain("difyai123456");
});
