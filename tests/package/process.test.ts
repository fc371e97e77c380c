import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { SCHEMA_FILE } from "../../package/provider";

/** The package as the engine starts it: a process of its own, in the folder of somebody else's program. */

const RUN_PLUGIN = path.join(PROJECT_ROOT, "node_modules/@pulumi/pulumi/cmd/run-plugin/index.js");

interface Client {
    getSchema(request: unknown, answer: (error: Error | null, response: { getSchema(): string }) => void): void;
    close(): void;
}
interface Protocol {
    readonly ResourceProviderClient: new (address: string, credentials: grpc.ChannelCredentials) => Client;
}
interface Messages {
    readonly GetSchemaRequest: new () => unknown;
}

const { ResourceProviderClient } = jest.requireActual<Protocol>("@pulumi/pulumi/proto/provider_grpc_pb");
const { GetSchemaRequest } = jest.requireActual<Messages>("@pulumi/pulumi/proto/provider_pb");

let folder: string;
let plugin: ChildProcess | undefined;

beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-package-"));
});

afterEach(() => {
    plugin?.kill();
    fs.rmSync(folder, { recursive: true });
});

/** The first line of output: the port. What was written instead when there is none. */
function portOf(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
        let output = "";
        let errors = "";
        child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
        child.stdout?.on("data", (chunk: Buffer) => {
            output += chunk.toString();
            if (output.includes("\n")) {
                resolve(Number(output));
            }
        });
        child.on("exit", (code) => reject(new Error(`exit ${code}: ${errors}`)));
    });
}

test("answers with the schema, whatever compiles the other program", async () => {
    // Settings by which this program would not compile.
    fs.writeFileSync(
        path.join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions: { target: "es2015", lib: ["es2015"], strict: true, module: "esnext" } }),
    );
    plugin = spawn(process.execPath, [RUN_PLUGIN, PROJECT_ROOT, "127.0.0.1:1"], { cwd: folder });
    const client = new ResourceProviderClient(`127.0.0.1:${await portOf(plugin)}`, grpc.credentials.createInsecure());
    const schema = await new Promise<string>((resolve, reject) => {
        client.getSchema(new GetSchemaRequest(), (error, response) =>
            error === null ? resolve(response.getSchema()) : reject(error),
        );
    });
    client.close();
    expect(schema).toBe(fs.readFileSync(SCHEMA_FILE, "utf8"));
}, 60_000);

test("the program is still the program: Pulumi finds its entry point where it was", () => {
    expect(fs.readFileSync(path.join(PROJECT_ROOT, "Pulumi.yaml"), "utf8")).toMatch(/^main: index\.ts$/m);
});
