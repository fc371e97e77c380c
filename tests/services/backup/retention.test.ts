import { TRIAL_PREFIX, type TrialSettings } from "../../../rehearsal/services/backup/program";
import { faultyStore } from "./faultyStore";
import {
    afterSecondOf,
    backupsIn,
    completeBackups,
    copyBackup,
    describeOnStage,
    expectFailure,
    expectSuccess,
    idDaysAgo,
    outcomeOf,
    SMALL,
    type Stage,
} from "./stage";

/** A bucket with one fresh backup, and its id. */
async function bucketWithBackup(stage: Stage, change: Partial<TrialSettings>) {
    const settings = await stage.inNewBucket(change);
    expectSuccess(await stage.program.backup(settings).result, settings);
    const [id = ""] = await completeBackups(stage, settings);
    await afterSecondOf(id);
    return { settings, id };
}

describeOnStage("retention", SMALL, (stage) => {
    test("deletes the good backups that are too old, all of them and only them", async () => {
        const { settings, id } = await bucketWithBackup(stage(), { retentionDays: 7, keepAtLeast: 2 });
        const kept = await copyBackup(stage(), settings, id, 6.9);
        for (const days of [7.1, 8, 400]) {
            await copyBackup(stage(), settings, id, days);
        }
        expectSuccess(await stage().program.backup(settings).result, settings);
        const left = [...(await backupsIn(stage(), settings)).keys()];
        expect(left.slice(0, 2)).toEqual([kept, id]);
        expect(left).toHaveLength(3);
    });

    test("keeps a number of good backups, however old", async () => {
        const { settings, id } = await bucketWithBackup(stage(), { retentionDays: 1, keepAtLeast: 3 });
        const [, second] = [await copyBackup(stage(), settings, id, 400), await copyBackup(stage(), settings, id, 100)];
        expectSuccess(await stage().program.backup(settings).result, settings);
        const left = await completeBackups(stage(), settings);
        expect(left.slice(0, 2)).toEqual([second, id]);
        expect(left).toHaveLength(3);
    });

    test("counts no backup that cannot be restored, deletes unfinished ones after a day, and leaves what is not ours", async () => {
        const { settings, id } = await bucketWithBackup(stage(), { retentionDays: 1, keepAtLeast: 3 });
        const { store } = stage();
        const [unreadable, halved, without, oldest, good] = [
            await copyBackup(stage(), settings, id, 2),
            await copyBackup(stage(), settings, id, 3),
            await copyBackup(stage(), settings, id, 4),
            await copyBackup(stage(), settings, id, 6),
            await copyBackup(stage(), settings, id, 5),
        ];
        await store.put(settings.bucket, `${TRIAL_PREFIX}/${unreadable}/manifest.json`, "{");
        await store.put(settings.bucket, `${TRIAL_PREFIX}/${halved}/dify.dump`, "PGDMP");
        await store.remove(settings.bucket, `${TRIAL_PREFIX}/${without}/dify_plugin.dump`);
        await copyBackup(stage(), settings, id, 1.1, false);
        const underWay = await copyBackup(stage(), settings, id, 0.5, false);
        await store.put(settings.bucket, `${TRIAL_PREFIX}/by-hand/dify.dump`, "not ours");
        await store.put(settings.bucket, `elsewhere/${idDaysAgo(50)}/dify.dump`, "not ours");

        const result = await stage().program.backup(settings).result;
        expect(result.code).toBe(0);
        expect(result.stderr.match(/is damaged and left for inspection: .*/g)).toEqual([
            expect.stringContaining("the manifest cannot be read"),
            expect.stringMatching(/dify\.dump has 5 bytes instead of \d+/),
            expect.stringContaining("dify_plugin.dump is missing"),
        ]);
        const left = new Set((await backupsIn(stage(), settings)).keys());
        const expected = [unreadable, halved, without, good, underWay, "by-hand", id];
        expect([...left].filter((entry) => expected.includes(entry))).toHaveLength(expected.length);
        expect(left.size).toBe(expected.length + 1);
        expect(left).not.toContain(oldest);
        expect(await stage().store.keys(settings.bucket)).toContainEqual(expect.stringMatching(/^elsewhere\//));
    });

    test("deletes nothing when the newest backup fails", async () => {
        const { settings, id } = await bucketWithBackup(stage(), { retentionDays: 1, keepAtLeast: 1 });
        const old = await copyBackup(stage(), settings, id, 30);
        const unfinished = await copyBackup(stage(), settings, id, 20, false);
        const proxy = await faultyStore(stage().store.url, (request) =>
            /^GET .*\/dify\.dump/.test(request) ? "deny" : undefined,
        );
        const broken = { ...settings, storeUrl: proxy.url };
        expectFailure(await stage().program.backup(broken).result, broken, /cannot read s3:/);
        await proxy.stop();
        expect([...(await backupsIn(stage(), settings)).keys()]).toEqual([old, unfinished, id, expect.any(String)]);
    });

    test("that cannot delete says that the new backup is good, and is a failure of its own", async () => {
        const { settings, id } = await bucketWithBackup(stage(), { retentionDays: 1, keepAtLeast: 1 });
        await copyBackup(stage(), settings, id, 30);
        const before = await outcomeOf(stage(), "backup");
        const proxy = await faultyStore(stage().store.url, (request) =>
            request.startsWith("DELETE") ? "deny" : undefined,
        );
        const broken = { ...settings, storeUrl: proxy.url };
        const error = /the new backup is good, but old ones cannot be deleted: cannot delete s3:/;
        expectFailure(await stage().program.backup(broken).result, broken, error, 3);
        await proxy.stop();
        expect(await outcomeOf(stage(), "retention")).toMatchObject({ failures: 1 });
        const after = await outcomeOf(stage(), "backup");
        expect(after.failures).toBe(0);
        expect(Date.parse(after.succeeded ?? "")).toBeGreaterThan(Date.parse(before.succeeded ?? ""));
        expect(await completeBackups(stage(), settings)).toHaveLength(3);
    });

    test("frees the parts of uploads that were cut off", async () => {
        const { settings } = await bucketWithBackup(stage(), {});
        await fetch(`${stage().store.url}/${settings.bucket}/${TRIAL_PREFIX}/x/dify.dump?uploads`, { method: "POST" });
        expect(await stage().store.unfinishedUploads(settings.bucket)).toBe(1);
        expectSuccess(await stage().program.backup(settings).result, settings);
        expect(await stage().store.unfinishedUploads(settings.bucket)).toBe(0);
    });
});
