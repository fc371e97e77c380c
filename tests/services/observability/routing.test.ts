import { alertmanagerConfig, type AlertRouting } from "../../../components/observability/alerting/routing";
import { ruleGroups } from "../../../components/observability/rules";
import { isAlert } from "../../../components/observability/rules/types";
import { describeUnless } from "../../support/programs";
import { AMTOOL_PROBLEMS, RoutingBench } from "./amtool";
import { SLO, VARIANTS } from "./variants";

const SURROUNDINGS = { secretFolder: "/etc/alertmanager/secrets/alerts", bridgeUrl: "http://bridge:8080" };

/** Every kind of receiver for both severities. */
const RECEIVERS: AlertRouting["critical"] = [
    { kind: "pagerduty", key: "pagerduty" },
    { kind: "opsgenie", key: "opsgenie", region: "us" },
    { kind: "sns", topicArn: "arn:aws:sns:eu-west-1:111122223333:on-call" },
    { kind: "slack", key: "slack" },
    { kind: "wecom", key: "wecom" },
    { kind: "dingtalk", key: "dingtalk" },
    { kind: "webhook", key: "webhook" },
];

describeUnless(AMTOOL_PROBLEMS, "Alertmanager's own tool", () => {
    let bench: RoutingBench;
    beforeAll(() => {
        bench = new RoutingBench(
            alertmanagerConfig(
                { critical: RECEIVERS, warning: RECEIVERS, deadMansSwitchKey: "heartbeat" },
                SURROUNDINGS,
            ),
        );
    });
    afterAll(() => {
        bench.remove();
    });

    test("takes the configuration, with every kind of receiver", () => {
        expect(bench.check()).toBe("");
    });

    const alerts = Object.values(VARIANTS)
        .flatMap((targets) => ruleGroups(targets, SLO))
        .flatMap(({ rules }) => rules.filter(isAlert));
    const severities = new Map(alerts.map(({ alert, labels }) => [alert, labels.severity]));

    test.each([...severities])("%s, which is %s, comes to those who are told of it", (alertname, severity) => {
        expect(bench.receiverOf({ alertname, severity, namespace: "dify" })).toBe(severity);
    });

    test.each([
        [{ alertname: "Watchdog", severity: "none" }, "dead-mans-switch"],
        [{ alertname: "KubePodCrashLooping", severity: "warning" }, "warning"],
        [{ alertname: "KubeAPIDown", severity: "critical" }, "critical"],
        [{ alertname: "InfoInhibitor", severity: "none" }, "nobody"],
        [{ alertname: "CPUThrottlingHigh", severity: "info" }, "nobody"],
        [{ alertname: "NoSeverity" }, "nobody"],
    ])("of the chart's own alerts, %j comes to %s", (labels, receiver) => {
        expect(bench.receiverOf(labels)).toBe(receiver);
    });

    test("takes a configuration that tells nobody", () => {
        const silent = new RoutingBench(alertmanagerConfig({ critical: [], warning: [] }, SURROUNDINGS));
        expect(silent.check()).toBe("");
        expect(silent.receiverOf({ alertname: "Watchdog", severity: "none" })).toBe("nobody");
        silent.remove();
    });
});
