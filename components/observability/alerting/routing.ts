import { sectionOf, type Receiver, type Surroundings } from "./receivers";

/** Who is told what: Alertmanager's configuration, pure. */

export interface AlertRouting {
    /** Woken by alerts of severity `critical`. */
    readonly critical: readonly Receiver[];
    /** Told of those of severity `warning`. */
    readonly warning: readonly Receiver[];
    /**
     * Key of the URL that is called every minute as long as alerts arrive at all: a service outside that says so when the calls stop.
     * Default: none.
     */
    readonly deadMansSwitchKey?: string;
}

/** What kube-prometheus-stack calls its alert that always fires. */
const ALWAYS_FIRING = "Watchdog";

/** The alert that says that a whole zone is down; it names the zone. */
const ZONE_DOWN = "ZoneDown";

/** Nobody: alerts of other severities, such as the chart's `none` and `info`. */
const NOBODY = "nobody";

const SEVERITIES = ["critical", "warning"] as const;

type Severity = (typeof SEVERITIES)[number];

/**
 * When groups are told, and again. A page leaves Alertmanager 10 s after the alert; what else fails along with it in the meantime is one
 * message. Nobody is reminded of a warning within a working day.
 */
const TIMES: Readonly<Record<Severity, { group_wait: string; group_interval: string; repeat_interval: string }>> = {
    critical: { group_wait: "10s", group_interval: "1m", repeat_interval: "1h" },
    warning: { group_wait: "1m", group_interval: "10m", repeat_interval: "12h" },
};

/** Every minute, at once. */
const HEARTBEAT = { group_wait: "0s", group_interval: "1m", repeat_interval: "1m" };

export function alertmanagerConfig(routing: AlertRouting, surroundings: Surroundings) {
    const { deadMansSwitchKey } = routing;
    const told = SEVERITIES.filter((severity) => routing[severity].length > 0);
    return {
        route: {
            receiver: NOBODY,
            group_by: ["alertname", "namespace", "zone"],
            routes: [
                {
                    matchers: [`alertname="${ALWAYS_FIRING}"`],
                    receiver: deadMansSwitchKey === undefined ? NOBODY : "dead-mans-switch",
                    ...HEARTBEAT,
                },
                ...told.map((severity) => ({
                    matchers: [`severity="${severity}"`],
                    receiver: severity,
                    ...TIMES[severity],
                })),
            ],
        },
        inhibit_rules: [
            // One message for a zone, not one for each of the forty things in it.
            {
                source_matchers: [`alertname="${ZONE_DOWN}"`],
                target_matchers: [`alertname!="${ZONE_DOWN}"`, 'zone!=""'],
                equal: ["zone"],
            },
            {
                source_matchers: ['severity="critical"'],
                target_matchers: ['severity="warning"'],
                equal: ["alertname", "namespace"],
            },
        ],
        receivers: [
            { name: NOBODY },
            ...told.map((severity) => receiverOf(severity, routing[severity], surroundings)),
            ...(deadMansSwitchKey === undefined
                ? []
                : [
                      {
                          name: "dead-mans-switch",
                          webhook_configs: [
                              { send_resolved: false, url_file: `${surroundings.secretFolder}/${deadMansSwitchKey}` },
                          ],
                      },
                  ]),
        ],
    };
}

function receiverOf(severity: Severity, receivers: readonly Receiver[], surroundings: Surroundings): { name: string } {
    const sections: Record<string, object[]> = {};
    for (const receiver of receivers) {
        const { section, entry } = sectionOf(receiver, severity, surroundings);
        sections[section] = [...(sections[section] ?? []), entry];
    }
    return { name: severity, ...sections };
}
