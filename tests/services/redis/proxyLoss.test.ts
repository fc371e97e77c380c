import { renderedGroup } from "../../../cli/bench/redis";
import { apiEnvironment } from "../../../components/dify/env";
import { RedisGroup } from "../../../rehearsal/services/redis/group";
import { Hosts } from "../../../rehearsal/services/hosts";
import { measureProxyLoss, type ClientTimers, type ProxyLoss } from "../../../rehearsal/services/redis/proxyLoss";
import { ask } from "../../../rehearsal/services/redis/resp";
import { ENVIRONMENT_ARGS } from "../../components/dify/environmentArgs";
import { describeWithRedis } from "./describeWithRedis";

/** The timers that Dify's Redis client is given. */
function renderedTimers(): ClientTimers {
    const { settings } = apiEnvironment(ENVIRONMENT_ARGS);
    const seconds = (name: string) => Number(settings[name]);
    expect(settings["REDIS_KEEPALIVE"]).toBe("true");
    return {
        timeout: seconds("REDIS_SOCKET_TIMEOUT"),
        keepAlive: {
            idle: seconds("REDIS_KEEPALIVE_IDLE"),
            interval: seconds("REDIS_KEEPALIVE_INTERVAL"),
            count: seconds("REDIS_KEEPALIVE_COUNT"),
        },
    };
}

/** Longer than keep-alive needs with the rendered values, 10 + 3 × 3 s. */
const OBSERVED_SECONDS = 24;

describeWithRedis("a proxy whose host goes dark", () => {
    let hosts: Hosts;
    let group: RedisGroup;
    let loss: ProxyLoss;

    beforeAll(async () => {
        hosts = await Hosts.create();
        group = await RedisGroup.start(hosts, renderedGroup());
        loss = await measureProxyLoss(hosts, group, renderedTimers(), OBSERVED_SECONDS);
    }, 90_000);

    afterAll(() => hosts.remove());

    test("is noticed by a client that sends commands when its socket timeout is over", () => {
        expect(loss.commandSeconds).toBeLessThan(6);
    });

    test("is noticed by a client that waits for a reply within the rendered keep-alive", () => {
        expect(loss.waitingSeconds).toBeLessThan(21);
    });

    test("is not noticed by a client that waits without keep-alive", () => {
        expect(loss.withoutKeepAliveSeconds).toBeUndefined();
    });

    test("leaves the other proxy to serve on", async () => {
        expect(await ask(group.proxyOfFirstZone, "ROLE")).toContain("master");
    });
});
