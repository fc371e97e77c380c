import { alertmanagerConfig } from "../../../components/observability/alerting/routing";
import { monitorsOf } from "../../../components/observability/monitors";
import { isAlert } from "../../../components/observability/rules/types";
import { AT_ONCE, AT_ONCE_JOBS, AT_ONCE_SECONDS } from "../../../components/observability/timing";
import { groupsOf, VARIANT_NAMES, VARIANTS } from "../../services/observability/variants";

/** The longest way of an alert that is to be out a minute after what it is about. */

const seconds = (duration: string) => Number(duration.replace(/s$/, ""));

const atOnce = (variant: (typeof VARIANT_NAMES)[number]) =>
    groupsOf(variant)
        .flatMap(({ rules }) => rules.filter(isAlert))
        .filter((rule) => rule.for === AT_ONCE);

test("the next sample, two evaluations and Alertmanager's wait are less than a minute", () => {
    const { route } = alertmanagerConfig(
        { critical: [{ kind: "webhook", key: "on-call" }], warning: [] },
        { secretFolder: "/secrets", bridgeUrl: "http://bridge" },
    );
    const wait = route.routes.find(({ receiver }) => receiver === "critical")?.group_wait ?? "";
    expect(2 * AT_ONCE_SECONDS + seconds(AT_ONCE) + seconds(wait)).toBe(55);
});

test.each([
    ["onprem", ["PostgresNoStandby", "RedisMemoryFull", "RedisClusterBroken"]],
    ["prod", ["PostgresReplicaBroken", "RedisMemoryFull"]],
] as const)("of %s, that goes for the loss of a last replica, of memory and of hash slots", (variant, names) => {
    expect(atOnce(variant).map(({ alert }) => alert)).toEqual(names);
});

test.each(VARIANT_NAMES)("whatever is to be out at once in %s wakes somebody", (variant) => {
    expect(new Set(atOnce(variant).map(({ labels }) => labels.severity))).toEqual(new Set(["critical"]));
});

test.each(VARIANT_NAMES)("what is to be out at once in %s is sampled and evaluated that often", (variant) => {
    const jobs = atOnce(variant).flatMap(({ expr }) => [...expr.matchAll(/job="([^"]+)"/g)].map(([, job]) => job));
    expect(jobs.filter((job) => !AT_ONCE_JOBS.includes(job ?? ""))).toEqual([]);
    const groups = groupsOf(variant).filter(({ rules }) => rules.some((rule) => isAlert(rule) && rule.for === AT_ONCE));
    expect(new Set(groups.map(({ interval }) => interval))).toEqual(new Set(["15s"]));
});

test("other rules are evaluated as often as all others in the cluster", () => {
    const names = groupsOf("prod").flatMap(({ name, interval }) => (interval === undefined ? [] : [name]));
    expect(names).toEqual(["dify-postgres", "dify-redis"]);
});

test("monitors ask for what such alerts look at that often, and for all else as usual", () => {
    const often = monitorsOf(VARIANTS.onprem).filter(({ spec }) => JSON.stringify(spec).includes(`"interval":"15s"`));
    expect(often.map(({ name }) => name)).toEqual(["postgres", "redis", "redis-sharded"]);
});
