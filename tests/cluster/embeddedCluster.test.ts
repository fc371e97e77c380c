import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { AppsV1Api, BatchV1Api, CoordinationV1Api, CoreV1Api, KubeConfig, type V1Pod } from "@kubernetes/client-node";

import { startEmbeddedCluster, type EmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { clustersFolder } from "../../rehearsal/cluster/layout";
import { pickPorts } from "../../rehearsal/cluster/ports";
import { listClusters } from "../../rehearsal/cluster/record";
import { processesStartedFrom } from "../../rehearsal/process/list";
import { silentProgress, type Progress } from "../../rehearsal/progress";
import { resolveToolchain, type Toolchain } from "../../rehearsal/toolchain/resolve";
import { UserError } from "../../rehearsal/userError";

/** A first run on a machine without downloads builds the control plane, see rehearsal/toolchain. */
const TOOLCHAIN_TIMEOUT_MS = 30 * 60_000;

jest.setTimeout(60_000);

const notes: string[] = [];
const progress: Progress = { ...silentProgress, note: (text) => notes.push(text) };
const homeBefore = homeTraces();

let cacheDir: string;
let toolchain: Toolchain;
let killedOwner: OwnerEnd;
let interruptedOwner: OwnerEnd;
let first: EmbeddedCluster;
let second: EmbeddedCluster;
let portChoices = 0;
let api: Apis;

beforeAll(async () => {
    cacheDir = fs.mkdtempSync(path.join(os.tmpdir(), "cluster-test-"));
    // Fails with what was tried and what to install when the programs cannot be obtained.
    toolchain = await resolveToolchain({ progress: silentProgress });
}, TOOLCHAIN_TIMEOUT_MS);

beforeAll(async () => {
    [killedOwner, interruptedOwner] = await Promise.all([endOwner("SIGKILL"), endOwner("SIGINT")]);
});

beforeAll(async () => {
    const taken = await pickPorts();
    const holder = await listenOn(taken.etcd);
    [first, second] = await Promise.all([
        startEmbeddedCluster({ toolchain, cacheDir, progress }),
        startEmbeddedCluster({
            toolchain,
            cacheDir,
            progress,
            zones: ["left", "right"],
            nodesPerZone: 1,
            nodeCapacity: { cpu: "4", memory: "8Gi", pods: "20" },
            // The first choice has a port that somebody else has.
            choosePorts: async () => (portChoices++ === 0 ? taken : pickPorts()),
        }),
    ]);
    await holder.close();
    api = connect(first);
});

afterAll(async () => {
    await Promise.all([first, second].map((cluster) => cluster?.stop()));
    fs.rmSync(cacheDir, { recursive: true, force: true });
});

describe("the process that owns a cluster", () => {
    test("takes it along on Ctrl-C", () => {
        expect(interruptedOwner).toEqual({
            signal: "SIGINT",
            dir: expect.any(String) as string,
            processes: 0,
            folder: false,
        });
    });

    test("cannot when it is killed, and then the next start removes it, which is said once", () => {
        // etcd, kube-apiserver, kube-controller-manager, kube-scheduler and the one zone.
        expect(killedOwner).toEqual({
            signal: "SIGKILL",
            dir: expect.any(String) as string,
            processes: 5,
            folder: true,
        });
        const name = path.basename(killedOwner.dir);
        const said = notes.filter((note) => note.includes(name));
        expect(said).toEqual([
            expect.stringMatching(
                new RegExp(`^removed the cluster ${name}, left over by a run that was killed \\(pid \\d+\\)$`),
            ),
        ]);
        expect(processesStartedFrom(killedOwner.dir)).toEqual([]);
        expect(fs.existsSync(killedOwner.dir)).toBe(false);
    });
});

describe("two clusters at once", () => {
    test("are both listed as running, with folders of their own", () => {
        const listed = listClusters(cacheDir).map(({ name, state, zones }) => ({ name, state, zones }));
        expect(listed).toHaveLength(2);
        expect(listed).toContainEqual({ name: first.name, state: "running", zones: ["zone-a", "zone-b", "zone-c"] });
        expect(listed).toContainEqual({ name: second.name, state: "running", zones: ["left", "right"] });
    });

    test("share no port, and a port that is taken is replaced", () => {
        const portsOf = ({ dir }: EmbeddedCluster): string[] => [
            ...new Set(
                processesStartedFrom(dir).flatMap(
                    ({ commandLine }) => commandLine.match(/(?<=[:=])\d{4,5}(?=[ ,]|$)/g) ?? [],
                ),
            ),
        ];
        expect(portsOf(first).filter((port) => portsOf(second).includes(port))).toEqual([]);
        expect(portChoices).toBe(2);
    });

    test("have the nodes that were asked for", async () => {
        expect(await nodesOf(first)).toEqual(
            ["zone-a", "zone-b", "zone-c"].flatMap((zone) =>
                [1, 2].map((index) => ({ name: `${zone}-${index}`, zone, cpu: "16", memory: "64Gi", pods: "110" })),
            ),
        );
        expect(await nodesOf(second)).toEqual([
            { name: "left-1", zone: "left", cpu: "4", memory: "8Gi", pods: "20" },
            { name: "right-1", zone: "right", cpu: "4", memory: "8Gi", pods: "20" },
        ]);
    });

    test("label their nodes as cloud nodes are labelled", async () => {
        const { metadata, spec } = await connect(first).core.readNode({ name: "zone-b-2" });
        expect(metadata?.labels).toMatchObject({
            "kubernetes.io/hostname": "zone-b-2",
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": process.arch === "x64" ? "amd64" : process.arch,
            "topology.kubernetes.io/zone": "zone-b",
            "topology.kubernetes.io/region": "embedded",
        });
        expect(metadata?.annotations?.["kwok.x-k8s.io/node"]).toBe("fake");
        expect(spec?.podCIDR).toBe("10.65.1.0/24");
    });

    test("leave no trace in the user's home", () => {
        expect(homeTraces()).toEqual(homeBefore);
    });

    test("keep their keys and kubeconfig to their owner", () => {
        expect(fs.statSync(first.dir).mode & 0o777).toBe(0o700);
        expect(fs.statSync(first.kubeconfig).mode & 0o777).toBe(0o600);
    });
});

describe("control plane", () => {
    test("runs one process of each component and one KWOK controller per zone", () => {
        const programs = processesStartedFrom(first.dir).map(({ commandLine }) =>
            path.basename(commandLine.split(" ")[0] ?? ""),
        );
        expect(programs.sort()).toEqual([
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kwok",
            "kwok",
            "kwok",
        ]);
    });

    test("listens on this machine only and keeps upstream's time for lost nodes", () => {
        const argumentsOf = (program: string): string[] =>
            processesStartedFrom(first.dir)
                .find(({ commandLine }) => commandLine.includes(`/bin/${program} `))
                ?.commandLine.split(" ") ?? [];
        const all = processesStartedFrom(first.dir)
            .map(({ commandLine }) => commandLine)
            .join(" ");
        expect(all).not.toContain("0.0.0.0");
        expect(argumentsOf("kube-apiserver")).toContain("--bind-address=127.0.0.1");
        expect(argumentsOf("etcd")).toContain("--unsafe-no-fsync=true");
        expect(argumentsOf("kube-controller-manager")).toContain("--node-monitor-grace-period=50s");
        expect(argumentsOf("kwok").filter((argument) => argument.startsWith("--node-lease"))).toEqual([
            "--node-lease-duration-seconds=40",
        ]);
    });
});

describe("workloads", () => {
    test("a Deployment becomes ready, spread over the zones, every pod with an address of its own", async () => {
        await api.apps.createNamespacedDeployment({
            namespace: "default",
            body: {
                metadata: { name: "web" },
                spec: {
                    replicas: 3,
                    selector: { matchLabels: { app: "web" } },
                    template: {
                        metadata: { labels: { app: "web" } },
                        spec: {
                            containers: [{ name: "web", image: "none", resources: { requests: { cpu: "1" } } }],
                            topologySpreadConstraints: [
                                {
                                    maxSkew: 1,
                                    topologyKey: "topology.kubernetes.io/zone",
                                    whenUnsatisfiable: "DoNotSchedule",
                                    labelSelector: { matchLabels: { app: "web" } },
                                },
                            ],
                        },
                    },
                },
            },
        });
        await until(async () => {
            const { status } = await api.apps.readNamespacedDeployment({ name: "web", namespace: "default" });
            return status?.readyReplicas === 3;
        });
        const pods = await webPods();
        expect(pods.map(({ spec }) => spec?.nodeName?.slice(0, -2)).sort()).toEqual(["zone-a", "zone-b", "zone-c"]);
        expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(3);
    });

    test("a pod that was marked as not ready, as those of a node that is late are, is ready again", async () => {
        const [pod] = await webPods();
        const name = pod?.metadata?.name ?? "";
        const conditions = (pod?.status?.conditions ?? []).map((condition) =>
            condition.type === "Ready" ? { ...condition, status: "False" } : condition,
        );
        const marked = await api.core.replaceNamespacedPodStatus({
            name,
            namespace: "default",
            body: { ...pod, status: { ...pod?.status, conditions } },
        });
        expect(isReady(marked)).toBe(false);
        await until(async () => isReady(await readPod(name)));
        expect((await readPod(name))?.status?.conditions?.map(({ type }) => type)).toEqual(
            conditions.map(({ type }) => type),
        );
    });

    test("a Job completes", async () => {
        await api.batch.createNamespacedJob({
            namespace: "default",
            body: {
                metadata: { name: "migrate" },
                spec: {
                    template: {
                        spec: { restartPolicy: "Never", containers: [{ name: "migrate", image: "none" }] },
                    },
                },
            },
        });
        await until(async () => {
            const { status } = await api.batch.readNamespacedJob({ name: "migrate", namespace: "default" });
            return status?.succeeded === 1 && status.completionTime !== undefined;
        });
    });
});

describe("a zone that goes dark", () => {
    test("sends no heartbeats and lets no pod go, and does both again when it is back", async () => {
        const [podA, podB] = ["zone-a", "zone-b"].map((zone) => async (): Promise<string> => {
            const pod = (await webPods()).find(({ spec }) => spec?.nodeName?.startsWith(zone));
            return pod?.metadata?.name ?? "";
        });
        const inDark = (await podA?.()) ?? "";
        const inLight = (await podB?.()) ?? "";
        await first.stopZone("zone-a");
        const before = await renewTimes();
        await Promise.all(
            [inDark, inLight].map((name) => api.core.deleteNamespacedPod({ name, namespace: "default" })),
        );
        await until(async () => (await readPod(inLight)) === undefined);

        // Leases are renewed every 10 s, give or take half a second.
        await sleep(12_000);
        const after = await renewTimes();
        expect(after["zone-a-1"]).toBe(before["zone-a-1"]);
        expect(after["zone-a-2"]).toBe(before["zone-a-2"]);
        expect(after["zone-b-1"]).not.toBe(before["zone-b-1"]);
        expect((await readPod(inDark))?.metadata?.deletionTimestamp).toBeInstanceOf(Date);

        const backAt = performance.now();
        await first.startZone("zone-a");
        await until(async () => (await readPod(inDark)) === undefined);
        // Without the old leases out of the way it would be up to 40 s.
        expect(performance.now() - backAt).toBeLessThan(8_000);
        expect((await renewTimes())["zone-a-1"]).not.toBe(before["zone-a-1"]);
    });

    test("must be one of the cluster's zones", async () => {
        await expect(first.stopZone("zone-x")).rejects.toThrow(
            `There is no zone "zone-x" in ${first.name}; its zones are zone-a, zone-b, zone-c.`,
        );
    });
});

describe("a start that fails", () => {
    test("names the component and shows the end of its log", async () => {
        const broken = path.join(cacheDir, "broken-etcd");
        const lines = Array.from({ length: 20 }, (_, index) => `echo "line ${index + 1}" >&2`);
        fs.writeFileSync(
            broken,
            [
                "#!/bin/sh",
                'if [ "$1" = --version ]; then echo "etcd Version: 3.7.3"; exit; fi',
                ...lines,
                "exit 3",
                "",
            ].join("\n"),
            { mode: 0o755 },
        );
        const etcd = { file: broken, version: "3.7.3", source: "path" } as const;
        const error: unknown = await startEmbeddedCluster({
            toolchain: { ...toolchain, binaries: { ...toolchain.binaries, etcd } },
            cacheDir,
            progress,
            name: "broken",
        }).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message.split("\n")).toEqual([
            "The embedded control plane did not come up: etcd died while starting.",
            "The end of its log:",
            ...Array.from({ length: 15 }, (_, index) => `  line ${index + 6}`),
            "",
            "`npm run plan` works without a cluster.",
        ]);
        expect(fs.existsSync(path.join(clustersFolder(cacheDir), "broken"))).toBe(false);
        expect(processesStartedFrom(path.join(clustersFolder(cacheDir), "broken"))).toEqual([]);
    });

    test("says that the name is taken", async () => {
        await expect(startEmbeddedCluster({ toolchain, cacheDir, progress, name: first.name })).rejects.toThrow(
            `There is a cluster with the name ${first.name} already.`,
        );
        expect(processesStartedFrom(first.dir)).toHaveLength(7);
    });

    test("lists every mistake in what was asked for", async () => {
        const start = startEmbeddedCluster({
            toolchain,
            cacheDir,
            progress,
            zones: ["Zone", "b", "b"],
            nodesPerZone: 0,
        });
        await expect(start).rejects.toThrow(
            [
                "The embedded cluster cannot be made like this:",
                '  - zone "Zone": allowed are 1 to 40 lower-case letters, digits and inner hyphens',
                "  - zones Zone, b, b: each name may be used once",
                "  - 0 nodes per zone: 1 to 250 are possible",
            ].join("\n"),
        );
    });
});

describe("stop", () => {
    test("leaves no process and no folder, and can be called again", async () => {
        for (const cluster of [first, second]) {
            await cluster.stop();
            await cluster.stop();
            expect(processesStartedFrom(cluster.dir)).toEqual([]);
            expect(fs.existsSync(cluster.dir)).toBe(false);
        }
        expect(listClusters(cacheDir)).toEqual([]);
    });
});

interface OwnerEnd {
    /** What ended the owning process. */
    readonly signal: NodeJS.Signals | null;
    /** Folder of its cluster. */
    readonly dir: string;
    /** Processes of the cluster that were left. */
    readonly processes: number;
    /** Whether the folder was left. */
    readonly folder: boolean;
}

/** Lets another process start a cluster and ends it with `signal`. */
async function endOwner(signal: NodeJS.Signals): Promise<OwnerEnd> {
    const script = path.join(__dirname, "ownerProcess.ts");
    // A cache of its own: the other owner's start must not clean up after this one.
    const ownCache = signal === "SIGKILL" ? cacheDir : path.join(cacheDir, signal);
    const child = spawn(process.execPath, ["-r", "@swc-node/register", script, ownCache], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_code, by) => resolve(by)));
    const dir = await new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding("utf8").on("data", (text: string) => resolve(text.replace(/^ready /, "").trim()));
        child.on("exit", () => reject(new Error("the owning process ended before its cluster was ready")));
    });
    child.kill(signal);
    return {
        signal: await ended,
        dir,
        processes: processesStartedFrom(dir).length,
        folder: fs.existsSync(dir),
    };
}

interface Apis {
    readonly core: CoreV1Api;
    readonly apps: AppsV1Api;
    readonly batch: BatchV1Api;
    readonly coordination: CoordinationV1Api;
}

function connect({ kubeconfig }: EmbeddedCluster): Apis {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    return {
        core: config.makeApiClient(CoreV1Api),
        apps: config.makeApiClient(AppsV1Api),
        batch: config.makeApiClient(BatchV1Api),
        coordination: config.makeApiClient(CoordinationV1Api),
    };
}

async function nodesOf(cluster: EmbeddedCluster): Promise<object[]> {
    const { items } = await connect(cluster).core.listNode();
    return items.map(({ metadata, status }) => ({
        name: metadata?.name,
        zone: metadata?.labels?.["topology.kubernetes.io/zone"],
        cpu: status?.allocatable?.cpu,
        memory: status?.allocatable?.memory,
        pods: status?.allocatable?.pods,
    }));
}

async function webPods(): Promise<V1Pod[]> {
    const { items } = await api.core.listNamespacedPod({ namespace: "default", labelSelector: "app=web" });
    return items;
}

function isReady(pod: V1Pod | undefined): boolean {
    return pod?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

async function readPod(name: string): Promise<V1Pod | undefined> {
    const { items } = await api.core.listNamespacedPod({
        namespace: "default",
        fieldSelector: `metadata.name=${name}`,
    });
    return items[0];
}

async function renewTimes(): Promise<{ [node: string]: string }> {
    const { items } = await api.coordination.listNamespacedLease({ namespace: "kube-node-lease" });
    return Object.fromEntries(
        items.map(({ metadata, spec }) => [metadata?.name ?? "", JSON.stringify(spec?.renewTime)]),
    );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error("the condition did not come true within 20 s");
        }
        await sleep(200);
    }
}

/** Change times of what kwokctl and kubectl would touch in the home directory if they were let. */
function homeTraces(): { [file: string]: number | undefined } {
    const files = [".kwok", ".kwok/kwok.yaml", ".kwok/clusters", ".kube", ".kube/config"];
    return Object.fromEntries(
        files.map((file) => [file, fs.statSync(path.join(os.homedir(), file), { throwIfNoEntry: false })?.ctimeMs]),
    );
}

async function listenOn(port: number): Promise<{ close(): Promise<void> }> {
    const { createServer } = await import("node:net");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
