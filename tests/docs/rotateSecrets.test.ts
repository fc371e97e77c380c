import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf } from "../support/graph";

const RUNBOOK = fs.readFileSync(path.join(PROJECT_ROOT, "docs/runbooks/rotate-secrets.md"), "utf8");

/** Named in the runbook, and only there where RDS is. */
const RDS_ONLY: readonly string[] = ["postgres-master-password"];

/** Of no use after the set-up: the runbook says so, and gives no command. */
const NOT_ROTATED: readonly string[] = ["dify-init-password"];

test("there is a command for every secret that prod generates, and none for one that it does not", async () => {
    const named = [...RUNBOOK.matchAll(/\$\(urn ([a-z-]+)\)/g)].map(([, name]) => name);
    const mentioned = RUNBOOK.includes("`dify-sandbox-api-key`") ? ["dify-sandbox-api-key"] : [];
    const generated = resourcesOf(await evaluateStack("prod"), "RandomPassword").map(({ name }) => name);
    const rotated = new Set([...named, ...mentioned].filter((name) => !RDS_ONLY.includes(name ?? "")));
    expect([...rotated].sort()).toEqual(generated.filter((name) => !NOT_ROTATED.includes(name)).sort());
});
