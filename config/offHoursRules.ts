import type { Problem } from "../contracts/problem";
import { minuteOf } from "../contracts/workingTime";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";
import { releaseOfConfig } from "./releaseRules";
import { isTimeZone } from "./timeZone";

/** Rules about the time in which nobody works. */

export type OffHoursConfig = NonNullable<StackConfig["offHours"]>;

type Rule = (offHours: OffHoursConfig, config: StackConfig) => Problem[];

/** One serves while another is lost. */
const FEWEST = 2;

/** Members of each stateless service while nobody works, as far as it has as many. */
export function idleReplicas({ replicas }: OffHoursConfig, zones: readonly string[]): number {
    return replicas ?? Math.max(FEWEST, zones.length);
}

/** Nodes for everything but data in each zone at least while nobody works: the autoscaler itself needs one. */
export const IDLE_NODES = 1;

const timeZoneExists: Rule = ({ timeZone }) =>
    isTimeZone(timeZone)
        ? []
        : [
              {
                  path: "offHours.timeZone",
                  value: timeZone,
                  message: "must be an IANA time zone such as Europe/Berlin",
              },
          ];

const daysAreUnique: Rule = ({ days = [] }) =>
    new Set(days).size === days.length
        ? []
        : [{ path: "offHours.days", value: days, message: "must name each day once" }];

const timeHasASpan: Rule = ({ from, until }) =>
    minuteOf(from) < minuteOf(until)
        ? []
        : [
              {
                  path: "offHours.until",
                  value: until,
                  message:
                      from === until
                          ? "must be later than offHours.from: nobody would ever work"
                          : `must be later than offHours.from, which is ${from}: a working time past midnight belongs to two days, and its ` +
                            "days could be read either way",
              },
          ];

const productionOutlivesAZone: Rule = ({ replicas }, { environment, zones }) =>
    environment === "production" && replicas !== undefined && replicas < zones.length
        ? [
              {
                  path: "offHours.replicas",
                  value: replicas,
                  message: `must be at least ${zones.length} in production, one in each zone: a zone is lost by night as well`,
              },
          ]
        : [];

/** Replicas of the services that can have fewer of them. */
function scalable({ dify }: StackConfig): number[] {
    const { api, worker, web, websocket, sandbox, ssrfProxy, pluginDaemon } = dify;
    const plugins = releaseOfConfig(dify)?.has.pluginDaemon === true ? [pluginDaemon] : [];
    const services = [api, worker, web, sandbox, ssrfProxy, ...plugins, ...(dify.collaboration ? [websocket] : [])];
    return services.map(({ replicas }) => replicas);
}

const somethingIsSaved: Rule = (offHours, config) => {
    const idle = idleReplicas(offHours, config.zones);
    const nodes = isOnAws(config) && config.cluster.nodes.general.minPerZone > IDLE_NODES;
    return nodes || offHours.stopDatabase === true || scalable(config).some((replicas) => replicas > idle)
        ? []
        : [
              {
                  path: offHours.replicas === undefined ? "offHours" : "offHours.replicas",
                  value: offHours.replicas,
                  message:
                      `changes nothing: no service has more than ${idle} replicas. Leave offHours out, or raise replicas of a service` +
                      `${offHours.replicas === 1 ? "" : " or lower offHours.replicas"}`,
              },
          ];
};

const nobodyWaitsForIt: Rule = (_, { recovery }) =>
    recovery === undefined
        ? []
        : [
              {
                  path: "offHours",
                  message:
                      "excludes recovery: the region that this stack takes over from is lost at no time of day in particular",
              },
          ];

/** What must be otherwise for the database to stop: the reason by the path and value that stand in the way. */
function obstacles(config: StackConfig): [path: string, reason: string][] {
    const { environment, postgres, dr } = config;
    return [
        ...(environment === "production"
            ? [["environment: production", "without its database Dify does not work"] satisfies [string, string]]
            : []),
        ...(postgres.engine === "cloudnativepg"
            ? [
                  [
                      "postgres.engine: cloudnativepg",
                      "only RDS and Aurora are stopped; its pods are on nodes that stay for Redis and Milvus",
                  ] satisfies [string, string],
              ]
            : []),
        ...(postgres.engine === "rds" && postgres.readReplicas > 0
            ? [
                  [
                      `postgres.readReplicas: ${postgres.readReplicas}`,
                      "RDS stops no instance that has a read replica",
                  ] satisfies [string, string],
              ]
            : []),
        ...(dr.region === undefined
            ? []
            : [
                  [`dr.region: ${dr.region}`, "copies for a second region are made by a server that runs"] satisfies [
                      string,
                      string,
                  ],
              ]),
        ...(postgres.restoreFrom === undefined
            ? []
            : [
                  [
                      "postgres.restoreFrom",
                      "of two servers only one would be stopped: decide on one of them first",
                  ] satisfies [string, string],
              ]),
    ];
}

const databaseMayStop: Rule = ({ stopDatabase }, config) =>
    stopDatabase === true
        ? obstacles(config).map(([path, reason]) => ({
              path: "offHours.stopDatabase",
              value: true,
              message: `excludes ${path}: ${reason}`,
          }))
        : [];

/** A day in winter and one in summer, whose time differs by an hour in many zones. */
const SAMPLE_DAYS = ["2026-01-15", "2026-07-15"];

/** Minutes since midnight in a time zone, at a time of day in UTC. */
function localMinutes(utc: string, timeZone: string): number[] {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
    return SAMPLE_DAYS.map((day) => minuteOf(format.format(new Date(`${day}T${utc}:00Z`))));
}

/** RDS makes no snapshot of a server that is stopped, and no dump can be made of it. */
const backupsFindAServer: Rule = ({ stopDatabase, timeZone, from, until }, { postgres: { backup } }) => {
    if (stopDatabase !== true || !isTimeZone(timeZone) || minuteOf(from) >= minuteOf(until)) {
        return [];
    }
    const isRunning = (minute: number) => minute >= minuteOf(from) && minute < minuteOf(until);
    const reason = "the database is stopped at other times, and nothing can be read from it";
    const span = `between offHours.from (${from}) and offHours.until (${until})`;
    return [
        ...(backup.window.split("-").every((time) => localMinutes(time, timeZone).every(isRunning))
            ? []
            : [
                  {
                      path: "postgres.backup.window",
                      value: backup.window,
                      message: `must be, in ${timeZone} and both in summer and winter, ${span}: ${reason}. It is in UTC`,
                  },
              ]),
        ...(backup.timeZone === timeZone
            ? []
            : [
                  {
                      path: "postgres.backup.timeZone",
                      value: backup.timeZone,
                      message: `must be that of offHours.timeZone, ${timeZone}, so that dumps are made on working days`,
                  },
              ]),
        ...(isRunning(minuteOf(backup.at))
            ? []
            : [{ path: "postgres.backup.at", value: backup.at, message: `must be ${span}: ${reason}` }]),
    ];
};

const RULES: readonly Rule[] = [
    timeZoneExists,
    daysAreUnique,
    timeHasASpan,
    productionOutlivesAZone,
    somethingIsSaved,
    nobodyWaitsForIt,
    databaseMayStop,
    backupsFindAServer,
];

export const OFF_HOURS_RULES: readonly ((config: StackConfig) => Problem[])[] = RULES.map(
    (rule) => (config: StackConfig) => (config.offHours === undefined ? [] : rule(config.offHours, config)),
);
