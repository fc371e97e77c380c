import type { RawConfig } from "../../config";
import { linesWith } from "./minimal";

const alerts = (given: RawConfig, change: RawConfig = {}): RawConfig => ({
    observability: { ...change, alerts: given },
});

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:on-call";

test("everybody can be told, with the keys in one Secret", () => {
    const lines = linesWith(
        alerts({
            secret: "receivers",
            critical: [
                { kind: "pagerduty", key: "pagerduty" },
                { kind: "opsgenie", key: "opsgenie", region: "eu" },
            ],
            warning: [
                { kind: "slack", key: "slack", channel: "#dify" },
                { kind: "wecom", key: "wecom" },
                { kind: "dingtalk", key: "dingtalk" },
                { kind: "webhook", key: "ticket" },
            ],
            deadMansSwitchKey: "heartbeat",
        }),
    );
    expect(lines).toEqual([]);
});

test.each<[title: string, change: RawConfig, lines: string[]]>([
    [
        "a pager without a key",
        alerts({ secret: "receivers", critical: [{ kind: "pagerduty" }] }),
        ["observability.alerts.critical.0.key: missing; must be a text"],
    ],
    [
        "keys of no Secret",
        alerts({ critical: [{ kind: "pagerduty", key: "pd" }], deadMansSwitchKey: "heartbeat" }),
        [
            'observability.alerts.critical.0.key = "pd": needs observability.alerts.secret, the Secret that this key is in',
            'observability.alerts.deadMansSwitchKey = "heartbeat": needs observability.alerts.secret, the Secret that this key is in',
        ],
    ],
    [
        "SMS from a cluster that AWS does not know",
        alerts({ warning: [{ kind: "sns", topicArn: TOPIC }] }),
        [
            'observability.alerts.warning.0.kind = "sns": needs cluster.kind: eks, whose pods AWS knows; elsewhere use pagerduty, opsgenie or webhook',
        ],
    ],
    [
        "nobody who could tell",
        alerts({ secret: "receivers", critical: [{ kind: "slack", key: "slack" }] }, { enabled: false }),
        ['observability.alerts.critical.0 = "slack": needs observability.enabled: true, which tells whom'],
    ],
    [
        "a kind of receiver that there is not",
        alerts({ critical: [{ kind: "carrier-pigeon", key: "coo" }] }),
        [
            'observability.alerts.critical.0.kind = "carrier-pigeon": must be one of pagerduty, opsgenie, sns, slack, wecom, dingtalk, webhook',
        ],
    ],
    [
        "a key that would be another path",
        alerts({ secret: "receivers", critical: [{ kind: "wecom", key: "../token" }] }),
        [
            'observability.alerts.critical.0.key = "../token": must be a key of the Secret: letters, digits, dots, dashes and underscores',
        ],
    ],
])("%s", (_, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});
