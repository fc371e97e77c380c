import { roughDuration } from "./duration";
import { takeStock, type StockOptions } from "./stock";

/** What obtaining the control plane's programs would take. */
export interface ToolchainForecast {
    /** Whether all programs are at hand: no network and no build needed. */
    readonly ready: boolean;
    /** Seconds on two cores if everything missing must be built with a cold Go build cache; 0 when ready. */
    readonly coldBuildSeconds: number;
    /** One line for people. */
    readonly summary: string;
}

/**
 * Says what {@link resolveToolchain} is going to do, without doing it and without using the network, so that
 * a caller can print it before the waiting begins.
 */
export async function describeToolchain(options: StockOptions = {}): Promise<ToolchainForecast> {
    const { found, missing } = await takeStock(options);
    const total = found.size + missing.length;
    if (missing.length === 0) {
        const sources = [...new Set([...found.values()].map(({ source }) => source))];
        const where = sources.map((source) => (source === "path" ? "PATH" : "the cache")).join(" and ");
        return { ready: true, coldBuildSeconds: 0, summary: `control plane: ${total} programs at hand (${where})` };
    }
    const coldBuildSeconds = missing.reduce((sum, { build }) => sum + build.coldSeconds, 0);
    const names = missing.map(({ name }) => name).join(", ");
    return {
        ready: false,
        coldBuildSeconds,
        summary:
            `control plane: ${missing.length} of ${total} programs to obtain once (${names}): official downloads, ` +
            `or else a build from Go modules (${roughDuration(coldBuildSeconds)} on two cores)`,
    };
}
