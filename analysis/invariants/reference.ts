import { INVARIANTS } from "./index";
import type { Invariant } from "./types";

/** The page about the rules, docs/invariants.md. */

const INTRODUCTION = `# Invariants

<!-- Written by \`npm run docs\` from analysis/invariants. Do not edit. -->

Every stack is held to these rules. They look at what the program registers, not at the configuration: \`npm run plan -- <stack>\` tries
them offline, tells where one does not hold, and exits with 3 when it is a mandatory one. The tests try them on every stack of the
repository, and break each rule in the smallest way to see it fire.

A rule is waived for a time in the stack file, with a reason for those who read the plan:

\`\`\`yaml
config:
    dify-ha:waivers:
        - id: egress-restricted
          reason: the network policies of the platform team cover the namespace
          until: "2026-12-31"
\`\`\`

After that day the configuration is refused, naming the waiver.

The same rules are a policy pack: \`pulumi preview --policy-pack policy\`, and \`up\`, hold the deployment to them, with the waivers of the
stack file. \`up\` tries them in its preview: with \`--skip-preview\` they come when everything is made. What a preview does not know yet is
taken from an evaluation of the program, as in \`npm run analyse\`. Which values are secret a pack is not told: \`no-plain-secret\` goes by
names there.
`;

/** The page, as Markdown. */
export function invariantsReference(): string {
    const part = (severity: Invariant["severity"], heading: string) =>
        [`## ${heading}`, ...INVARIANTS.filter((invariant) => invariant.severity === severity).map(section)].join(
            "\n\n",
        );
    return `${[INTRODUCTION.trimEnd(), part("mandatory", "Mandatory"), part("advisory", "Advisory")].join("\n\n")}\n`;
}

function section({ id, title, reason, remedy }: Invariant): string {
    return `### \`${id}\`\n\n${title}.\n\n- Otherwise: ${reason}\n- Remedy: ${remedy}`;
}
