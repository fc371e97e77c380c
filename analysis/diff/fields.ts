/** Where two sets of inputs differ. Pure. */

/** A value that is not the same before and after. */
export interface FieldChange {
    /** Path into the inputs, such as `spec.template.spec.containers[api].resources.requests.cpu`. */
    readonly path: string;
    /** Absent where there was nothing. */
    readonly before?: unknown;
    /** Absent where there is nothing any more. */
    readonly after?: unknown;
}

type Group = Readonly<Record<string, unknown>>;

/** Every value that differs, in the order of `before` and then of what is new. Values that are groups on both sides are entered. */
export function changedFields(before: unknown, after: unknown, path = ""): FieldChange[] {
    if (Object.is(before, after)) {
        return [];
    }
    if (isGroup(before) && isGroup(after)) {
        return changedEntries(before, after, (key) => (path === "" ? key : `${path}.${key}`));
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const groups = listsAsGroups(before, after);
        if (groups !== undefined) {
            return changedEntries(...groups, (key) => `${path}[${key}]`);
        }
    }
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function changedEntries(before: Group, after: Group, pathOf: (key: string) => string): FieldChange[] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
        changedFields(before[key], after[key], pathOf(key)),
    );
}

function isGroup(value: unknown): value is Group {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Entries by what names them, so that a new one in front does not change all; by their place where nothing names them. Undefined for
 * lists of so different entries that only the whole says anything.
 */
function listsAsGroups(before: readonly unknown[], after: readonly unknown[]): [Group, Group] | undefined {
    const [was, is] = [named(before), named(after)];
    if (was !== undefined && is !== undefined) {
        return [was, is];
    }
    return before.length === after.length ? [{ ...before }, { ...after }] : undefined;
}

/** Entries by their `name`; undefined unless all have one of their own. */
function named(list: readonly unknown[]): Group | undefined {
    const entries = list.map((entry): [unknown, unknown] => [isGroup(entry) ? entry.name : undefined, entry]);
    const names = new Set(entries.map(([name]) => name));
    return names.size === list.length && entries.every(([name]) => typeof name === "string")
        ? (Object.fromEntries(entries) as Group)
        : undefined;
}
