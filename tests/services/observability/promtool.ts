import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isAlert, type RuleGroup } from "../../../components/observability/rules/types";
import { findProgram } from "../../support/programs";
import { installCommand } from "../../setup/systemPackages";

/** Prometheus' own test runner for rules. */

/** What is missing to run it. */
export const PROMTOOL_PROBLEMS =
    findProgram("promtool") === undefined ? [`promtool is not on PATH; install it: ${installCommand("promtool")}`] : [];

/** One test of a file of promtool's. */
export interface RuleTest {
    readonly interval: string;
    readonly input_series: readonly { readonly series: string; readonly values: string }[];
    readonly alert_rule_test?: readonly object[];
    readonly promql_expr_test?: readonly object[];
}

/** A folder with rules, in which tests are run. */
export class RuleBench {
    private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-rules-"));

    constructor(private readonly groups: readonly RuleGroup[]) {}

    /** Whether Prometheus would load all of them; what it says otherwise. */
    check(): string {
        return this.run("check", "rules", this.write("all", { groups: this.groups }));
    }

    /** What fails, as promtool says it; nothing when all is as expected. */
    test(names: readonly string[], step: string, tests: readonly RuleTest[]): string {
        const groups = this.groups.filter(({ name }) => names.includes(name));
        const rules = this.write("rules", { groups });
        const file = this.write("tests", {
            rule_files: [rules],
            evaluation_interval: step,
            group_eval_order: groups.map(({ name }) => name),
            tests,
        });
        return this.run("test", "rules", file);
    }

    remove(): void {
        fs.rmSync(this.folder, { recursive: true });
    }

    /** JSON is YAML. */
    private write(name: string, content: object): string {
        const file = path.join(this.folder, `${name}.yaml`);
        fs.writeFileSync(file, JSON.stringify(content));
        return file;
    }

    private run(...args: string[]): string {
        const { status, stdout, stderr } = spawnSync(findProgram("promtool") ?? "promtool", args, { encoding: "utf8" });
        return status === 0 ? "" : `${stdout}${stderr}` || "promtool did not run";
    }
}

/** The group of a rule and, before it, those whose recordings it reads. */
export function groupsNeededBy(groups: readonly RuleGroup[], alert: string): string[] {
    const own = groups.filter(({ rules }) => rules.some((rule) => isAlert(rule) && rule.alert === alert));
    const recorded = (group: RuleGroup) => group.rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
    const text = JSON.stringify(own.map(({ rules }) => rules.map(({ expr }) => expr)));
    return groups
        .filter((group) => own.includes(group) || recorded(group).some((name) => text.includes(name)))
        .map(({ name }) => name);
}
