import { alertmanagerConfig, type AlertRouting } from "../../../../components/observability/alerting/routing";

const SURROUNDINGS = { secretFolder: "/etc/alertmanager/secrets/alerts", bridgeUrl: "http://bridge:8080" };

export const EVERYBODY: AlertRouting = {
    critical: [
        { kind: "pagerduty", key: "pagerduty" },
        { kind: "opsgenie", key: "opsgenie", region: "eu" },
        { kind: "sns", topicArn: "arn:aws:sns:eu-west-1:111122223333:on-call" },
    ],
    warning: [
        { kind: "slack", key: "slack", channel: "#dify" },
        { kind: "wecom", key: "wecom" },
        { kind: "dingtalk", key: "dingtalk" },
        { kind: "webhook", key: "ticket" },
    ],
    deadMansSwitchKey: "heartbeat",
};

const TITLE =
    '{{ if eq .Status "firing" }}{{ .Alerts.Firing | len }} firing{{ else }}resolved{{ end }}: ' +
    "{{ .CommonLabels.alertname }}{{ with .CommonLabels.zone }} in {{ . }}{{ end }}";
const TEXT = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}";

test("critical alerts page after ten seconds, warnings wait for a minute, the heartbeat goes every minute", () => {
    expect(alertmanagerConfig(EVERYBODY, SURROUNDINGS).route).toEqual({
        receiver: "nobody",
        group_by: ["alertname", "namespace", "zone"],
        routes: [
            {
                matchers: ['alertname="Watchdog"'],
                receiver: "dead-mans-switch",
                group_wait: "0s",
                group_interval: "1m",
                repeat_interval: "1m",
            },
            {
                matchers: ['severity="critical"'],
                receiver: "critical",
                group_wait: "10s",
                group_interval: "1m",
                repeat_interval: "1h",
            },
            {
                matchers: ['severity="warning"'],
                receiver: "warning",
                group_wait: "1m",
                group_interval: "10m",
                repeat_interval: "12h",
            },
        ],
    });
});

test("a zone that is down is one message, and a critical alert stands for its warning", () => {
    expect(alertmanagerConfig(EVERYBODY, SURROUNDINGS).inhibit_rules).toEqual([
        {
            source_matchers: ['alertname="ZoneDown"'],
            target_matchers: ['alertname!="ZoneDown"', 'zone!=""'],
            equal: ["zone"],
        },
        {
            source_matchers: ['severity="critical"'],
            target_matchers: ['severity="warning"'],
            equal: ["alertname", "namespace"],
        },
    ]);
});

test("every receiver is told in its own words, and no key is in the configuration", () => {
    expect(alertmanagerConfig(EVERYBODY, SURROUNDINGS).receivers).toEqual([
        { name: "nobody" },
        {
            name: "critical",
            pagerduty_configs: [
                {
                    send_resolved: true,
                    routing_key_file: "/etc/alertmanager/secrets/alerts/pagerduty",
                    severity: "critical",
                    description: TITLE,
                    details: { text: TEXT },
                },
            ],
            opsgenie_configs: [
                {
                    send_resolved: true,
                    api_key_file: "/etc/alertmanager/secrets/alerts/opsgenie",
                    api_url: "https://api.eu.opsgenie.com/",
                    priority: "P1",
                    message: TITLE,
                    description: TEXT,
                },
            ],
            sns_configs: [
                {
                    send_resolved: true,
                    topic_arn: "arn:aws:sns:eu-west-1:111122223333:on-call",
                    sigv4: { region: "eu-west-1" },
                    subject: TITLE,
                    message: "{{ range .Alerts }}{{ .Annotations.summary }} {{ end }}",
                },
            ],
        },
        {
            name: "warning",
            slack_configs: [
                {
                    send_resolved: true,
                    api_url_file: "/etc/alertmanager/secrets/alerts/slack",
                    channel: "#dify",
                    title: TITLE,
                    text: TEXT,
                },
            ],
            webhook_configs: [
                { send_resolved: true, url: "http://bridge:8080/wecom/wecom" },
                { send_resolved: true, url: "http://bridge:8080/dingtalk/dingtalk" },
                { send_resolved: true, url_file: "/etc/alertmanager/secrets/alerts/ticket" },
            ],
        },
        {
            name: "dead-mans-switch",
            webhook_configs: [{ send_resolved: false, url_file: "/etc/alertmanager/secrets/alerts/heartbeat" }],
        },
    ]);
});

test("with nobody to tell, everything ends with nobody", () => {
    const { route, receivers } = alertmanagerConfig({ critical: [], warning: [] }, SURROUNDINGS);
    expect(receivers).toEqual([{ name: "nobody" }]);
    expect(route.routes.map(({ receiver }) => receiver)).toEqual(["nobody"]);
});
