import { compare } from "../graph";
import { changedFields, type FieldChange } from "./fields";

/** Which resources of a plan another one has not, or has otherwise. Pure. */

/** A resource as a plan's document has it: secrets are masked. */
export interface PlannedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent: string | null;
    /** Whether Pulumi refuses to delete it; absent in documents that do not tell. */
    readonly protect?: boolean;
    readonly inputs: Readonly<Record<string, unknown>>;
}

export interface ResourceChange {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Name of the component at the top that it belongs to; its own where it belongs to none. */
    readonly component: string;
    readonly change: "added" | "changed" | "removed";
    /** What differs of one that was there before and is there still. */
    readonly fields: readonly FieldChange[];
}

/** Stands among the changed inputs for what Pulumi protects. */
export const PROTECT = "(protect)";

/** Components have no inputs of their own: what changes is below them. */
const COMPONENT = "dify-ha:";

export function isComponent(type: string): boolean {
    return type.startsWith(COMPONENT);
}

/** What a deployment would do, as far as inputs tell: by component, then by URN. */
export function resourceChanges(base: readonly PlannedResource[], head: readonly PlannedResource[]): ResourceChange[] {
    const [was, is] = [byUrn(base), byUrn(head)];
    return [...new Set([...was.keys(), ...is.keys()])]
        .flatMap((urn) => changeOf(was, is, urn))
        .sort((a, b) => compare(a.component, b.component) || compare(a.urn, b.urn));
}

export type ByUrn = ReadonlyMap<string, PlannedResource>;

export function byUrn(resources: readonly PlannedResource[]): ByUrn {
    return new Map(resources.map((resource) => [resource.urn, resource]));
}

function changeOf(was: ByUrn, is: ByUrn, urn: string): ResourceChange[] {
    const [before, after] = [was.get(urn), is.get(urn)];
    const resource = after ?? before;
    if (resource === undefined || isComponent(resource.type)) {
        return [];
    }
    const { type, name } = resource;
    const about = { urn, type, name, component: topOf(resource, after === undefined ? was : is) };
    if (before === undefined || after === undefined) {
        return [{ ...about, change: before === undefined ? "added" : "removed", fields: [] }];
    }
    const fields = [...changedFields(before.inputs, after.inputs), ...protection(before, after)];
    return fields.length === 0 ? [] : [{ ...about, change: "changed", fields }];
}

/** Known only where both documents tell. */
function protection({ protect: before }: PlannedResource, { protect: after }: PlannedResource): FieldChange[] {
    return before === undefined || after === undefined ? [] : changedFields(before, after, PROTECT);
}

/** Name of the component at the top that a resource belongs to; its own where it belongs to none. */
export function topOf(resource: PlannedResource, resources: ByUrn): string {
    const parent = resources.get(resource.parent ?? "");
    return parent === undefined ? resource.name : topOf(parent, resources);
}
