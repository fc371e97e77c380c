import { run } from "../process/run";

/** A Pulumi installation that can deploy to a Kubernetes cluster without downloading anything. */
export interface PulumiCli {
    readonly version: string;
}

/** Plugins that the program needs. */
const PLUGINS = ["kubernetes", "random"] as const;

/** The Pulumi command line on PATH, when the program's plugins are installed as well; otherwise what is missing. */
export async function findPulumi(): Promise<PulumiCli | { readonly missing: string }> {
    const version = await run("pulumi", ["version"]);
    if (version.code !== 0) {
        return { missing: "no pulumi on PATH" };
    }
    const installed = namesOf((await run("pulumi", ["plugin", "ls", "--json"])).stdout);
    const missing = PLUGINS.filter((name) => !installed.includes(name));
    return missing.length === 0
        ? { version: version.stdout.trim() }
        : { missing: `pulumi is on PATH, but not its plugin ${missing.join(" and ")}` };
}

function namesOf(json: string): string[] {
    try {
        return (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
    } catch {
        return [];
    }
}
