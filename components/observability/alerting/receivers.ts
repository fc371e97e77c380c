/** Whom Alertmanager tells, and how: entries of a receiver in its configuration, pure. */

/** Somebody to tell. A `key` is one of the Secret that Alertmanager has mounted: no configuration shows what is in it. */
export type Receiver =
    /** Calls the person on duty. `key`: an integration's routing key (Events API v2). */
    | { readonly kind: "pagerduty"; readonly key: string }
    /** Calls the person on duty. `key`: an API key. */
    | { readonly kind: "opsgenie"; readonly key: string; readonly region: "us" | "eu" }
    /** SMS or mail to those who subscribed to the topic, with the identity of Alertmanager's pods. */
    | { readonly kind: "sns"; readonly topicArn: string }
    /** `key`: an incoming webhook's URL. */
    | { readonly kind: "slack"; readonly key: string; readonly channel?: string }
    /** Robot of a group chat, by the bridge. `key`: the robot's URL. */
    | { readonly kind: "wecom" | "dingtalk"; readonly key: string }
    /** Anything that takes Alertmanager's own JSON. `key`: its URL. */
    | { readonly kind: "webhook"; readonly key: string };

export type ReceiverKind = Receiver["kind"];

/** Where Alertmanager finds the keys, and the bridge. */
export interface Surroundings {
    /** Folder of the mounted Secret. */
    readonly secretFolder: string;
    /** URL of the bridge for chat robots, without a slash at its end. */
    readonly bridgeUrl: string;
}

/** One line of what burns, for whatever shows a title only. */
const TITLE =
    '{{ if eq .Status "firing" }}{{ .Alerts.Firing | len }} firing{{ else }}resolved{{ end }}: ' +
    "{{ .CommonLabels.alertname }}{{ with .CommonLabels.zone }} in {{ . }}{{ end }}";

/** What burns, with the values and the way out. */
const TEXT = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}";

/** SMS has room for this much. */
const SMS = "{{ range .Alerts }}{{ .Annotations.summary }} {{ end }}";

interface ReceiverSection {
    /** Name of the list in Alertmanager's configuration. */
    readonly section: string;
    readonly entry: object;
}

const RESOLVED = { send_resolved: true };

/** The entry of one receiver, and the list that it belongs to. */
export function sectionOf(
    receiver: Receiver,
    severity: string,
    { secretFolder, bridgeUrl }: Surroundings,
): ReceiverSection {
    const file = (key: string) => `${secretFolder}/${key}`;
    switch (receiver.kind) {
        case "pagerduty":
            return {
                section: "pagerduty_configs",
                entry: {
                    ...RESOLVED,
                    routing_key_file: file(receiver.key),
                    severity,
                    description: TITLE,
                    details: { text: TEXT },
                },
            };
        case "opsgenie":
            return {
                section: "opsgenie_configs",
                entry: {
                    ...RESOLVED,
                    api_key_file: file(receiver.key),
                    api_url: OPSGENIE_API[receiver.region],
                    priority: severity === "critical" ? "P1" : "P3",
                    message: TITLE,
                    description: TEXT,
                },
            };
        case "sns":
            return {
                section: "sns_configs",
                entry: {
                    ...RESOLVED,
                    topic_arn: receiver.topicArn,
                    sigv4: { region: regionOf(receiver.topicArn) },
                    subject: TITLE,
                    message: SMS,
                },
            };
        case "slack":
            return {
                section: "slack_configs",
                entry: {
                    ...RESOLVED,
                    api_url_file: file(receiver.key),
                    ...(receiver.channel === undefined ? {} : { channel: receiver.channel }),
                    title: TITLE,
                    text: TEXT,
                },
            };
        case "wecom":
        case "dingtalk":
            return {
                section: "webhook_configs",
                entry: { ...RESOLVED, url: `${bridgeUrl}/${receiver.kind}/${receiver.key}` },
            };
        case "webhook":
            return { section: "webhook_configs", entry: { ...RESOLVED, url_file: file(receiver.key) } };
    }
}

const OPSGENIE_API = { us: "https://api.opsgenie.com/", eu: "https://api.eu.opsgenie.com/" } as const;

/** `arn:aws:sns:<region>:…` */
function regionOf(arn: string): string {
    return arn.split(":")[3] ?? "";
}

/** Whether somebody is told by way of the bridge. */
export function needsBridge(receivers: readonly Receiver[]): boolean {
    return receivers.some(({ kind }) => kind === "wecom" || kind === "dingtalk");
}
