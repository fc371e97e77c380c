import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { NameServer, type Addresses } from "./dns";
import { ServerProcess } from "./serverProcess";

/** Bridges, and with them subnets, that one machine can hold at a time. */
const NETWORKS = 200;

/** Addresses 198.18.0.0/15 are set aside for measurements (RFC 2544): no machine is reached by them. */
const subnet = (index: number) => `198.18.${index}`;

/** Host part of the address that a network gives this machine, and of the one that no cut touches. */
const GATEWAY = 1;
const WITNESS = 2;
const FIRST_HOST = 10;

/** Locally administered, and the same on all bridges, which do not see each other. */
const BRIDGE_MAC = "02:00:00:00:00:01";

/** `ip netns exec` shows programs the files of this folder in place of those of /etc. */
const NAMESPACE_FILES = "/etc/netns";

/**
 * Hosts on one network: network namespaces of this machine on a bridge, which can be cut off like machines in a lost zone: packets
 * are dropped, nobody is told. Needs root, `ip` and `nft`.
 */
export class Hosts {
    /** Holds the files of all servers. */
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-services-"));
    /** Address of this machine that reaches hosts on both sides of a cut. */
    readonly witness: string;
    private names: NameServer | undefined;
    private readonly hosts = new Map<string, Host>();
    private readonly guard: ChildProcess;

    private constructor(
        private readonly bridge: string,
        private readonly index: number,
    ) {
        this.witness = `${subnet(index)}.${WITNESS}`;
        this.guard = startGuard(bridge, this.folder);
    }

    /** Makes a network without hosts. */
    static async create(): Promise<Hosts> {
        const { bridge, index } = createBridge();
        const hosts = new Hosts(bridge, index);
        const gateway = `${subnet(index)}.${GATEWAY}`;
        ip("address", "add", `${gateway}/24`, "dev", bridge);
        ip("address", "add", `${hosts.witness}/24`, "dev", bridge);
        ip("link", "set", bridge, "up");
        hosts.names = await NameServer.listen(gateway);
        return hosts;
    }

    /** Adds a host, which is found under its name. */
    add(name: string): Host {
        const number = this.hosts.size;
        const [namespace, cable] = [`${this.bridge}-${name}`, `${this.bridge}v${number}`];
        const address = `${subnet(this.index)}.${FIRST_HOST + number}`;
        fs.mkdirSync(path.join(NAMESPACE_FILES, namespace), { recursive: true });
        fs.writeFileSync(
            path.join(NAMESPACE_FILES, namespace, "resolv.conf"),
            `nameserver ${subnet(this.index)}.${GATEWAY}\n`,
        );
        ip("netns", "add", namespace);
        ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("link", "set", cable, "master", this.bridge, "up");
        ip("-n", namespace, "address", "add", `${address}/24`, "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        ip("-n", namespace, "link", "set", "lo", "up");
        const host = new Host(name, address, namespace, this.folder);
        this.names?.set(name, [address]);
        this.hosts.set(name, host);
        return host;
    }

    /** Has a name resolved to these addresses from now on; whoever asks may keep them for `seconds`. */
    resolve(name: string, addresses: Addresses, seconds?: number): void {
        this.names?.set(name, addresses, seconds);
    }

    /**
     * Makes hosts go dark, as a zone does: they reach each other and the witness, and nothing else; packets between them and the rest
     * vanish without an answer.
     */
    cutOff(dark: readonly Host[]): void {
        const known = [this.witness, ...dark.map(({ address }) => address)].join(", ");
        for (const { namespace } of dark) {
            netfilter(namespace, [
                "table inet dark {",
                "chain received { type filter hook input priority 0; policy drop;",
                `iifname "lo" accept; ip saddr { ${known} } accept; }`,
                "chain sent { type filter hook output priority 0; policy drop;",
                `oifname "lo" accept; ip daddr { ${known} } accept; }`,
                "}",
            ]);
        }
    }

    /** Undoes `cutOff`. */
    reconnect(dark: readonly Host[]): void {
        dark.forEach(({ namespace }) => netfilter(namespace, ["delete table inet dark"]));
    }

    /** Names are not resolved from now on. */
    stopNames(): void {
        this.names?.close();
        this.names = undefined;
    }

    /** Kills every server and removes everything. */
    async remove(): Promise<void> {
        this.stopNames();
        await new Promise<void>((resolve) => {
            this.guard.ref();
            this.guard.once("exit", () => resolve());
            this.guard.stdin?.end();
        });
    }
}

/** A machine of a zone. */
export class Host {
    constructor(
        readonly name: string,
        readonly address: string,
        readonly namespace: string,
        private readonly folder: string,
    ) {}

    /** Folder for the files of one server on this host. */
    folderOf(server: string): string {
        const folder = path.join(this.folder, `${this.name}-${server}`);
        fs.mkdirSync(folder, { recursive: true });
        return folder;
    }

    /** Starts a program on this host; it does not return to the shell. */
    start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ServerProcess {
        const log = path.join(this.folderOf(path.basename(program)), "log");
        return new ServerProcess("ip", ["netns", "exec", this.namespace, program, ...args], log, env);
    }
}

/** The kernel refuses a name that exists: whoever gets a bridge has its number to himself. */
function createBridge(): { bridge: string; index: number } {
    let refusal: unknown;
    for (let index = 0; index < NETWORKS; index += 1) {
        const bridge = `difyha${index}`;
        try {
            // With an address of its own: a bridge without one takes another each time a cable is added, and hosts lose sight of it.
            ip("link", "add", bridge, "address", BRIDGE_MAC, "type", "bridge");
            return { bridge, index };
        } catch (error) {
            refusal = error;
        }
    }
    throw new Error("no network namespace can be made here", { cause: refusal });
}

/**
 * A shell that waits for this process to end, in whatever way (its end of the pipe closes even on SIGKILL), and removes then what
 * stands under the bridge's name. In a session of its own, so that Ctrl-C does not reach it.
 */
function startGuard(bridge: string, folder: string): ChildProcess {
    const script = [
        "cat > /dev/null",
        `spaces=$(ip netns list | cut -d " " -f 1 | grep "^${bridge}-")`,
        `for space in $spaces; do kill -9 $(ip netns pids "$space"); done`,
        `for cable in $(ip -o link show master ${bridge} | sed "s/^[0-9]*: //; s/@.*//"); do ip link delete "$cable"; done`,
        `for space in $spaces; do ip netns delete "$space"; rm -rf "${NAMESPACE_FILES}/$space"; done`,
        `ip link delete ${bridge}`,
        `rmdir ${NAMESPACE_FILES}`,
        `rm -rf "$1"`,
    ].join("\n");
    const guard = spawn("sh", ["-c", script, "sh", folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    guard.unref();
    return guard;
}

function ip(...args: string[]): void {
    execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

function netfilter(namespace: string, rules: readonly string[]): void {
    execFileSync("ip", ["netns", "exec", namespace, "nft", "-f", "-"], {
        input: `${rules.join("\n")}\n`,
        stdio: ["pipe", "ignore", "pipe"],
    });
}
