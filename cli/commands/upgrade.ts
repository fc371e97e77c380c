import { Command } from "commander";
import * as semver from "semver";
import pc from "picocolors";
import { releaseOf, VERSIONS } from "../../components/dify/catalogue";
import { releaseOfConfig } from "../../config/releaseRules";
import { upgradeRefusal } from "../../components/dify/releases/upgrade";
import { UserError } from "../../rehearsal/userError";
import { lookAtStack } from "../evaluation/evaluateStack";
import { judge } from "../judgement";
import { planDocument } from "../planDocument";
import { renderUpgrade } from "../render/upgrade";
import { BAD_INPUT, readStack, type ReadStack } from "../stackFile";
import { upgradeDocument, type UpgradeSide } from "../upgradeDocument";
import { withStack, type StackOptions } from "./options";

interface UpgradeOptions extends StackOptions {
    readonly to: string;
    readonly json?: boolean;
}

/** `upgrade`: what another release of Dify would mean for a stack, and how to get there. Changes nothing. */
export function upgradeCommand(): Command {
    return withStack(new Command("upgrade"))
        .description("say what another release of Dify means for a stack, and the steps to it; changes nothing")
        .requiredOption("--to <version>", "release to go to; docs/releases.md has them all")
        .option("--json", "print it as JSON, and nothing else")
        .action(upgrade);
}

async function upgrade(stack: string, { to, json, set }: UpgradeOptions): Promise<void> {
    const before = readStack(stack, set);
    const { version } = before.config.dify;
    const releases = (wanted: string) => releaseOfConfig({ ...before.config.dify, version: wanted });
    const [from, wanted] = [releases(version), releases(to)];
    const refusal = from === undefined || wanted === undefined ? undefined : upgradeRefusal(from, wanted);
    if (refusal !== undefined) {
        const { reason, instead, source } = refusal;
        throw new UserError(
            `Not from ${version} to ${to}: ${reason}.
  Instead: ${instead}.
  Source: ${source}`,
            {
                exitCode: BAD_INPUT,
            },
        );
    }
    // Before anything is evaluated: what the newer release does not allow, or that there is none such, is said at once.
    const after = readStack(stack, [...set, `dify.version=${to}`]);
    const document = upgradeDocument(
        await sideOf(before),
        await sideOf(after),
        VERSIONS.filter((one) => semver.gt(one, version) && semver.lt(one, to)),
    );
    process.stdout.write(`${json === true ? JSON.stringify(document, undefined, 2) : renderUpgrade(document, pc)}\n`);
}

async function sideOf(stack: ReadStack): Promise<UpgradeSide> {
    const { dify } = stack.config;
    const { graph, problems } = await lookAtStack(stack);
    return {
        release: releaseOf(dify.version, dify.allowUntestedVersion),
        graph,
        plan: planDocument(graph, judge(graph, stack.config, problems)),
    };
}
