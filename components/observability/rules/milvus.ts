import type { MonitoringTargets } from "../../../contracts/monitoring";
import { literally, type Selectors } from "./series";
import type { Area } from "./types";

/** Whether vectors are found: requests, the parts that answer them, and etcd, which they all need. */

/** Share of failed requests at which retrieval is broken. */
export const BROKEN_RATIO = 0.05;

/** Deployments that the operator makes; a component in a rollout has two. */
export function milvusDeployments({ milvus }: MonitoringTargets): string {
    return `${literally(milvus)}-milvus-.+`;
}

export function milvusArea(targets: MonitoringTargets, { select }: Selectors): Area {
    const requests = (matcher: string) => `sum(rate(${select("milvusRequests", matcher)}[5m]))`;
    const deployments = `deployment=~"${milvusDeployments(targets)}"`;
    return {
        name: "dify-milvus",
        runbook: "milvus",
        rules: [
            {
                record: "dify:milvus_failures:ratio_rate5m",
                // There is no series of failures before the first one.
                expr: `(${requests(`status=~"fail.*"`)} or vector(0)) / ${requests(`status="total"`)}`,
            },
            {
                alert: "MilvusRequestsFail",
                expr: `dify:milvus_failures:ratio_rate5m > ${BROKEN_RATIO}`,
                for: "5m",
                severity: "critical",
                tier: "data",
                summary: "{{ $value | humanizePercentage }} of Milvus' requests fail",
            },
            {
                alert: "MilvusComponentGone",
                expr: `(${select("deploymentReady", deployments)} == 0) and ${select("deploymentReplicas", deployments)} > 0`,
                for: "2m",
                severity: "critical",
                tier: "data",
                summary: "{{ $value }} pods of {{ $labels.deployment }} are ready",
            },
            {
                alert: "MilvusEtcdNoLeader",
                expr: `min(${select("etcdHasLeader")}) == 0`,
                for: "1m",
                severity: "critical",
                tier: "data",
                summary: "A member of Milvus' etcd sees no leader (has leader: {{ $value }})",
            },
        ],
    };
}
