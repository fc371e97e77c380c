import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { renderedGroup } from "../../../cli/bench/redis";
import { RedisGroup } from "../../../rehearsal/services/redis/group";
import { Hosts } from "../../../rehearsal/services/hosts";
import { ask } from "../../../rehearsal/services/redis/resp";
import { until } from "../../../rehearsal/services/redis/waiting";
import { describeWithRedis } from "./describeWithRedis";

/** How long the load lasts, milliseconds: five times `down-after-milliseconds`. */
const LOAD_MS = 10_000;

/** Less than `down-after-milliseconds`, and more than it. */
const HICCUP_MS = 1500;
const LOSS_MS = 4000;

describeWithRedis("a master that is only slow", () => {
    let hosts: Hosts;
    let group: RedisGroup;

    beforeAll(async () => {
        hosts = await Hosts.create();
        group = await RedisGroup.start(hosts, renderedGroup());
    }, 60_000);

    afterAll(() => hosts.remove());

    test("stays master while 200 clients write as fast as they can", async () => {
        const { host, port, password = "" } = group.firstMaster.target;
        const where = ["-h", host, "-p", String(port), "-a", password];
        const benchmark = spawn("redis-benchmark", [...where, "-c", "200", "-P", "16", "-l", "-q", "-t", "set"], {
            stdio: "ignore",
        });
        const ended = new Promise((resolve) => benchmark.once("exit", resolve));
        await sleep(LOAD_MS);
        expect(benchmark.exitCode).toBeNull();
        benchmark.kill("SIGKILL");
        await ended;
        expect(Number(await group.firstMaster.info("stats", "total_commands_processed"))).toBeGreaterThan(100_000);
        expect(await group.failovers()).toBe(0);
    }, 30_000);

    test("stays master when it stands still for less than down-after-milliseconds", async () => {
        await group.firstMaster.standStill(HICCUP_MS);
        await sleep(LOSS_MS);
        expect(await group.failovers()).toBe(0);
        await until(
            "the address serves",
            async () => String(await ask(group.proxy.target, "ROLE")).includes("master"),
            {
                seconds: 10,
            },
        );
    }, 30_000);

    test("is replaced when it stands still for longer", async () => {
        await group.firstMaster.standStill(LOSS_MS);
        await until("another is master", async () => (await group.failovers()) === 1, { seconds: 10 });
    }, 30_000);
});
