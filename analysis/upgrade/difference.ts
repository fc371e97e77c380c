import type { DataChange } from "../diff/data";
import { changedFields } from "../diff/fields";
import type { Plan } from "../diff/plan";
import { comparePlans } from "../diff/plans";
import type { PlannedResource } from "../diff/resources";
import { compare } from "../graph";
import { runningWorkloads, type RunningWorkload } from "./containers";

/** What an upgrade changes in a stack: its plan before and after it. Pure. */

export interface UpgradeDifference {
    /** Images that other ones take the place of, with the workloads that run them. */
    readonly images: readonly {
        readonly before: string;
        readonly after: string;
        readonly workloads: readonly string[];
    }[];
    readonly workloads: {
        readonly added: readonly string[];
        readonly removed: readonly string[];
        /** Those that are there before and after, and get other pods. */
        readonly changed: readonly string[];
    };
    /** Variables that differ, of workloads that are there before and after; together those for which the same do. */
    readonly variables: readonly {
        readonly workloads: readonly string[];
        readonly changes: readonly VariableChange[];
    }[];
    readonly routes: { readonly added: readonly string[]; readonly removed: readonly string[] };
    /** Data that would be lost. */
    readonly data: readonly DataChange[];
    readonly resources: { readonly added: number; readonly changed: number; readonly removed: number };
}

export interface VariableChange {
    readonly name: string;
    /** Absent where it is new. */
    readonly before?: string;
    /** Absent where it is gone. */
    readonly after?: string;
}

export function upgradeDifference(base: Plan, head: Plan): UpgradeDifference {
    const { resources, data } = comparePlans(base, head);
    const [was, is] = [runningWorkloads(base.resources), runningWorkloads(head.resources)];
    const both = [...was.values()].flatMap((before) => {
        const after = is.get(before.urn);
        return after === undefined ? [] : [{ before, after }];
    });
    const changed = new Set(resources.filter(({ change }) => change === "changed").map(({ urn }) => urn));
    const count = (wanted: string) => resources.filter(({ change }) => change === wanted).length;
    return {
        images: changedImages(both),
        workloads: {
            ...addedAndRemoved(namesOf(was.values()), namesOf(is.values())),
            changed: namesOf([...is.values()].filter(({ urn }) => changed.has(urn))),
        },
        variables: changedVariables(both),
        routes: addedAndRemoved(routesOf(base.resources), routesOf(head.resources)),
        data,
        resources: { added: count("added"), changed: count("changed"), removed: count("removed") },
    };
}

type Both = readonly { readonly before: RunningWorkload; readonly after: RunningWorkload }[];

function changedImages(both: Both): UpgradeDifference["images"] {
    const pairs = both.flatMap(({ before, after }) =>
        before.images.flatMap((image, index) => {
            const next = after.images[index];
            return next === undefined || next === image ? [] : [{ before: image, after: next, workload: after.name }];
        }),
    );
    return [...Map.groupBy(pairs, ({ before, after }) => `${before} ${after}`).values()].flatMap((same) => {
        const [first] = same;
        return first === undefined
            ? []
            : [
                  {
                      before: first.before,
                      after: first.after,
                      workloads: same.map(({ workload }) => workload).sort(compare),
                  },
              ];
    });
}

function changedVariables(both: Both): UpgradeDifference["variables"] {
    const changes = both.map(({ before, after }) => ({
        workload: after.name,
        changes: changedFields(before.variables, after.variables)
            .map(({ path, ...values }): VariableChange => ({ name: path, ...(values as Omit<VariableChange, "name">) }))
            .sort((a, b) => compare(a.name, b.name)),
    }));
    const some = changes.filter((one) => one.changes.length > 0);
    return [...Map.groupBy(some, (one) => JSON.stringify(one.changes)).values()].map((same) => ({
        workloads: same.map(({ workload }) => workload).sort(compare),
        changes: same[0]?.changes ?? [],
    }));
}

interface IngressSpec {
    readonly rules?: readonly {
        readonly http?: {
            readonly paths?: readonly {
                readonly path?: string;
                readonly backend?: { readonly service?: { readonly name?: string } };
            }[];
        };
    }[];
}

/** Paths of the gateway with the Service behind each. */
function routesOf(resources: readonly PlannedResource[]): string[] {
    return resources
        .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:Ingress")
        .flatMap(({ inputs }) => ((inputs.spec ?? {}) as IngressSpec).rules ?? [])
        .flatMap(({ http }) => http?.paths ?? [])
        .map(({ path, backend }) => `${path ?? "/"} to ${backend?.service?.name ?? "nothing"}`);
}

function namesOf(workloads: Iterable<RunningWorkload>): string[] {
    return [...workloads].map(({ name }) => name);
}

function addedAndRemoved(before: readonly string[], after: readonly string[]) {
    const without = (some: readonly string[], others: ReadonlySet<string>) =>
        [...new Set(some)].filter((name) => !others.has(name)).sort(compare);
    return { added: without(after, new Set(before)), removed: without(before, new Set(after)) };
}
