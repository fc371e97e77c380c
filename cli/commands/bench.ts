import { Argument, Command } from "commander";
import { benchAnalysis, type AnalysisBench } from "../bench/analysis";
import { benchCluster, type ClusterBench } from "../bench/cluster";
import { benchDrill } from "../bench/drill";
import { benchGateway, type GatewayBench } from "../bench/gateway";
import { benchPostgres, type PostgresBench } from "../bench/postgres";
import { benchRedis, type RedisBench } from "../bench/redis";
import { benchEvaluation, type EvaluationBench } from "../bench/evaluation";
import { analysisBenchLines } from "../render/analysisBench";
import { dataBenchLines } from "../render/dataBench";
import { gatewayBenchLines } from "../render/gatewayBench";
import { evaluateStack } from "../evaluation/evaluateStack";
import type { DrillEvent } from "../../rehearsal/drill/zoneLoss";
import { resolveEnvoy } from "../../rehearsal/services/gateway/envoyProgram";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";
import { loadStack } from "../stackFile";
import { terminalProgress } from "../terminal";

const SUITES = ["evaluation", "analysis", "cluster", "drill", "data", "gateway"] as const;

type Suite = (typeof SUITES)[number];

interface BenchOptions {
    readonly runs: number;
    readonly json?: boolean;
}

/** `bench`: what things cost, as ratios within one run. */
export function benchCommand(): Command {
    return new Command("bench")
        .description("measure evaluation and rehearsal, as ratios within one run")
        .addArgument(
            new Argument("[suite...]", "what to measure")
                .choices(SUITES)
                .default(["evaluation", "cluster", "drill"], "evaluation cluster drill"),
        )
        .option("--runs <count>", "repetitions of which the median is taken", Number, 5)
        .option("--json", "print the figures as JSON, and nothing else")
        .action(run);
}

async function run(suites: readonly Suite[], { runs, json }: BenchOptions): Promise<void> {
    const progress = terminalProgress();
    const figures: Figures = { date: new Date().toISOString().slice(0, 10) };
    if (suites.includes("evaluation")) {
        const step = progress.step(`Evaluating stack prod, ${runs} times`);
        figures.evaluation = benchEvaluation("prod", runs);
        step.done();
    }
    if (suites.includes("analysis")) {
        const step = progress.step(`Analysing stack prod and copies of it, ${runs} times`, {
            expectedSeconds: 25 + 3 * runs,
        });
        figures.analysis = benchAnalysis("prod", runs);
        step.done();
    }
    if (suites.includes("cluster")) {
        const toolchain = await resolveToolchain({ progress });
        const graph = await evaluateStack(loadStack("local", []));
        const step = progress.step(`Starting ${runs * 2} embedded clusters, applying stack local to each`);
        figures.cluster = await benchCluster(toolchain, graph, runs);
        step.done();
    }
    if (suites.includes("drill")) {
        figures.drill = await benchDrill("local", progress);
    }
    if (suites.includes("data")) {
        const step = progress.step(`PostgreSQL and Redis losing their primaries, ${runs} times`, {
            expectedSeconds: 110 * runs,
        });
        figures.data = { postgres: await benchPostgres(runs), redis: await benchRedis(runs) };
        step.done();
    }
    if (suites.includes("gateway")) {
        const envoy = await resolveEnvoy(progress);
        const step = progress.step(`Envoy losing the backends of its zone, ${runs} times`, {
            expectedSeconds: 40 * runs,
        });
        figures.gateway = await benchGateway(envoy, runs);
        step.done();
    }
    process.stdout.write(
        json === true ? `${JSON.stringify(figures, undefined, 2)}\n` : `${lines(figures).join("\n")}\n`,
    );
}

interface Figures {
    readonly date: string;
    evaluation?: EvaluationBench;
    analysis?: AnalysisBench;
    cluster?: ClusterBench;
    drill?: readonly DrillEvent[];
    data?: { readonly postgres: PostgresBench; readonly redis: RedisBench };
    gateway?: GatewayBench;
}

function lines({ date, evaluation, analysis, cluster, drill, data, gateway }: Figures): string[] {
    return [
        `Measured on ${date}, Node ${process.versions.node}. Compare the ratios: seconds are those of this machine.`,
        ...(evaluation === undefined ? [] : evaluationLines(evaluation)),
        ...(analysis === undefined ? [] : ["", ...analysisBenchLines(analysis)]),
        ...(cluster === undefined ? [] : clusterLines(cluster)),
        ...(drill === undefined
            ? []
            : ["", ...drill.map(({ seconds, text }) => `${seconds.toFixed(1).padStart(6)} s  ${text}`)]),
        ...(data === undefined ? [] : ["", ...dataBenchLines(data)]),
        ...(gateway === undefined ? [] : ["", ...gatewayBenchLines(gateway)]),
    ];
}

function evaluationLines(bench: EvaluationBench): string[] {
    return [
        "",
        `import of the ${bench.sdkModules} SDK modules alone   ${bench.importSeconds.toFixed(2)} s  ${bench.importMegabytes.toFixed(0)} MB`,
        `evaluation of stack prod, all in all    ${bench.evaluationSeconds.toFixed(2)} s  ${bench.evaluationMegabytes.toFixed(0)} MB`,
        `ratio                                   ${bench.ratio.toFixed(2)}   (target: at most 3, under 300 MB)`,
        ...bench.growth.map(
            ({ resources, millisecondsPerResource, megabytes }) =>
                `${String(resources).padStart(4)} resources: ${millisecondsPerResource.toFixed(1)} ms each, ${megabytes.toFixed(0)} MB`,
        ),
    ];
}

function clusterLines(bench: ClusterBench): string[] {
    return [
        "",
        `embedded cluster ready after            ${bench.startSeconds.toFixed(1)} s`,
        `apply of ${bench.objects} objects by the rehearsal     ${bench.applySeconds.toFixed(2)} s`,
        `kubectl apply --server-side of the same ${bench.kubectlSeconds.toFixed(2)} s`,
        `ratio                                   ${bench.ratio.toFixed(1)} times faster`,
    ];
}
