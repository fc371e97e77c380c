import { dataChanges, heldData, type DataChange } from "./data";
import {
    byUrn,
    isComponent,
    resourceChanges,
    topOf,
    type ByUrn,
    type PlannedResource,
    type ResourceChange,
} from "./resources";

/** What Pulumi's engine would do, from a preview of its own. Pure. */

export interface EngineState {
    readonly type: string;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
}

/** A step of `pulumi preview --json`. */
export interface EngineStep {
    readonly op: string;
    readonly urn: string;
    readonly oldState?: EngineState;
    readonly newState?: EngineState;
    /** Inputs for which it is made anew, as the provider says. */
    readonly replaceReasons?: readonly string[] | null;
}

export interface EngineChanges {
    readonly resources: readonly ResourceChange[];
    readonly data: readonly DataChange[];
}

const SAME = "same";
const UPDATED = "update";
const DELETED = "delete";
const REPLACED = ["replace", "create-replacement", "delete-replaced"];

export function engineChanges(steps: readonly EngineStep[]): EngineChanges {
    const base = resourcesOf(steps, stateBefore);
    const head = resourcesOf(steps, stateAfter);
    const told = resourceChanges(base, head);
    const resources = [...told, ...silentChanges(steps, told, byUrn(head))];
    return { resources, data: [...replacedData(steps, base, resources), ...otherData(resources, base)] };
}

/** Of what stays the same, nothing is a change: inputs of an older provider may look otherwise. */
function stateBefore({ op, oldState, newState }: EngineStep): EngineState | undefined {
    return op === SAME
        ? (newState ?? oldState)
        : oldState && { ...oldState, inputs: oldState.inputs ?? newState?.inputs };
}

function stateAfter({ op, newState }: EngineStep): EngineState | undefined {
    return op === DELETED ? undefined : newState;
}

/** What is updated or replaced though its inputs are as before, as after a change in the cloud. */
function silentChanges(
    steps: readonly EngineStep[],
    told: readonly ResourceChange[],
    resources: ByUrn,
): ResourceChange[] {
    const known = new Set(told.map(({ urn }) => urn));
    const urns = steps.filter(({ op }) => op === UPDATED || REPLACED.includes(op)).map(({ urn }) => urn);
    return [...new Set(urns)].flatMap((urn): ResourceChange[] => {
        const resource = resources.get(urn);
        return resource === undefined || known.has(urn) || isComponent(resource.type)
            ? []
            : [
                  {
                      urn,
                      type: resource.type,
                      name: resource.name,
                      component: topOf(resource, resources),
                      change: "changed",
                      fields: [],
                  },
              ];
    });
}

function resourcesOf(
    steps: readonly EngineStep[],
    stateOf: (step: EngineStep) => EngineState | undefined,
): PlannedResource[] {
    const found = new Map(
        steps.flatMap((step): [string, PlannedResource][] => {
            const { urn } = step;
            const state = stateOf(step);
            const { type = "", parent = null, protect = false, inputs = {} } = state ?? {};
            const name = urn.split("::").at(-1) ?? urn;
            return state === undefined || type === STACK ? [] : [[urn, { urn, type, name, parent, protect, inputs }]];
        }),
    );
    return [...found.values()];
}

const STACK = "pulumi:pulumi:Stack";

/** What the provider says that it replaces: it knows better than any list. */
function replacedData(
    steps: readonly EngineStep[],
    base: readonly PlannedResource[],
    changes: readonly ResourceChange[],
): DataChange[] {
    const components = new Map(changes.map(({ urn, component }) => [urn, component]));
    return base.flatMap((resource): DataChange[] => {
        const { urn, type, name } = resource;
        const replacing = steps.filter((step) => step.urn === urn && REPLACED.includes(step.op));
        const held = heldData(resource);
        if (replacing.length === 0 || held === undefined) {
            return [];
        }
        const because = [...new Set(replacing.flatMap(({ replaceReasons }) => replaceReasons ?? []))];
        return [{ urn, type, name, component: components.get(urn) ?? name, ...held, change: "replaced", because }];
    });
}

function otherData(changes: readonly ResourceChange[], base: readonly PlannedResource[]): DataChange[] {
    return dataChanges(changes, base).filter(({ change }) => change !== "replaced");
}
