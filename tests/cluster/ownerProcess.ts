// A process that owns an embedded cluster, for tests that end it: prints "ready <folder>" and waits.
import { startEmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { silentProgress } from "../../rehearsal/progress";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";

async function main(cacheDir: string): Promise<void> {
    const toolchain = await resolveToolchain({ progress: silentProgress });
    const { dir } = await startEmbeddedCluster({
        toolchain,
        cacheDir,
        zones: ["zone-a"],
        nodesPerZone: 1,
        progress: silentProgress,
    });
    process.stdout.write(`ready ${dir}\n`);
    setInterval(() => undefined, 1_000);
}

void main(process.argv[2] ?? "");
