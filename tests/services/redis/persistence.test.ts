import { redisConfig, type Content } from "../../../components/redis/config";
import { Hosts } from "../../../rehearsal/services/hosts";
import { Member } from "../../../rehearsal/services/redis/member";
import { memberConfig } from "../../../rehearsal/services/redis/operatorConfig";
import { RespClient } from "../../../rehearsal/services/redis/resp";
import { RedisError } from "../../../rehearsal/services/redis/respParser";
import { describeWithRedis } from "./describeWithRedis";

/** Memory limit of the member: three quarters of it are soon full. */
const MEMORY_LIMIT = "16Mi";

const KEYS = 1000;

/** A member as it is rendered for a single one: with more, writes would wait for replicas. */
async function startMember(hosts: Hosts, content: Content): Promise<Member> {
    const member = new Member(hosts.add("redis"), {
        password: "rehearsal",
        additions: redisConfig(1, MEMORY_LIMIT, content),
        config: memberConfig,
        manageFrom: hosts.witness,
    });
    await member.start();
    return member;
}

describeWithRedis("a member of the group", () => {
    let hosts: Hosts;
    let member: Member;

    beforeAll(async () => {
        hosts = await Hosts.create();
        member = await startMember(hosts, "tasks");
    }, 30_000);

    afterAll(() => hosts.remove());

    test("keeps what it acknowledged when it is killed and started again", async () => {
        const client = await RespClient.connect(member.target);
        await Promise.all(Array.from({ length: KEYS }, (_, index) => client.command("SET", `key-${index}`, index)));
        client.close();
        await member.kill();
        await member.start();
        expect(await member.info("persistence", "aof_enabled")).toBe("1");
        expect(await member.ask("DBSIZE")).toBe(KEYS);
        expect(await member.ask("GET", `key-${KEYS - 1}`)).toBe(String(KEYS - 1));
    }, 30_000);

    test("refuses writes when its memory is full, and drops no task for it", async () => {
        const client = await RespClient.connect(member.target);
        await client.command("LPUSH", "celery", "first task");
        let refusal: unknown;
        for (let pushed = 0; pushed < 100_000 && refusal === undefined; pushed += 1) {
            await client.command("LPUSH", "celery", "x".repeat(10_000)).catch((error: unknown) => (refusal = error));
        }
        expect(refusal).toBeInstanceOf(RedisError);
        expect(refusal).toHaveProperty("code", "OOM");
        expect(await member.info("stats", "evicted_keys")).toBe("0");
        expect(await client.command("BRPOP", "celery", 1)).toEqual(["celery", "first task"]);
        client.close();
    }, 30_000);
});

describeWithRedis("a member that counts", () => {
    test("goes on counting when its memory is full, and forgets what expires first", async () => {
        const hosts = await Hosts.create();
        try {
            const member = await startMember(hosts, "counters");
            const client = await RespClient.connect(member.target);
            await client.command("SET", "rules", "kept, because it never expires");
            for (let index = 0; index < 3000; index += 1) {
                await client.command("SET", `window-${index}`, "x".repeat(10_000), "EX", 1000 + index);
            }
            expect(Number(await member.info("stats", "evicted_keys"))).toBeGreaterThan(1000);
            expect(await client.command("GET", "rules")).toBe("kept, because it never expires");
            expect(await client.command("EXISTS", "window-2999")).toBe(1);
            client.close();
        } finally {
            await hosts.remove();
        }
    }, 30_000);
});
