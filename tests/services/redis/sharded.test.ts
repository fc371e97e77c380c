import { renderedGroup, renderedSharded } from "../../../cli/bench/redis";
import { brokerUrl } from "../../../components/dify/env";
import { RedisGroup } from "../../../rehearsal/services/redis/group";
import { Hosts } from "../../../rehearsal/services/hosts";
import { RespClient, type Target } from "../../../rehearsal/services/redis/resp";
import { measureShardLoss, ShardedRedis } from "../../../rehearsal/services/redis/sharded";
import { PRIMARY } from "../../components/dify/environmentArgs";
import { valueOf } from "../../support/outputs";
import { describeWithRedis } from "./describeWithRedis";
import { kombuRoundTrip } from "./kombu";

/** Queues of Dify's worker, two of them. */
const QUEUES = ["celery", "dataset"];

/** The broker URL that the component renders, for a server that is not in Kubernetes. */
async function renderedUrl({ host, port, password = "" }: Target): Promise<string> {
    return (await valueOf(brokerUrl({ ...PRIMARY, host, port }, "release"))).replace("$(REDIS_PASSWORD)", password);
}

describeWithRedis("Redis Cluster", () => {
    const networks: Hosts[] = [];
    let group: RedisGroup;
    let cluster: ShardedRedis;
    let target: Target;

    beforeAll(async () => {
        const network = async () => {
            const hosts = await Hosts.create();
            networks.push(hosts);
            return hosts;
        };
        const [of, beside] = [await network(), await network()];
        [cluster, group] = await Promise.all([
            ShardedRedis.start(of, renderedSharded()),
            RedisGroup.start(beside, renderedGroup()),
        ]);
        target = (await cluster.memberOf(QUEUES[0] ?? "")).target;
    }, 90_000);

    afterAll(() => Promise.all(networks.map((hosts) => hosts.remove())));

    test("refuses to wait on several queues, which Celery's workers do", async () => {
        const client = await RespClient.connect(target);
        await expect(client.command("BRPOP", ...QUEUES, 1)).rejects.toHaveProperty("code", "CROSSSLOT");
        client.close();
    });

    test("does not serve kombu at the broker URL, and not in database 0 either; the group does", async () => {
        const url = await renderedUrl(target);
        expect(kombuRoundTrip(await renderedUrl(group.proxy.target))).toBe("a task");
        expect(kombuRoundTrip(url)).toMatch(/SELECT is not allowed in cluster mode/);
        expect(kombuRoundTrip(url.replace(/\/1$/, "/0"))).toMatch(/CROSSSLOT|MovedError/);
    }, 180_000);

    test("serves the slots of a killed primary again, and those of the others meanwhile", async () => {
        const { servedSeconds, failuresElsewhere, keptValue } = await measureShardLoss(cluster);
        // cluster-node-timeout, the primaries' votes, and the delay before an election.
        expect(servedSeconds).toBeLessThan(30);
        expect(failuresElsewhere).toBe(0);
        expect(keptValue).toBe(true);
    }, 90_000);
});
