import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { invariantsReference } from "../../analysis/invariants/reference";
import { networkReference } from "../../analysis/network/reference";
import { releasesReference } from "../../components/dify/releases/reference";
import { stackFileSchema } from "../../config/jsonSchema";
import { configurationReference } from "../../config/reference";
import { analysedSchema } from "../../package/analysis";
import { topologyPicture } from "../../report/topology";
import { evaluateStack } from "../evaluation/evaluateStack";
import { loadStack, PROJECT_ROOT } from "../stackFile";

/** Stack whose topology the README shows. */
const SHOWN_STACK = "prod";

/** Content of the generated files, by their path in the repository. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
    const evaluated = (stack: string) => evaluateStack(loadStack(stack, []));
    const graph = await evaluated(SHOWN_STACK);
    const picture = (width: "wide" | "narrow") => topologyPicture(graph, { width })?.svg ?? "";
    return {
        "docs/configuration.md": configurationReference(),
        "docs/invariants.md": invariantsReference(),
        "docs/network.md": networkReference({
            "Stack onprem: everything in the cluster": await evaluated("onprem"),
            "Stack prod: databases of AWS": graph,
        }),
        "docs/releases.md": releasesReference(),
        [`docs/images/topology-${SHOWN_STACK}.svg`]: picture("wide"),
        [`docs/images/topology-${SHOWN_STACK}-narrow.svg`]: picture("narrow"),
        "config/pulumi-stack.schema.json": `${JSON.stringify(stackFileSchema(), undefined, 4)}\n`,
        "package/schema.json": `${JSON.stringify(analysedSchema(), undefined, 4)}\n`,
    };
}

/** `docs`: writes the files that are generated from the configuration schema, the rules and stacks; `docs --check` only compares them. */
export function docsCommand(root: string = PROJECT_ROOT): Command {
    return new Command("docs")
        .description(
            "write the configuration reference, the lists of rules, connections and releases, the JSON Schema of stack files, the schema of the Pulumi package and the README's topology",
        )
        .option("--check", "write nothing; exit with 1 and name the files that are not up to date")
        .action(async ({ check }: { check?: boolean }) => {
            for (const [name, content] of Object.entries(await generatedFiles())) {
                await (check === true ? checkFile(root, name, content) : writeGenerated(root, name, content));
            }
        });
}

async function writeGenerated(root: string, name: string, content: string): Promise<void> {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    console.log(`wrote ${name}`);
}

async function checkFile(root: string, name: string, content: string): Promise<void> {
    const present = await readFile(path.join(root, name), "utf8").catch(() => undefined);
    if (present !== content) {
        console.error(`${name} is ${present === undefined ? "missing" : "not up to date"}; run: npm run docs`);
        process.exitCode = 1;
    }
}
