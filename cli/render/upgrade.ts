import type { Colors } from "picocolors/types";
import type { VariableChange } from "../../analysis/upgrade/difference";
import type { UpgradeDocument } from "../upgradeDocument";
import type { UpgradeStep } from "../upgradeSteps";
import { wrap } from "./wrap";

/** An upgrade for people. */
export function renderUpgrade(document: UpgradeDocument, colors: Colors): string {
    const { stack, from, to, release, difference, steps, back, problems, consumersOverlap } = document;
    const { images, workloads, routes, variables, data, resources } = difference;
    const { queues, defects } = release;
    const section = (title: string, lines: readonly string[]) =>
        lines.length === 0 ? [] : [[colors.bold(title), ...lines].join("\n")];
    return [
        ...wrap(
            `${colors.bold(`Stack ${stack}: Dify ${from} to ${to}`)}, ${resources.added} resources added, ` +
                `${resources.changed} changed, ${resources.removed} removed`,
            "",
            "  ",
        ),
        ...section(
            "Problems",
            problems.flatMap(({ path, message }) => item(`${path} ${message}`)),
        ),
        ...section(
            "What comes",
            release.changes.flatMap(({ since, what }) => item(`${since}: ${what}`)),
        ),
        ...section(
            "Images",
            images.flatMap(({ before, after, workloads: of }) =>
                item(`${before} to ${tagOf(after)}: ${of.join(", ")}`),
            ),
        ),
        ...section("Workloads", [...named("new", workloads.added), ...named("gone", workloads.removed)]),
        ...section("Queues", [
            ...named("new", queues.added),
            ...named("gone", queues.removed),
            ...item(consumersOverlap ? OVERLAP : GAP),
        ]),
        ...section(
            "Settings",
            variables.flatMap(({ workloads: of, changes }) => [
                ...wrap(of.join(", "), "  ", "  "),
                ...changes.flatMap((change) => wrap(variableText(change), "    ", "      ")),
            ]),
        ),
        ...section("Routes", [...named("new", routes.added, "; "), ...named("gone", routes.removed, "; ")]),
        ...section("Schema", item(`The Job dify-migrate runs ${release.migration}.`)),
        ...section(
            "Mended",
            defects.mended.flatMap(({ what }) => item(what)),
        ),
        ...section(
            "Comes with it",
            defects.added.flatMap(({ what, remedy }) => item(`${what} Here: ${remedy}`)),
        ),
        ...section(
            "Data",
            data.length === 0
                ? item("Nothing that holds data is deleted or replaced.")
                : data.flatMap(({ name, change, holds }) => item(colors.red(`${name} is ${change}: ${holds}`))),
        ),
        ...section(
            "Not certain",
            release.cautions.flatMap(({ what, source }) => item(`${what} (${source})`)),
        ),
        ...section(
            "Steps",
            steps.flatMap((step, index) => stepLines(step, index + 1)),
        ),
        ...section("Back", back.flatMap(item)),
    ].join("\n\n");
}

const OVERLAP =
    "Old and new consumers overlap while workers roll over. An old worker does not take from a new queue: tasks there wait in Redis for " +
    "the first new one.";

const GAP = "Old workers go before new ones are ready: tasks wait in Redis meanwhile.";

function item(text: string): string[] {
    return wrap(text, "  - ", "    ");
}

function named(title: string, names: readonly string[], separator = ", "): string[] {
    return names.length === 0 ? [] : wrap(`${title}: ${names.join(separator)}`, "  ", "    ");
}

function tagOf(image: string): string {
    return image.slice(image.lastIndexOf(":") + 1);
}

function variableText({ name, before, after }: VariableChange): string {
    return after === undefined
        ? `- ${name}`
        : before === undefined
          ? `+ ${name}=${after}`
          : `~ ${name}=${after}, was ${before}`;
}

function stepLines({ title, why, commands, waves = [] }: UpgradeStep, number: number): string[] {
    return [
        ...wrap(title, `  ${number}. `, "     "),
        ...commands.map((command) => `       ${command}`),
        ...wrap(why, "     ", "     "),
        ...waves.flatMap((wave, index) =>
            wrap(
                `${index === 0 ? "at once" : "then"}: ${wave.map(({ name, rollout }) => `${name} (${rollout})`).join(", ")}`,
                "     - ",
                "       ",
            ),
        ),
    ];
}
