import * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, MonitoringTargets, Workload } from "../../contracts";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { MONITORING_API } from "./catalogue";
import { monitorsOf, type Monitor } from "./monitors";

export interface MetricSourcesArgs {
    /** Monitors and exporters are in Dify's namespace, where the secrets are that exporters need. */
    readonly cluster: ClusterHandle;
    /** What the stack runs. */
    readonly targets: MonitoringTargets;
}

/** What a Prometheus operator, ours or the cluster's own, is to look at. */
export class MetricSources extends pulumi.ComponentResource {
    public readonly workloads: Workload[];

    constructor(name: string, args: MetricSourcesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:MetricSources", name, args, opts);
        this.createMonitors(name, args.cluster, monitorsOf(args.targets), opts);
        this.workloads = [];
        this.registerOutputs({ workloads: this.workloads });
    }

    private createMonitors(
        name: string,
        cluster: ClusterHandle,
        monitors: readonly Monitor[],
        opts: pulumi.ComponentResourceOptions | undefined,
    ): void {
        monitors.forEach(({ kind, name: monitor, spec }) =>
            createCustomResource(
                `${name}-${monitor}`,
                cluster,
                { apiVersion: MONITORING_API, kind, name: monitor, spec },
                { parent: this, dependsOn: dependenciesOf(opts) },
            ),
        );
    }
}
