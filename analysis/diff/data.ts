import { dataTypeOf, type DataType } from "./dataTypes";
import { PROTECT, type PlannedResource, type ResourceChange } from "./resources";

/** What happens to data when a plan takes the place of another one. Pure. */

export interface DataChange {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly component: string;
    /** What is in it. */
    readonly holds: string;
    readonly change: "deleted" | "replaced" | "unprotected";
    /** Inputs that make it a new one. */
    readonly because: readonly string[];
    /**
     * Whether somebody has to agree. `false` for what was there to be thrown away: nothing of it was protected, as in a stack on a
     * simulated cluster, or with `allowDeletion`. That protection is taken away is itself to be agreed to.
     */
    readonly needsApproval: boolean;
}

/** What a protected resource of no known type holds. */
const PROTECTED = "something protected";

/** Data that is lost, or may be from now on, in the order of the changes. */
export function dataChanges(changes: readonly ResourceChange[], base: readonly PlannedResource[]): DataChange[] {
    const before = new Map(base.map((resource) => [resource.urn, resource]));
    return changes.flatMap((change) => {
        const was = before.get(change.urn);
        return was === undefined ? [] : dataChange(change, was);
    });
}

function dataChange(change: ResourceChange, was: PlannedResource): DataChange[] {
    const held = heldData(was);
    if (held === undefined) {
        return [];
    }
    const { urn, type, name, component, fields } = change;
    const about = { urn, type, name, component, ...held };
    if (change.change === "removed") {
        return [{ ...about, change: "deleted", because: [] }];
    }
    const replacedBy = knownType(was)?.replacedBy ?? [];
    const because = fields.map(({ path }) => path).filter((path) => replacedBy.some((field) => isWithin(path, field)));
    return [
        ...(because.length === 0 ? [] : [{ ...about, change: "replaced" as const, because }]),
        ...(fields.some(({ path, after }) => path === PROTECT && after === false)
            ? [{ ...about, change: "unprotected" as const, because: [] }]
            : []),
    ];
}

/** What a resource holds; undefined for one that can be made again. */
export function heldData(resource: PlannedResource): Pick<DataChange, "holds" | "needsApproval"> | undefined {
    const { protect } = resource;
    const holds = knownType(resource)?.holds ?? (protect === true ? PROTECTED : undefined);
    // Documents that do not tell what is protected come from a time when all of it was.
    return holds === undefined ? undefined : { holds, needsApproval: protect ?? true };
}

function knownType({ type, inputs }: PlannedResource): DataType | undefined {
    return keepsNothing(type, inputs) ? undefined : dataTypeOf(type);
}

function isWithin(path: string, field: string): boolean {
    return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}

/** A replica is filled again from its primary, and pods without claims have no volumes. */
function keepsNothing(type: string, inputs: PlannedResource["inputs"]): boolean {
    if (type === "aws:rds/instance:Instance") {
        return inputs.replicateSourceDb !== undefined || inputs.clusterIdentifier !== undefined;
    }
    const { volumeClaimTemplates = [] } = (inputs.spec ?? {}) as { volumeClaimTemplates?: readonly unknown[] };
    return type === "kubernetes:apps/v1:StatefulSet" && volumeClaimTemplates.length === 0;
}
