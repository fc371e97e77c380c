import type { KubernetesObject, PlannedObject } from "../analysis/graph";
import type { Workload } from "../contracts";
import { applyPlan, applyStandIns, applyVolumes, awaitReady } from "./apply";
import { startEmbeddedCluster, type EmbeddedCluster } from "./cluster/embeddedCluster";
import { customKindsOf } from "./crds/customKinds";
import { definitionsFor, type Definition, type DefinitionOrigin } from "./crds/definitions";
import { installDefinitions } from "./crds/install";
import { zoneLossDrill, type ZoneLossReport } from "./drill/zoneLoss";
import { findPulumi } from "./engine/pulumiCli";
import { pulumiUp } from "./engine/pulumiUp";
import { KubeApi } from "./kubernetes/kubeApi";
import type { Progress } from "./progress";
import { resolveToolchain } from "./toolchain/resolve";
import { scaledDown } from "./standIns/scaledDown";

export interface RehearsalArgs {
    readonly stack: string;
    /** Configuration by full key, for the engine. */
    readonly settings: Readonly<Record<string, string>>;
    /** Folder of the program, for the engine. */
    readonly programFolder: string;
    readonly zones: readonly string[];
    /** Objects to apply, with their secrets. */
    readonly plan: readonly PlannedObject[];
    readonly workloads: readonly Workload[];
    /** Objects that stand in for what charts would install. */
    readonly chartStandIns: readonly KubernetesObject[];
    /** Zone to lose; default the one whose loss hurts most. */
    readonly zone?: string;
    /** Folder with custom resource definitions. */
    readonly crds?: string;
    /** Whether `pulumi up` may deploy the stack to the embedded cluster: not one that makes a cluster of its own. */
    readonly mayUseEngine: boolean;
    /** Leave the cluster running. */
    readonly keep: boolean;
    readonly progress: Progress;
}

export interface RehearsalReport {
    /** Who applied the objects. */
    readonly appliedBy: "pulumi up" | "server-side apply";
    readonly objects: number;
    readonly standIns: number;
    readonly definitions: readonly { readonly kind: string; readonly origin: DefinitionOrigin }[];
    readonly clusterReadyAfterSeconds: number;
    readonly drill: ZoneLossReport;
    /** Set when the cluster was left running. */
    readonly kept?: { readonly name: string; readonly kubeconfig: string };
}

/** Simulated nodes offer more than any profile asks for: whether real ones do is not what a drill of the topology is about. */
const NODE_CAPACITY = { cpu: "64", memory: "512Gi", pods: "250" };

/** A plan that runs on an embedded control plane. */
export interface Rehearsed {
    readonly api: KubeApi;
    readonly cluster: EmbeddedCluster;
    readonly report: Omit<RehearsalReport, "drill" | "kept">;
}

/** Applies a plan to an embedded control plane and loses a zone of it. */
export async function rehearse(args: RehearsalArgs): Promise<RehearsalReport> {
    return withRehearsal(args, async ({ api, cluster, report }) => ({
        ...report,
        drill: await zoneLossDrill({ ...args, api, cluster }),
        ...(args.keep ? { kept: { name: cluster.name, kubeconfig: cluster.kubeconfig } } : {}),
    }));
}

/** Applies a plan to an embedded control plane, hands it to `use`, and ends it unless it is to be kept. */
export async function withRehearsal<T>(args: Applied, use: (rehearsed: Rehearsed) => Promise<T>): Promise<T> {
    const { progress } = args;
    const toolchain = await resolveToolchain({ progress });
    const cluster = await startEmbeddedCluster({
        toolchain,
        zones: args.zones,
        nodeCapacity: NODE_CAPACITY,
        progress,
        detached: args.keep,
    });
    try {
        const api = KubeApi.fromKubeconfig(cluster.kubeconfig);
        const definitions = await install(api, args);
        const applied = await apply(api, cluster, args);
        return await use({
            api,
            cluster,
            report: {
                ...applied,
                definitions: definitions.map(({ kind, origin }) => ({ kind: kind.kind, origin })),
                clusterReadyAfterSeconds: cluster.readyAfterSeconds,
            },
        });
    } finally {
        if (!args.keep) {
            await cluster.stop();
        }
    }
}

async function install(
    api: KubeApi,
    { plan, crds, progress }: Pick<RehearsalArgs, "plan" | "crds" | "progress">,
): Promise<Definition[]> {
    const step = progress.step("Installing custom resource definitions", { expectedSeconds: 3 });
    try {
        const definitions = await definitionsFor(customKindsOf(plan.map(({ object }) => object)), { folder: crds });
        await installDefinitions(api, definitions);
        step.done(`${definitions.length} custom resource definitions: ${describeOrigins(definitions)}`);
        return definitions;
    } catch (error) {
        step.fail();
        throw error;
    }
}

const ORIGINS: Readonly<Record<DefinitionOrigin, string>> = {
    folder: "from the folder given",
    download: "from the operators' releases",
    permissive: "that accept any field (the operators' own could not be downloaded)",
};

function describeOrigins(definitions: readonly Definition[]): string {
    return (Object.keys(ORIGINS) as DefinitionOrigin[])
        .map((origin) => ({ origin, count: definitions.filter((definition) => definition.origin === origin).length }))
        .filter(({ count }) => count > 0)
        .map(({ origin, count }) => `${count} ${ORIGINS[origin]}`)
        .join(", ");
}

type Applied = Omit<RehearsalArgs, "workloads" | "zone">;

async function apply(
    api: KubeApi,
    cluster: EmbeddedCluster,
    args: Applied,
): Promise<Pick<RehearsalReport, "appliedBy" | "objects" | "standIns">> {
    const pulumi = args.mayUseEngine ? await findPulumi() : { missing: "the stack makes a cluster of its own" };
    const applied =
        "missing" in pulumi
            ? await applyByOurselves(api, args, pulumi.missing)
            : await applyByEngine(api, cluster, args, pulumi.version);
    await Promise.all(scaledDown(args.plan.map(({ object }) => object)).map((object) => api.apply(object)));
    return applied;
}

async function applyByOurselves(api: KubeApi, { plan, chartStandIns, progress }: Applied, reason: string) {
    const step = progress.step("Applying the evaluated manifests");
    try {
        const { applied, standIns } = await applyPlan(api, plan, {
            onApplied: (done, total) => step.update(`${done} of ${total} objects`),
        });
        await Promise.all(chartStandIns.map((object) => api.apply(object)));
        const total = standIns + chartStandIns.length;
        step.done(
            `${applied} objects by server-side apply (${reason}), ${total} stand-ins for the pods of operators and charts`,
        );
        return { appliedBy: "server-side apply" as const, objects: applied, standIns: total };
    } catch (error) {
        step.fail();
        throw error;
    }
}

async function applyByEngine(api: KubeApi, cluster: EmbeddedCluster, args: Applied, version: string) {
    const step = args.progress.step(`pulumi up (${version}), state in local files`);
    try {
        await applyVolumes(
            api,
            args.plan.map(({ object }) => object),
        );
        await pulumiUp({ ...args, folder: `${cluster.dir}/pulumi`, kubeconfig: cluster.kubeconfig });
        const standIns = await applyStandIns(
            api,
            args.plan.map(({ object }) => object),
        );
        await Promise.all(args.chartStandIns.map((object) => api.apply(object)));
        await awaitReady(api, standIns);
        const total = standIns.length + args.chartStandIns.length;
        step.done(
            `${args.plan.length} objects by pulumi up (${version}), ${total} stand-ins for the pods of operators and charts`,
        );
        return { appliedBy: "pulumi up" as const, objects: args.plan.length, standIns: total };
    } catch (error) {
        step.fail();
        throw error;
    }
}
