import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { ComponentFailure } from "../../rehearsal/cluster/componentFailure";

let folder: string;
let logFile: string;

beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "component-failure-test-"));
    logFile = path.join(folder, "etcd.log");
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function messageFor(...log: string[]): string[] {
    fs.writeFileSync(logFile, log.map((line) => `${line}\n`).join(""));
    return new ComponentFailure("etcd", "died while starting", logFile).toUserError().message.split("\n");
}

test("shows the last 15 lines of the component's log", () => {
    expect(messageFor(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`))).toEqual([
        "The embedded control plane did not come up: etcd died while starting.",
        "The end of its log:",
        ...Array.from({ length: 15 }, (_, index) => `  line ${index + 26}`),
        "",
        "`npm run plan` works without a cluster.",
    ]);
});

test("shortens records in JSON and leaves out the stack of a crash", () => {
    expect(
        messageFor(
            '{"level":"info","msg":"starting an etcd server","etcd-version":"3.7.3"}',
            '{"level":"fatal","msg":"failed to listen","error":"no such device"}',
            '{"time":"2026-11-23T17:30:42Z","level":"ERROR","msg":"Execute exit","err":"empty path"}',
            "panic: failed to listen",
            "",
            "goroutine 1 [running]:",
            "main.main()",
            "\tmain.go:31 +0x28",
        ).slice(1, -2),
    ).toEqual([
        "The end of its log:",
        "  INFO starting an etcd server",
        "  FATAL failed to listen: no such device",
        "  ERROR Execute exit: empty path",
        "  panic: failed to listen",
    ]);
});

test.each([
    [
        "a port in use",
        "listen tcp 127.0.0.1:2379: bind: address already in use",
        true,
        "A port that was free a moment ago is in use, also with other ports. Run the command again.",
    ],
    [
        "a full disk",
        "write /data/wal: no space left on device",
        false,
        "The disk is full. Make room, or set DIFY_HA_CACHE to a folder on another disk.",
    ],
])("names %s, also when the log goes on after it", (_title, line, portTaken, reason) => {
    const message = messageFor(line, ...Array.from({ length: 30 }, () => "retrying"));
    expect(message[1]).toBe(reason);
    expect(new ComponentFailure("etcd", "died", logFile).portTaken).toBe(portTaken);
});

test("says so when there is no log", () => {
    expect(new ComponentFailure("etcd", "died", logFile).toUserError().message.split("\n")).toEqual([
        "The embedded control plane did not come up: etcd died.",
        "It wrote no log.",
        "",
        "`npm run plan` works without a cluster.",
    ]);
});
