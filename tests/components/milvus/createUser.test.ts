import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { SCRIPT, SCRIPT_TEXT } from "../../../components/milvus/userJob";
import { run } from "../../../rehearsal/process/run";
import { temporaryFolder } from "../../support/files";
import { describeUnless, findProgram } from "../../support/programs";

type Body = Record<string, string>;

/** As much of Milvus 2.6's RESTful API as the script needs, with its way to report errors: a code in the answer. */
class FakeMilvus {
    readonly users = new Map([["root", "root-password"]]);
    readonly roles = new Set<string>();
    readonly privileges = new Set<string>();
    readonly roleOf = new Map<string, string>();
    private readonly server = http.createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const [user = "", password] = (request.headers.authorization ?? "").replace("Bearer ", "").split(":");
            const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
            const problem =
                this.users.get(user) === password
                    ? this.answer((request.url ?? "").replace("/v2/vectordb/", ""), user, body)
                    : "auth check failure, please check username and password are correct";
            response.end(
                JSON.stringify(problem === undefined ? { code: 0, data: {} } : { code: 65535, message: problem }),
            );
        });
    });

    async listen(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    close(): void {
        this.server.close();
    }

    /** What is wrong with a request; undefined when it was done. */
    private answer(call: string, user: string, body: Body): string | undefined {
        const { userName = "", roleName = "", password = "", privilege, dbName, collectionName } = body;
        switch (call) {
            case "roles/create":
                return this.roles.has(roleName)
                    ? `role [name:"${roleName}"] already exists`
                    : void this.roles.add(roleName);
            case "roles/grant_privilege_v2":
                return void this.privileges.add(`${roleName} ${privilege} ${dbName}.${collectionName}`);
            case "users/create":
                return this.users.has(userName)
                    ? `user already exists: ${userName}`
                    : void this.users.set(userName, password);
            case "users/grant_role":
                return void this.roleOf.set(userName, roleName);
            case "collections/list":
                return this.privileges.has(`${this.roleOf.get(user)} DatabaseAdmin ${dbName}.*`)
                    ? undefined
                    : "PrivilegeShowCollections: permission deny";
            default:
                return `no such call: ${call}`;
        }
    }
}

const problems = findProgram("curl") === undefined ? ["curl is not on PATH; install it: apt-get install -y curl"] : [];

describeUnless(problems, "the script that makes Dify's user of Milvus", () => {
    const folder = temporaryFolder();
    const log = path.join(folder, "arguments");
    let milvus: FakeMilvus;
    let url: string;

    beforeAll(() => {
        fs.writeFileSync(path.join(folder, SCRIPT), SCRIPT_TEXT);
        // Notes its arguments, which every process of a machine can see.
        const spy = `#!/bin/sh\necho "$@" >>"${log}"\nexec ${findProgram("curl")} "$@"\n`;
        fs.writeFileSync(path.join(folder, "curl"), spy, { mode: 0o755 });
    });

    beforeEach(async () => {
        milvus = new FakeMilvus();
        url = await milvus.listen();
    });

    afterEach(() => milvus.close());

    const runScript = (change: Record<string, string> = {}) =>
        run("sh", [path.join(folder, SCRIPT)], {
            env: {
                PATH: `${folder}:${process.env.PATH}`,
                MILVUS_URL: url,
                DATABASE: "default",
                USER_NAME: "dify",
                ROOT_PASSWORD: "root-password",
                USER_PASSWORD: "user-password",
                ...change,
            },
        });

    test("gives it one database and no more", async () => {
        expect(await runScript()).toEqual({ code: 0, stdout: "dify may use database default\n", stderr: "" });
        expect(milvus.users.get("dify")).toBe("user-password");
        expect([...milvus.privileges]).toEqual(["dify CollectionAdmin default.*", "dify DatabaseAdmin default.*"]);
        expect(milvus.roleOf).toEqual(new Map([["dify", "dify"]]));
    });

    test("may run again", async () => {
        await runScript();
        expect(await runScript()).toMatchObject({ code: 0, stderr: "" });
    });

    test("shows no password to other processes", async () => {
        await runScript();
        expect(fs.readFileSync(log, "utf8")).not.toContain("password");
    });

    test.each([
        ["root's password is wrong", { ROOT_PASSWORD: "nope" }, /^roles\/create failed: .*auth check failure/],
        ["nobody answers", { MILVUS_URL: "http://127.0.0.1:1" }, /curl: \(7\)/],
    ])("fails when %s", async (_title, change, message) => {
        const { code, stderr } = await runScript(change);
        expect(code).not.toBe(0);
        expect(stderr).toMatch(message);
    });

    test("fails when the user has another password", async () => {
        milvus.users.set("dify", "of-long-ago");
        const { code, stderr } = await runScript();
        expect(code).toBe(1);
        expect(stderr).toMatch(/^dify cannot sign in: .*auth check failure/);
    });
});
