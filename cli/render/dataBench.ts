import type { PostgresBench } from "../bench/postgres";
import type { RedisBench } from "../bench/redis";

/** Failover of the real servers, a figure a line. */
export function dataBenchLines({ postgres, redis }: { postgres: PostgresBench; redis: RedisBench }): string[] {
    const line = (what: string, value: string) => `${what.padEnd(66)} ${value}`;
    const seconds = (value: number) => `${value.toFixed(1)} s`;
    const { replayLag, writes, dark } = postgres;
    return [
        `PostgreSQL ${postgres.version}, medians of ${postgres.runs}`,
        line(
            "replay lag under load: median, greatest",
            `${replayLag.median.toFixed(1)} ms, ${replayLag.greatest.toFixed(1)} ms`,
        ),
        line("primary killed: writes go on, once a standby is promoted", seconds(postgres.secondsToWrite)),
        line("acknowledged writes lost", `${writes.lost} of ${writes.acknowledged}`),
        line("primary dark: a client that writes is served again", seconds(dark.writing)),
        line("primary dark: a client that waits is served again", seconds(dark.waiting)),
        line(
            `the same without DB_EXTRAS, within ${dark.observedSeconds.toFixed(0)} s`,
            `${dark.unprotectedRecovered} of ${postgres.runs}`,
        ),
        `Redis ${redis.redisVersion}, HAProxy ${redis.haproxyVersion}, medians of ${redis.runs}`,
        line("master killed: writes go on at the followed address", seconds(redis.killSeconds)),
        line("master's zone dark: writes go on at the followed address", seconds(redis.darkSeconds)),
        line("master's zone dark: a waiting worker notices", seconds(redis.darkNoticeSeconds)),
        line("acknowledged writes lost", `${redis.lostWrites} of ${redis.acknowledgedWrites}`),
        line("the dark zone's own writes, lost: the old master takes them for", seconds(redis.strayWriteSeconds)),
        line("Redis Cluster 3+3, primary killed: its slots are served again", seconds(redis.clusterSeconds)),
    ];
}
