import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf } from "../support/graph";

const RUNBOOK = fs.readFileSync(path.join(PROJECT_ROOT, "docs/runbooks/rotate-secrets.md"), "utf8");

/** Of no use after the set-up: the runbook says so, and gives no command. */
const NOT_ROTATED: readonly string[] = ["dify-init-password"];

/** Secrets that the runbook gives a command for, and that a stack need not have: only RDS has a master user, and a role for exporters. */
const NOT_EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
    prod: [],
    onprem: ["postgres-master-password", "postgres-monitor-password"],
};

test.each(Object.keys(NOT_EVERYWHERE))(
    "there is a command for every secret that %s generates, and none for one that it does not",
    async (stack) => {
        const named = [...RUNBOOK.matchAll(/\$\(urn ([a-z-]+)\)/g)].map(([, name]) => name);
        const mentioned = RUNBOOK.includes("`dify-sandbox-api-key`") ? ["dify-sandbox-api-key"] : [];
        const generated = resourcesOf(await evaluateStack(stack), "RandomPassword").map(({ name }) => name);
        const rotated = new Set(
            [...named, ...mentioned].filter((name) => !NOT_EVERYWHERE[stack]?.includes(name ?? "")),
        );
        expect([...rotated].sort()).toEqual(generated.filter((name) => !NOT_ROTATED.includes(name)).sort());
    },
);
