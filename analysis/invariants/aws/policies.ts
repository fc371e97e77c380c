import type { GraphResource, ResourceGraph } from "../../graph";
import { finding, type Finding } from "../types";

/** IAM policies of an evaluated graph, in one form. */

export interface Statement {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    readonly principals: readonly string[];
    readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
    readonly resource: GraphResource;
    readonly statements: readonly Statement[];
}

interface Document {
    readonly Statement: readonly {
        readonly Effect: string;
        readonly Action: string | readonly string[];
        readonly Resource?: string | readonly string[];
        readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
        readonly Condition?: Statement["conditions"];
    }[];
}

/** Inputs that hold a policy as JSON. */
const POLICY_INPUTS = ["policy", "assumeRolePolicy"];

/** Every policy in the graph: of roles, users and resources, and the trust policies of roles. */
export function policiesOf(graph: ResourceGraph): Policy[] {
    return graph.resources
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap((resource) =>
            POLICY_INPUTS.map((input) => resource.inputs[input])
                .filter((text) => typeof text === "string")
                .map((text) => ({ resource, statements: statementsOf(JSON.parse(text) as Document) })),
        );
}

function statementsOf({ Statement }: Document): Statement[] {
    return Statement.map(({ Effect, Action, Resource, Principal, Condition }) => ({
        effect: Effect,
        actions: list(Action),
        resources: list(Resource),
        principals: typeof Principal === "object" ? Object.values(Principal).flatMap(list) : list(Principal),
        conditions: Condition ?? {},
    }));
}

/** A text or a list of them, as IAM takes both. */
function list(value: string | readonly string[] | undefined): readonly string[] {
    return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function statementProblems({ effect, actions, resources, principals }: Statement): string[] {
    if (effect !== "Allow") {
        return [];
    }
    return [
        ...actions
            .filter((action) => action.includes("*") && (resources.includes("*") || resources.length === 0))
            .map((action) => `allows ${action} on everything`),
        ...(principals.includes("*") ? ["allows anybody"] : []),
    ];
}

/** IAM allows nothing in general: no wildcard action on everything, and nobody in particular. */
export function policyFindings(graph: ResourceGraph): Finding[] {
    return policiesOf(graph).flatMap(({ resource, statements }) =>
        statements.flatMap(statementProblems).map((problem) => finding(resource, problem)),
    );
}
