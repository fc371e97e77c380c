import * as fs from "node:fs";
import * as path from "node:path";
import { readPreview, readState } from "../../cli/engineFile";
import { temporaryFolder } from "../support/files";
import { recordingFile } from "../support/recordings";

/** What is no preview, or no state, is refused by what it is. */

const WRITE_PREVIEW = "pulumi preview --json --show-sames > preview.json";
const WRITE_STATE = "pulumi stack export > state.json";

const folder = temporaryFolder();

async function messageOf(read: (file: string) => Promise<unknown>, text: string): Promise<string> {
    const file = path.join(folder, "given.json");
    fs.writeFileSync(file, text);
    return read(file).then(
        () => "it was read",
        (error: Error) => error.message.replaceAll(file, "FILE"),
    );
}

test.each<[string, string, string]>([
    ["nothing", " \n", `FILE is empty. Write it with: ${WRITE_PREVIEW}`],
    ["a state", '{"version":3,"deployment":{}}', "FILE is not a preview. It looks like a state: use --state"],
    [
        "a checkpoint",
        '{"version":3,"checkpoint":{"stack":"x"}}',
        `FILE is not a preview. It looks like a checkpoint of Pulumi's own backend: export it: ${WRITE_STATE}`,
    ],
    [
        "an update plan",
        '{"manifest":{},"resourcePlans":{}}',
        `FILE is not a preview. It looks like an update plan: write a preview: ${WRITE_PREVIEW}`,
    ],
    [
        "a plan",
        '{"stack":"prod","resources":[],"cost":null}',
        "FILE is not a preview. It looks like a plan of this program: it holds its analysis already",
    ],
    [
        "events",
        '{"sequence":0,"timestamp":1}\n{"sequence":1,"timestamp":1}\n',
        `FILE is not a preview. It looks like a stream of events: write a preview: ${WRITE_PREVIEW}`,
    ],
    ["anything else", '["x"]', `FILE is not a preview. Write one: ${WRITE_PREVIEW}`],
    [
        "a preview that is broken",
        '{"steps":[{"op":"create"}]}',
        `FILE is not a preview that can be read: steps.0.urn: Invalid input: expected string, received undefined. Write it anew: ${WRITE_PREVIEW}`,
    ],
])("%s is no preview", async (_, text, message) => {
    expect(await messageOf(readPreview, text)).toBe(message);
});

test("text for people is no preview", async () => {
    expect(await messageOf(readPreview, "Previewing update (prod):\n")).toMatch(
        /^FILE is not JSON \(.*\)\. Write it with: pulumi preview --json --show-sames > preview\.json$/,
    );
});

test.each<[string, string, string]>([
    ["a preview", '{"changeSummary":{}}', "FILE is not a state. It looks like a preview: use --preview"],
    ["an empty file", "", `FILE is empty. Write it with: ${WRITE_STATE}`],
    [
        "a state that is broken",
        '{"deployment":{"resources":[{"urn":"x","type":"y","custom":"yes"}]}}',
        `FILE is not a state that can be read: deployment.resources.0.custom: Invalid input: expected boolean, received string. Write it anew: ${WRITE_STATE}`,
    ],
])("%s is no state", async (_, text, message) => {
    expect(await messageOf(readState, text)).toBe(message);
});

test("a file that is not there, and one that is a folder", async () => {
    await expect(readState("/nowhere/state.json")).rejects.toThrow(/^\/nowhere\/state\.json cannot be read: ENOENT/);
    await expect(readPreview("/")).rejects.toThrow(/^\/ cannot be read: EISDIR/);
});

test("recordings are read", async () => {
    expect((await readState(recordingFile("local-state"))).deployment.resources).toHaveLength(107);
    expect((await readPreview(recordingFile("local-change"))).changeSummary).toMatchObject({ delete: 68 });
});
