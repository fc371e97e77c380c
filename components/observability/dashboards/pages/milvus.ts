import { BROKEN_RATIO, milvusDeployments } from "../../rules/milvus";
import { IN_ZONE, type PageBuilder } from "../types";

/** Whether vectors are found, how fast, and whether what Milvus needs is there. */

export const milvusPage: PageBuilder = (targets, _slo, { select }) => {
    const deployments = `deployment=~"${milvusDeployments(targets)}"`;
    const rate = (by: string, ...matchers: string[]) =>
        `sum by (${by}) (rate(${select("milvusRequests", IN_ZONE, ...matchers)}[5m]))`;
    return {
        name: "milvus",
        title: "Milvus",
        panels: [
            {
                title: "Failures",
                kind: "figure",
                description: "Share of all requests.",
                unit: "percentunit",
                queries: [{ expr: "dify:milvus_failures:ratio_rate5m", legend: "failed" }],
                alerts: ["MilvusRequestsFail"],
                limits: [{ value: BROKEN_RATIO, severity: "critical" }],
            },
            {
                title: "Components",
                kind: "figure",
                description: "Deployments that have a pod that is ready.",
                unit: "short",
                queries: [{ expr: `sum(${select("deploymentReady", deployments)} > bool 0)`, legend: "ready" }],
                alerts: ["MilvusComponentGone"],
            },
            {
                title: "etcd has a leader",
                kind: "figure",
                description: "As each member sees it; without one nothing works.",
                unit: "bool_yes_no",
                queries: [{ expr: `min(${select("etcdHasLeader")})`, legend: "leader" }],
                alerts: ["MilvusEtcdNoLeader"],
                limits: [{ value: 1, severity: "critical" }],
                bad: "below",
            },
            {
                title: "Requests by kind",
                kind: "graph",
                description: "Each second.",
                unit: "reqps",
                queries: [{ expr: rate("function_name", `status="total"`), legend: "{{function_name}}" }],
            },
            {
                title: "Failures",
                kind: "graph",
                description: "Share of all requests.",
                unit: "percentunit",
                queries: [{ expr: "dify:milvus_failures:ratio_rate5m", legend: "failed" }],
                alerts: ["MilvusRequestsFail"],
                limits: [{ value: BROKEN_RATIO, severity: "critical" }],
            },
            {
                title: "P99 of searches and queries",
                kind: "graph",
                description: "Of those that succeeded, as the proxies measure it.",
                unit: "ms",
                queries: [
                    {
                        expr: `histogram_quantile(0.99, sum by (le, query_type) (rate(${select("milvusLatency", IN_ZONE)}[5m])))`,
                        legend: "{{query_type}}",
                    },
                ],
            },
            {
                title: "Pods that are ready",
                kind: "graph",
                description: "Of each component; one in a rollout has two Deployments.",
                unit: "short",
                queries: [{ expr: select("deploymentReady", deployments), legend: "{{deployment}}" }],
                alerts: ["MilvusComponentGone"],
            },
            {
                title: "P99 of etcd's writes to disk",
                kind: "graph",
                description: "etcd holds elections when its disk is slow.",
                unit: "s",
                queries: [
                    {
                        expr: `histogram_quantile(0.99, sum by (le, pod) (rate(${select("etcdSync", IN_ZONE)}[5m])))`,
                        legend: "{{pod}}",
                    },
                ],
            },
            {
                title: "Members of etcd that see a leader",
                kind: "graph",
                description: "1: sees one.",
                unit: "bool_yes_no",
                queries: [{ expr: select("etcdHasLeader", IN_ZONE), legend: "{{pod}}" }],
                alerts: ["MilvusEtcdNoLeader"],
                limits: [{ value: 1, severity: "critical" }],
                bad: "below",
            },
        ],
    };
};
