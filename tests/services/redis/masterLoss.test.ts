import { renderedGroup } from "../../../cli/bench/redis";
import {
    measureCutOff,
    measureFailover,
    measureReturn,
    type CutOff,
    type Failover,
    type Return,
} from "../../../rehearsal/services/redis/failover";
import { RedisGroup } from "../../../rehearsal/services/redis/group";
import { Hosts } from "../../../rehearsal/services/hosts";
import { describeWithRedis } from "./describeWithRedis";

/** What the product promises: the next write is acknowledged after so many seconds. */
const PROMISED_SECONDS = 6;

/** `min-replicas-max-lag`, and the second until Redis looks again. */
const MAX_LAG_SECONDS = 4;
const CRON_SECONDS = 1.5;

/** Longer than a master that is cut off may take writes. */
const DARK_SECONDS = 8;

describeWithRedis("loss of the Redis master", () => {
    const networks: Hosts[] = [];
    let killed: Failover;
    let back: Return;
    let cutOff: CutOff;

    async function group(): Promise<{ hosts: Hosts; group: RedisGroup }> {
        const hosts = await Hosts.create();
        networks.push(hosts);
        return { hosts, group: await RedisGroup.start(hosts, renderedGroup()) };
    }

    // Both at a time: they mostly wait.
    beforeAll(async () => {
        const kill = async () => {
            const { group: subject } = await group();
            killed = await measureFailover(subject, () => subject.firstMaster.kill());
            back = await measureReturn(subject);
        };
        const goDark = async () => {
            const { hosts, group: subject } = await group();
            cutOff = await measureCutOff(hosts, subject, DARK_SECONDS);
        };
        await Promise.all([kill(), goDark()]);
    }, 120_000);

    afterAll(() => Promise.all(networks.map((hosts) => hosts.remove())));

    describe("by SIGKILL", () => {
        test("stops writes, tasks and messages for less than promised", () => {
            expect(killed.writeSeconds).toBeLessThan(PROMISED_SECONDS);
            expect(killed.takeSeconds).toBeLessThan(PROMISED_SECONDS);
            expect(killed.messageSeconds).toBeLessThan(PROMISED_SECONDS);
        });

        test("loses no write that was acknowledged: replicas get it before the client does", () => {
            expect(killed.acknowledgedWrites).toBeGreaterThan(100);
            expect(killed.lostWrites).toBe(0);
        });

        test("shows as a broken connection, never as an error that clients do not retry", () => {
            expect(killed.refusals).toEqual([]);
        });

        test("sends nobody to the old master when it starts again, as a master, and ends with it as a replica", () => {
            expect(back.strayConnections).toBe(0);
            expect(back.demotedSeconds).toBeLessThan(30);
        });
    });

    describe("with its zone going dark", () => {
        test("stops writes, tasks and messages for less than promised", () => {
            expect(cutOff.writeSeconds).toBeLessThan(PROMISED_SECONDS);
            expect(cutOff.takeSeconds).toBeLessThan(PROMISED_SECONDS);
            expect(cutOff.messageSeconds).toBeLessThan(PROMISED_SECONDS);
        });

        test("is noticed by clients that wait, although nobody ends their connections at the other side", () => {
            expect(cutOff.noticeSeconds).toBeLessThan(PROMISED_SECONDS);
        });

        test("loses no write that a client outside that zone got acknowledged", () => {
            expect(cutOff.acknowledgedWrites).toBeGreaterThan(100);
            expect(cutOff.lostWrites).toBe(0);
        });

        test("lets the old master take writes of its zone no longer than min-replicas-max-lag: those are lost", () => {
            expect(cutOff.tookWritesSeconds).toBeLessThan(MAX_LAG_SECONDS + CRON_SECONDS);
            expect(cutOff.proxyTookWritesSeconds).toBeLessThan(MAX_LAG_SECONDS + CRON_SECONDS);
            expect(cutOff.strayWrites).toBeGreaterThan(0);
        });

        test("ends, when it comes back, with the old master as a replica that has the data of the others", () => {
            expect(cutOff.demotedSeconds).toBeLessThan(30);
            expect(cutOff.sameData).toBe(true);
        });
    });
});
