import * as fs from "node:fs";
import type { TrialSettings } from "../../../rehearsal/services/backup/program";
import { faultyStore, type Fault } from "./faultyStore";
import {
    afterSecondOf,
    backupsIn,
    completeBackups,
    copyBackup,
    describeOnStage,
    expectFailure,
    expectSuccess,
    outcomeOf,
    SMALL,
} from "./stage";

describeOnStage("a backup that fails", SMALL, (stage) => {
    let settings: TrialSettings;
    let good: string[];

    /** Four good backups, three of them old enough to go after the next success. */
    beforeAll(async () => {
        settings = await stage().inNewBucket({ retentionDays: 7, keepAtLeast: 1 });
        expectSuccess(await stage().program.backup(settings).result, settings);
        const [first = ""] = await completeBackups(stage(), settings);
        for (const days of [8, 20, 300]) {
            await copyBackup(stage(), settings, first, days);
        }
        good = await completeBackups(stage(), settings);
        expect(good).toHaveLength(4);
        await afterSecondOf(first);
    });

    afterEach(async () => {
        expect(await completeBackups(stage(), settings)).toEqual(good);
        expect(fs.readdirSync(stage().program.workFolder)).toEqual([]);
    });

    const withFault = async (choose: (request: string) => Fault | undefined) => {
        const proxy = await faultyStore(stage().store.url, choose);
        const result = await stage().program.backup({ ...settings, storeUrl: proxy.url }).result;
        await proxy.stop();
        return result;
    };
    const ofRequest = (pattern: RegExp, fault: Fault) => (request: string) =>
        pattern.test(request) ? fault : undefined;

    test.each([
        ["dify", 0],
        ["dify_plugin", 1],
    ])("because the password of %s is wrong", async (name, index) => {
        const databases = settings.databases.map((database, at) =>
            at === index ? { ...database, password: "nope" } : database,
        );
        const wrong = { ...settings, databases };
        const error = new RegExp(`database ${name}: .*password authentication failed for user "${name}"`);
        expectFailure(await stage().program.backup(wrong).result, wrong, error);
    });

    test("because an upload is corrupted on its way", async () => {
        const result = await withFault(ofRequest(/^PUT .*\/dify_plugin\.dump/, "flip a bit"));
        expectFailure(
            result,
            settings,
            /dify_plugin\.dump is corrupt: \d+ bytes with SHA-256 \w+… are stored, \d+ bytes with/,
        );
    });

    test("because the manifest is corrupted on its way", async () => {
        const result = await withFault(ofRequest(/^PUT .*\/manifest\.json/, "flip a bit"));
        expectFailure(result, settings, /manifest\.json is corrupt/);
    });

    test("because an upload is cut off", async () => {
        const result = await withFault(ofRequest(/^PUT .*\/dify\.dump/, "cut"));
        expectFailure(result, settings, /cannot upload s3:\/\/backups-1\/dumps\/\w+\/dify\.dump: .*[Cc]onnection/);
    });

    test("because the store denies the upload", async () => {
        const result = await withFault(ofRequest(/^PUT .*\/dify\.dump/, "deny"));
        expectFailure(result, settings, /cannot upload s3:\S+dify\.dump: .*Access ?Denied/i);
    });

    test("because the bucket is gone, before it dumps anything", async () => {
        const elsewhere = { ...settings, bucket: "gone" };
        const result = await stage().program.backup(elsewhere).result;
        expectFailure(result, elsewhere, /cannot reach bucket gone: it does not exist/);
        expect(result.stdout).not.toMatch(/dumping/);
    });

    test("because nobody answers at the store's address", async () => {
        const elsewhere = { ...settings, storeUrl: "http://127.0.0.1:1" };
        expectFailure(
            await stage().program.backup(elsewhere).result,
            elsewhere,
            /cannot reach bucket .*127\.0\.0\.1:1/,
        );
    });

    test("because the disk is full", async () => {
        const namespace = process.getuid?.() === 0 ? ["--mount"] : ["--map-root-user", "--mount"];
        const mount = 'mount -t tmpfs -o size=16k,mode=0777 full "$WORK_FOLDER" && exec "$@"';
        const launcher = ["unshare", ...namespace, "sh", "-c", mount, "sh"];
        const result = await stage().program.backup(settings, launcher).result;
        expectFailure(result, settings, /pg_dump of dify failed: .*No space left on device/);
    });

    test("because it is told to stop in the middle of an upload", async () => {
        const proxy = await faultyStore(stage().store.url, ofRequest(/^PUT .*\/dify_plugin\.dump/, "hang"));
        const running = stage().program.backup({ ...settings, storeUrl: proxy.url });
        await proxy.reached;
        running.process.kill("SIGTERM");
        // The upload's thread ends with its connection.
        await proxy.stop();
        expectFailure(await running.result, settings, /told to stop before the work was done/);
    });

    test("leaves a trace in the records when it is killed, and its remains are no backup", async () => {
        const proxy = await faultyStore(stage().store.url, ofRequest(/^PUT .*\/dify_plugin\.dump/, "hang"));
        const running = stage().program.backup({ ...settings, storeUrl: proxy.url });
        await proxy.reached;
        running.process.kill("SIGKILL");
        expect((await running.result).code).toBeNull();
        await proxy.stop();
        fs.readdirSync(stage().program.workFolder).forEach((folder) =>
            fs.rmSync(`${stage().program.workFolder}/${folder}`, { recursive: true }),
        );

        const { attempted, succeeded, failed } = await outcomeOf(stage(), "backup");
        expect(Date.parse(attempted)).toBeGreaterThan(Math.max(Date.parse(succeeded ?? ""), Date.parse(failed ?? "")));
        const remains = [...(await backupsIn(stage(), settings)).entries()].at(-1);
        expect(remains?.[1]).toEqual(["dify.dump"]);
        const check = await stage().program.restoreCheck(settings);
        expectSuccess(check, settings);
        expect(check.stdout).toContain(`restoring backup ${good.at(-1)}`);
    });

    test("counts its failures", async () => {
        const { failures, succeeded, failed } = await outcomeOf(stage(), "backup");
        expect(failures).toBeGreaterThan(5);
        expect(Date.parse(failed ?? "")).toBeGreaterThan(Date.parse(succeeded ?? ""));
    });

    test("names every setting that is wrong, and does not ask to be tried again", async () => {
        const wrong = { ...settings, bucket: "", retentionDays: 0 };
        const error = /S3_BUCKET is not set; RETENTION_DAYS is '0': must be a number, at least 1$/;
        expectFailure(await stage().program.backup(wrong).result, wrong, error, 2);
    });
});
