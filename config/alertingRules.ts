import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern whom alerts reach. */

type Alerts = StackConfig["observability"]["alerts"];

/** Every receiver, with its path. */
function receiversOf({ critical, warning }: Alerts): [path: string, receiver: Alerts["critical"][number]][] {
    const listed = Object.entries({ critical, warning });
    return listed.flatMap(([list, receivers]) =>
        receivers.map((receiver, index): [string, typeof receiver] => [
            `observability.alerts.${list}.${index}`,
            receiver,
        ]),
    );
}

function alertsNeedAlertmanager({ observability: { enabled, alerts } }: StackConfig): Problem[] {
    if (enabled) {
        return [];
    }
    const told: [string, unknown][] = [
        ...receiversOf(alerts).map(([path, { kind }]): [string, unknown] => [path, kind]),
        ["observability.alerts.deadMansSwitchKey", alerts.deadMansSwitchKey],
    ];
    return told
        .filter(([, value]) => value !== undefined)
        .map(([path, value]) => ({ path, value, message: "needs observability.enabled: true, which tells whom" }));
}

function keysAreInASecret({ observability: { alerts } }: StackConfig): Problem[] {
    const keys: [string, unknown][] = [
        ...receiversOf(alerts).flatMap(([path, receiver]): [string, unknown][] =>
            "key" in receiver ? [[`${path}.key`, receiver.key]] : [],
        ),
        ["observability.alerts.deadMansSwitchKey", alerts.deadMansSwitchKey],
    ];
    return alerts.secret !== undefined
        ? []
        : keys
              .filter(([, value]) => value !== undefined)
              .map(([path, value]) => ({
                  path,
                  value,
                  message: "needs observability.alerts.secret, the Secret that this key is in",
              }));
}

function smsNeedsPodIdentities({ cluster, observability }: StackConfig): Problem[] {
    return cluster.kind === "eks"
        ? []
        : receiversOf(observability.alerts)
              .filter(([, { kind }]) => kind === "sns")
              .map(([path, { kind }]) => ({
                  path: `${path}.kind`,
                  value: kind,
                  message:
                      "needs cluster.kind: eks, whose pods AWS knows; elsewhere use pagerduty, opsgenie or webhook",
              }));
}

/** Every problem that the rules about alerts find. */
export const ALERTING_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    alertsNeedAlertmanager,
    keysAreInASecret,
    smsNeedsPodIdentities,
];
