import { z } from "zod";
import { formed, text } from "./forms";

/** The part of the stack configuration about whom alerts reach. */

/** Key of the Secret `observability.alerts.secret`. It is also a part of a path. */
const key = (what: string) =>
    formed(
        /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
        "must be a key of the Secret: letters, digits, dots, dashes and underscores",
        "pagerduty",
    ).describe(what);

const RECEIVERS = [
    z.strictObject({
        kind: z.literal("pagerduty"),
        key: key("Routing key of an integration (Events API v2)."),
    }),
    z.strictObject({
        kind: z.literal("opsgenie"),
        key: key("API key."),
        region: z.enum(["us", "eu"]).default("us").describe("Where the account is."),
    }),
    z.strictObject({
        kind: z.literal("sns"),
        topicArn: formed(
            /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/,
            "must be the ARN of an SNS topic",
            "arn:aws:sns:eu-central-1:111122223333:on-call",
        ).describe("Topic; phones that subscribe to it get an SMS."),
    }),
    z.strictObject({
        kind: z.literal("slack"),
        key: key("URL of an incoming webhook."),
        channel: text().optional().describe("Channel. Default: that of the webhook."),
    }),
    z.strictObject({ kind: z.literal("wecom"), key: key("URL of a group robot.") }),
    z.strictObject({
        kind: z.literal("dingtalk"),
        key: key("URL of a robot; the secret of one that wants signatures is at `<key>.secret`."),
    }),
    z.strictObject({ kind: z.literal("webhook"), key: key("URL that takes Alertmanager's own JSON.") }),
] as const;

const KINDS = RECEIVERS.map(({ shape }) => shape.kind.value).join(", ");

const receiver = z.discriminatedUnion("kind", RECEIVERS, `must be one of ${KINDS}`);

export const alerts = z.strictObject({
    secret: text()
        .optional()
        .describe("Existing Secret in the namespace of the monitoring with the keys that receivers name."),
    critical: z
        .array(receiver)
        .default([])
        .describe(
            "Who is woken by critical alerts, each `{kind, key}`: `pagerduty` or `opsgenie` (phone), `sns` (SMS, `topicArn` in place of a key), " +
                "`slack`, `wecom`, `dingtalk`, `webhook`. Default: nobody.",
        ),
    warning: z.array(receiver).default([]).describe("Who is told of warnings, as for `critical`. Default: nobody."),
    deadMansSwitchKey: key(
        "URL that is called every minute as long as alerts arrive at all, for a service outside that says so when it is not.",
    ).optional(),
});
