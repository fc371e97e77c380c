import type { Policies, StackValidationPolicy } from "@pulumi/policy";
import { partsOfUrn } from "../analysis/graph";
import { INVARIANTS, type Invariant } from "../analysis/invariants";
import { loadStack } from "../cli/stackFile";
import { today } from "../config";
import type { InvariantId, Waiver } from "../contracts";
import { evaluatingOnce, previewedGraph, type Evaluation } from "./previewedGraph";
import { graphOf, onlyKnown, type Registration } from "./registeredResources";

/** The invariants as policies of a pack. */

/** Rules against something that must not be there: what a preview does not know yet keeps no other place from being looked at. */
const AGAINST: readonly InvariantId[] = ["no-upstream-credential", "no-plain-secret", "images-pinned", "database-tls"];

/** The policies, and the one that remembers for them what was asked for. */
export function policies(waiversOf: (stack: string) => readonly Waiver[] = waiversInFile): Policies {
    const inputs = new Map<string, Registration>();
    const evaluationOf = evaluatingOnce();
    return [
        {
            name: "remember-inputs",
            description:
                "Finds nothing: the rules look at what the program asked for, of which only a stack's outputs are told later.",
            enforcementLevel: "advisory",
            validateResource: ({ urn, type, name, props, opts }) => {
                inputs.set(urn, { urn, type, name, props, opts });
            },
        },
        ...INVARIANTS.map((invariant) => policyOf(invariant, { inputs, waiversOf, evaluationOf })),
    ];
}

interface Sources {
    readonly inputs: ReadonlyMap<string, Registration>;
    readonly waiversOf: (stack: string) => readonly Waiver[];
    readonly evaluationOf: Evaluation;
}

function policyOf(
    { id, title, severity, reason, remedy, check }: Invariant,
    { inputs, waiversOf, evaluationOf }: Sources,
): StackValidationPolicy {
    return {
        name: id,
        description: `${title}. ${reason}`,
        enforcementLevel: severity,
        remediationSteps: remedy,
        validateStack: async (args, reportViolation) => {
            const { stack } = partsOfUrn(args.resources[0]?.urn ?? "");
            const waiver = waiversOf(stack).find((one) => one.id === id && one.until >= today());
            if (waiver !== undefined) {
                args.notApplicable(`waived until ${waiver.until}: ${waiver.reason}`);
            }
            const graph = await previewedGraph(graphOf(args.resources, inputs), evaluationOf);
            for (const { urn, resource, message } of check(AGAINST.includes(id) ? onlyKnown(graph) : graph)) {
                reportViolation(`${resource}: ${message}. ${remedy}`, urn);
            }
        },
    };
}

/** The waivers in the stack's file, which the program has already found to be valid. */
function waiversInFile(stack: string): readonly Waiver[] {
    return loadStack(stack, []).config.waivers;
}
