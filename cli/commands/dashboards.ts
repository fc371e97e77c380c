import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../../rehearsal/userError";
import { parseDefinition, type Definition } from "../dashboards/definition";
import { drawDashboard } from "../dashboards/drawing";
import { assertProgramsArePresent, observeRedisLoss, STORY } from "../dashboards/redisLoss";
import { terminalProgress } from "../terminal";

const REPOSITORY = path.resolve(__dirname, "../..");

/** Picture of the README. */
const PICTURE = "docs/images/dashboard-redis.svg";

/** Points of a line. */
const POINTS = 120;

/** Seconds that the measurement takes. */
const MEASURING_SECONDS = 255;

interface Options {
    readonly prometheus?: string;
    readonly minutes: number;
    readonly out: string;
}

/** `dashboards`: draws a dashboard without Grafana, from what a Prometheus has. */
export function dashboardsCommand(): Command {
    return new Command("dashboards")
        .description(
            "draw a dashboard: that of Redis from a real group that loses its primary, or any from a Prometheus",
        )
        .argument("[file]", "Grafana's JSON of a dashboard, to be drawn from --prometheus")
        .option("--prometheus <url>", "address of a Prometheus that has the series")
        .option("--minutes <count>", "how far back to draw", positive, 30)
        .option("--out <file>", "SVG file to write", path.join(REPOSITORY, PICTURE))
        .action(async (file: string | undefined, options: Options) => {
            const svg = file === undefined ? await measured() : await ofPrometheus(file, options);
            await mkdir(path.dirname(options.out), { recursive: true });
            await writeFile(options.out, svg);
            console.log(`wrote ${path.relative(process.cwd(), options.out)}`);
        });
}

async function ofPrometheus(file: string, { prometheus, minutes }: Options): Promise<string> {
    if (prometheus === undefined) {
        throw new UserError(`${file} is drawn from a Prometheus: name it with --prometheus http://localhost:9090`);
    }
    const to = Math.floor(Date.now() / 1000);
    const step = Math.max(1, Math.round((minutes * 60) / POINTS));
    const range = { from: to - POINTS * step, to, step };
    return drawDashboard(await readDefinition(file), prometheus, range, `${minutes} minutes`);
}

async function readDefinition(file: string): Promise<Definition> {
    try {
        return parseDefinition(await readFile(file, "utf8"));
    } catch (error) {
        throw new UserError(`${file} is not the JSON of a dashboard: ${(error as Error).message}`);
    }
}

function positive(text: string): number {
    const value = Number(text);
    if (!(value > 0)) {
        throw new InvalidArgumentError("A number above 0 is needed.");
    }
    return value;
}

async function measured(): Promise<string> {
    assertProgramsArePresent();
    const step = terminalProgress().step("A real Redis group loses its primary before a Prometheus", {
        expectedSeconds: MEASURING_SECONDS,
    });
    const svg = await observeRedisLoss(async (page, { prometheus, from, to }) => {
        const seconds = Math.max(1, Math.round((to - from) / POINTS));
        return drawDashboard(parseDefinition(page.json), prometheus, { from, to, step: seconds }, STORY);
    });
    step.done();
    return svg;
}
