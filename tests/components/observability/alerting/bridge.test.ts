import { spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { bridgeScript } from "../../../../components/observability/alerting/bridge";
import { describeUnless, findProgram } from "../../../support/programs";

/** The bridge, run as its image runs it, between a message of Alertmanager's and a robot. */

interface Received {
    readonly url: URL;
    readonly body: { msgtype: string; markdown: Record<string, string> };
}

const GROUP = {
    version: "4",
    status: "firing",
    commonLabels: { alertname: "PostgresReplicationLag", zone: "eu-central-1a" },
    alerts: [
        {
            status: "firing",
            labels: { severity: "critical" },
            annotations: { summary: "0.4 s behind", runbook_url: "docs/runbooks/postgres.md#postgresreplicationlag" },
        },
        { status: "resolved", labels: { severity: "critical" }, annotations: { summary: "0.2 s behind" } },
    ],
};

const PYTHON = findProgram("python3");

describeUnless(
    PYTHON === undefined ? ["python3 is not on PATH; install it: apt-get install -y python3"] : [],
    "the bridge",
    () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-bridge-"));
        const received: Received[] = [];
        let answer = { errcode: 0, errmsg: "ok" };
        let robot: http.Server;
        let bridge: ChildProcess;
        let address: string;
        let log = "";

        beforeAll(async () => {
            robot = http.createServer((request, response) => {
                const chunks: Buffer[] = [];
                request.on("data", (chunk: Buffer) => chunks.push(chunk));
                request.on("end", () => {
                    const body = JSON.parse(Buffer.concat(chunks).toString()) as Received["body"];
                    received.push({ url: new URL(request.url ?? "", "http://robot"), body });
                    response.end(JSON.stringify(answer));
                });
            });
            robot.listen(0, "127.0.0.1");
            await once(robot, "listening");
            const robotUrl = `http://127.0.0.1:${(robot.address() as AddressInfo).port}/send?key=robot-token`;
            const port = await freePort();
            fs.writeFileSync(path.join(folder, "chat_bridge.py"), bridgeScript());
            fs.writeFileSync(path.join(folder, "wecom-ops"), `${robotUrl}\n`);
            fs.writeFileSync(path.join(folder, "dingtalk-ops"), robotUrl);
            fs.writeFileSync(path.join(folder, "dingtalk-ops.secret"), "signing-secret\n");
            bridge = spawn(PYTHON ?? "python3", [path.join(folder, "chat_bridge.py")], {
                env: { ...process.env, SECRETS: folder, PORT: String(port) },
                stdio: ["ignore", "ignore", "pipe"],
            });
            bridge.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
            address = `http://127.0.0.1:${port}`;
            await untilItAnswers(address);
        });

        afterAll(() => {
            bridge.kill();
            robot.close();
            fs.rmSync(folder, { recursive: true });
        });

        beforeEach(() => {
            received.length = 0;
            answer = { errcode: 0, errmsg: "ok" };
        });

        const post = (where: string, body: unknown = GROUP) =>
            fetch(`${address}${where}`, { method: "POST", body: JSON.stringify(body) });

        const TEXT = [
            "### 1 firing: PostgresReplicationLag in eu-central-1a",
            "- **firing** critical: 0.4 s behind",
            "  docs/runbooks/postgres.md#postgresreplicationlag",
            "- **resolved** critical: 0.2 s behind",
        ].join("\n");

        test("tells a group of WeCom what burns, with values and runbook", async () => {
            expect((await post("/wecom/wecom-ops")).status).toBe(200);
            expect(received.map(({ body }) => body)).toEqual([{ msgtype: "markdown", markdown: { content: TEXT } }]);
            expect(received[0]?.url.searchParams.get("key")).toBe("robot-token");
        });

        test("tells DingTalk the same under a title, signed", async () => {
            expect((await post("/dingtalk/dingtalk-ops")).status).toBe(200);
            const [{ url, body } = { url: new URL("http://nobody"), body: undefined }] = received;
            expect(body).toEqual({
                msgtype: "markdown",
                markdown: { title: "1 firing: PostgresReplicationLag in eu-central-1a", text: TEXT },
            });
            const timestamp = url.searchParams.get("timestamp") ?? "";
            const expected = createHmac("sha256", "signing-secret")
                .update(`${timestamp}\nsigning-secret`)
                .digest("base64");
            expect(url.searchParams.get("sign")).toBe(expected);
            expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000);
        });

        test("a robot that refuses makes Alertmanager try again, and its URL stays out of the log", async () => {
            answer = { errcode: 310000, errmsg: "sign not match" };
            expect((await post("/dingtalk/dingtalk-ops")).status).toBe(502);
            expect(log).toContain("dingtalk dingtalk-ops did not take it: error 310000: sign not match");
            expect(log).not.toContain("robot-token");
        });

        test("a long message is cut to what robots take", async () => {
            const alerts = Array.from({ length: 500 }, () => GROUP.alerts[0]);
            expect((await post("/wecom/wecom-ops", { ...GROUP, alerts })).status).toBe(200);
            const content = received[0]?.body.markdown["content"] ?? "";
            expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4004);
            expect(content.endsWith("\n…")).toBe(true);
        });

        test.each([
            ["/wecom/nobody", GROUP, 404],
            ["/wecom/../etc/passwd", GROUP, 404],
            ["/telegram/wecom-ops", GROUP, 404],
            ["/wecom/wecom-ops", { nonsense: true }, 400],
            ["/wecom/wecom-ops", [], 400],
        ])("%s with %j is answered with %d", async (where, body, status) => {
            expect((await post(where, body)).status).toBe(status);
            expect(received).toEqual([]);
        });

        test("is healthy", async () => {
            expect((await fetch(`${address}/healthz`)).status).toBe(200);
        });
    },
);

async function freePort(): Promise<number> {
    const server = http.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    return port;
}

async function untilItAnswers(address: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
        const answered = await fetch(`${address}/healthz`).then(
            ({ ok }) => ok,
            () => false,
        );
        if (answered) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the bridge does not answer");
}
