import { clusterPatch, ejectionSpec } from "../../../components/gateway/ejection";

test("each upstream's cluster, by its name and port in the cluster, gets the same", () => {
    expect(
        ejectionSpec([
            { service: "dify-api", namespace: "dify", port: 5001 },
            { service: "dify-web", namespace: "dify", port: 3000 },
        ]),
    ).toEqual({
        workloadSelector: { labels: { app: "higress-gateway", higress: "higress-system-higress-gateway" } },
        configPatches: [
            ["dify-api.dify.svc.cluster.local", 5001],
            ["dify-web.dify.svc.cluster.local", 3000],
        ].map(([service, portNumber]) => ({
            applyTo: "CLUSTER",
            match: { context: "GATEWAY", cluster: { service, portNumber } },
            patch: { operation: "MERGE", value: clusterPatch() },
        })),
    });
});

test("a dead backend is found by connecting, and by nothing that it answers", () => {
    expect(clusterPatch()).toEqual({
        connect_timeout: "0.25s",
        upstream_bind_config: {
            socket_options: [
                { description: "TCP_USER_TIMEOUT", level: 6, name: 18, int_value: 5000, state: "STATE_PREBIND" },
            ],
        },
        common_lb_config: { healthy_panic_threshold: { value: 1 } },
        outlier_detection: {
            split_external_local_origin_errors: true,
            consecutive_local_origin_failure: 2,
            enforcing_consecutive_local_origin_failure: 100,
            enforcing_local_origin_success_rate: 0,
            enforcing_consecutive_5xx: 0,
            enforcing_consecutive_gateway_failure: 0,
            enforcing_success_rate: 0,
            interval: "1s",
            base_ejection_time: "10s",
            max_ejection_percent: 100,
            successful_active_health_check_uneject_host: true,
        },
        health_checks: [
            {
                interval: "1s",
                no_traffic_interval: "1s",
                timeout: "0.5s",
                unhealthy_threshold: 2,
                healthy_threshold: 2,
                interval_jitter_percent: 20,
                tcp_health_check: {},
            },
        ],
        ignore_health_on_host_removal: true,
    });
});

test("checks find a dead backend before its ejection ends, which would send requests there again", () => {
    const { health_checks, outlier_detection } = clusterPatch();
    const [check] = health_checks;
    const seconds = (text = "") => Number.parseFloat(text);
    const jitter = 1 + (check?.interval_jitter_percent ?? 0) / 100;
    const found = (check?.unhealthy_threshold ?? 0) * (seconds(check?.interval) * jitter + seconds(check?.timeout));
    expect(found).toBeLessThan(seconds(outlier_detection.base_ejection_time) / 2);
});
