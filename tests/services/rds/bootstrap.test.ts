import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { run } from "../../../rehearsal/process/run";
import { PostgresGroup } from "../../../rehearsal/services/postgres/group";
import { postgresProgram } from "../../../rehearsal/services/postgres/programs";
import { describeWithPostgres, renderedLocally } from "../support/postgres";

/** The bootstrap on a real server, as a master user with what RDS gives it: no superuser, but CREATEROLE and CREATEDB. */

const SCRIPTS = path.join(__dirname, "../../../components/rds/scripts");

const MASTER = { username: "dify_admin", password: "Master0nly" };

const MONITOR = { role: "dify_monitor", password: "M0nitorOnly" };

const OWNERS = { dify: "AppS3cret", dify_plugin: "PluginS3cret" };

describeWithPostgres("the bootstrap of an RDS server", {}, () => {
    let group: PostgresGroup;
    let folder: string;

    beforeAll(async () => {
        // A server alone: nothing to wait for at a commit.
        const synchronous = { method: "any", number: 1, dataDurability: "preferred" } as const;
        group = await PostgresGroup.start(await renderedLocally({ instances: 1, synchronous }));
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-bootstrap-"));
        await group.primary.query("DROP DATABASE dify");
        await group.primary.query("DROP ROLE dify");
        await group.primary.query(
            `CREATE ROLE ${MASTER.username} LOGIN CREATEROLE CREATEDB PASSWORD '${MASTER.password}'`,
        );
    }, 120_000);

    afterAll(async () => {
        fs.rmSync(folder, { recursive: true, force: true });
        await group.remove();
    });

    const client = (extra: Record<string, string>) => ({
        ...process.env,
        PATH: `${path.dirname(postgresProgram("psql"))}:${process.env["PATH"] ?? ""}`,
        PGHOST: group.primary.args.address,
        PGPORT: String(group.primary.args.port),
        PGSSLMODE: "require",
        PGCONNECT_TIMEOUT: "10",
        ...extra,
    });

    function bootstrap(change: { master?: object; owners?: Record<string, string> } = {}) {
        const { master, owners } = { master: MASTER, owners: OWNERS, ...change };
        const file = path.join(folder, "master.json");
        fs.writeFileSync(file, JSON.stringify(master));
        const passwords = Object.entries(owners).map(([name, value]) => [`OWNER_PASSWORD_${name}`, value]);
        return run("/bin/sh", [path.join(SCRIPTS, "bootstrap.sh")], {
            env: client({
                MASTER_FILE: file,
                DATABASES: Object.keys(OWNERS).join(" "),
                MONITOR_ROLE: MONITOR.role,
                MONITOR_PASSWORD: MONITOR.password,
                ...(Object.fromEntries(passwords) as Record<string, string>),
            }),
        });
    }

    function query(user: string, password: string, database: string, sql: string) {
        return run("psql", ["-XqAt", "-U", user, "-d", database, "-c", sql], { env: client({ PGPASSWORD: password }) });
    }

    const databases = () =>
        group.primary.query(
            "SELECT datname, pg_get_userbyid(datdba), datacl FROM pg_database WHERE datname LIKE 'dify%' ORDER BY 1",
        );

    const MADE = [
        "dify|dify|{dify=CTc/dify,pg_monitor=c/dify}",
        "dify_plugin|dify_plugin|{dify_plugin=CTc/dify_plugin,pg_monitor=c/dify_plugin}",
    ].join("\n");

    test("makes both databases, each open to its owner alone, and to who reads statistics", async () => {
        const { code, stdout } = await bootstrap();
        expect(stdout.trim().split("\n")).toEqual([
            "bootstrap: database dify belongs to role dify",
            "bootstrap: database dify_plugin belongs to role dify_plugin",
            "bootstrap: role dify_monitor reads statistics",
        ]);
        expect(code).toBe(0);
        expect(await databases()).toBe(MADE);
    });

    test("the owners have no rights beyond that, and the master user is no member of theirs", async () => {
        expect(
            await group.primary.query(
                "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname LIKE 'dify%' AND rolname <> 'dify_admin' ORDER BY 1",
            ),
        ).toBe("dify|f|f|f|t\ndify_monitor|f|f|f|t\ndify_plugin|f|f|f|t");
        expect(
            await group.primary.query(
                "SELECT member::regrole, roleid::regrole FROM pg_auth_members WHERE member > 16383",
            ),
        ).toBe("dify_monitor|pg_monitor");
    });

    test("an owner can do in its database what Dify's migrations do", async () => {
        const sql = 'CREATE EXTENSION "uuid-ossp"; CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)';
        expect(await query("dify", OWNERS.dify, "dify", sql)).toMatchObject({ code: 0 });
    });

    test("an exporter sees everybody's sessions, and no table of Dify", async () => {
        const asMonitor = (sql: string) => query(MONITOR.role, MONITOR.password, "dify", sql);
        // Without the role the server's own processes are not shown.
        const processes = "SELECT count(backend_type) > 0 FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
        expect(await asMonitor(processes)).toMatchObject({ code: 0, stdout: "t\n" });
        expect((await asMonitor("SELECT * FROM kept")).stderr).toContain("permission denied for table kept");
    });

    test.each([
        ["dify", OWNERS.dify, "dify_plugin"],
        ["dify_plugin", OWNERS.dify_plugin, "dify"],
    ])("%s does not get into the other database", async (user, password, other) => {
        const { code, stderr } = await query(user, password, other, "SELECT 1");
        expect(stderr).toContain(`permission denied for database "${other}"`);
        expect(code).toBe(2);
    });

    test("runs again and changes nothing but the passwords, which become the given ones", async () => {
        expect(await bootstrap({ owners: { ...OWNERS, dify: "An0ther" } })).toMatchObject({ code: 0 });
        expect(await databases()).toBe(MADE);
        expect(await query("dify", OWNERS.dify, "dify", "SELECT 1")).toMatchObject({ code: 2 });
        expect(await query("dify", "An0ther", "dify", "SELECT id FROM kept")).toMatchObject({ code: 0, stdout: "1\n" });
        expect(await query("dify_plugin", OWNERS.dify_plugin, "dify_plugin", "SELECT 1")).toMatchObject({ code: 0 });
    });

    test("no password gets into the server's log, even when it logs every statement", async () => {
        await group.primary.query("ALTER SYSTEM SET log_statement = 'all'");
        await group.primary.query("SELECT pg_reload_conf()");
        expect(await bootstrap({ owners: { ...OWNERS, dify: "NeverL0gged" } })).toMatchObject({ code: 0 });
        expect(group.primary.log()).toContain("ALTER USER dify PASSWORD 'SCRAM-SHA-256$");
        expect(group.primary.log()).not.toContain("NeverL0gged");
    });

    test.each([
        [
            "a wrong password of the master user",
            { master: { ...MASTER, password: "wrong" } },
            /password authentication failed[^]*bootstrap: cannot log in to 127\.0\.0\.1 as dify_admin\n$/,
        ],
        [
            "a secret that is none of a master user",
            { master: { username: "dify_admin" } },
            /^bootstrap: .*master\.json has no username or no password\n$/,
        ],
        [
            "a missing password of an owner",
            { owners: { dify: OWNERS.dify } },
            /bootstrap: there is no password for the owner of database dify_plugin\n$/,
        ],
    ])("%s ends it with a reason", async (_, change, reason) => {
        const { code, stderr } = await bootstrap(change);
        expect(stderr).toMatch(reason);
        expect(code).toBe(1);
    });

    test("a master user that may not make roles ends it with a reason", async () => {
        await group.primary.query(`ALTER ROLE ${MASTER.username} NOCREATEROLE`);
        try {
            const { code, stderr } = await bootstrap();
            expect(stderr).toMatch(/permission denied[^]*bootstrap: database dify: see above\n$/);
            expect(code).toBe(1);
        } finally {
            await group.primary.query(`ALTER ROLE ${MASTER.username} CREATEROLE`);
        }
    });
});

test("the secret is asked for in the region that its ARN names, and written where nobody else can read it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-fetch-"));
    try {
        const file = path.join(folder, "master.json");
        const calls = path.join(folder, "calls");
        fs.writeFileSync(path.join(folder, "aws"), `#!/bin/sh\necho "$*" >"${calls}"\necho '{"username":"u"}'\n`, {
            mode: 0o755,
        });
        const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:postgres-master-AbCdEf";
        const env = { PATH: `${folder}:/usr/bin:/bin`, MASTER_SECRET_ARN: arn, MASTER_FILE: file };
        const { code } = await run("/bin/sh", [path.join(SCRIPTS, "fetch-master.sh")], { env });
        expect(code).toBe(0);
        expect(fs.readFileSync(calls, "utf8").trim()).toBe(
            `secretsmanager get-secret-value --region eu-central-1 --secret-id ${arn} --query SecretString --output text`,
        );
        expect(fs.readFileSync(file, "utf8")).toBe('{"username":"u"}\n');
        expect((fs.statSync(file).mode & 0o777).toString(8)).toBe("600");

        fs.writeFileSync(path.join(folder, "aws"), "#!/bin/sh\necho AccessDeniedException >&2\nexit 254\n");
        const refused = await run("/bin/sh", [path.join(SCRIPTS, "fetch-master.sh")], { env });
        expect(refused).toMatchObject({
            code: 1,
            stderr: `AccessDeniedException\nbootstrap: cannot read the master user's secret ${arn}\n`,
        });
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
});
