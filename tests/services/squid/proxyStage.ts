import { execFile, execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { squidConfig } from "../../../components/dify/squid";
import type { Addresses } from "../../../rehearsal/services/dns";
import { Hosts, type Host } from "../../../rehearsal/services/hosts";
import { eventually } from "../../../rehearsal/services/wait";

/** A real Squid with the configuration of a release, and a machine that has all addresses of the world. */

const run = promisify(execFile);

const PROXY = "http://127.0.0.1:3128";

/** Addresses of the other machine: what the proxy opens a connection to ends there, wherever it believes to be. */
export const WORLD = {
    public: "8.8.4.4",
    publicIpv6: "2606:4700:0:0:0:0:0:1111",
    private: ["10.1.2.3", "10.9.9.9", "172.16.5.5", "192.168.7.7", "100.64.1.1", "198.51.100.1"],
    metadata: ["169.254.169.254", "100.100.100.200", "168.63.129.16"],
    privateIpv6: ["fd00:0:0:0:0:0:0:1", "fd00:ec2:0:0:0:0:0:254"],
} as const;

/** Prefix of the network between both, IPv6. */
const LINK = "2606:4700:ffff::";

const SITE_PORTS = ["80", "443", "8080"];

export class ProxyStage {
    private constructor(
        private readonly hosts: Hosts,
        private readonly proxy: Host,
    ) {}

    /** `allowedPrivateRanges`: as the proxy is told. */
    static async start(allowedPrivateRanges: readonly string[]): Promise<ProxyStage> {
        const hosts = await Hosts.create();
        const [proxy, world] = [hosts.add("proxy"), hosts.add("world")];
        const { public: ipv4, publicIpv6, private: privates, metadata, privateIpv6 } = WORLD;
        for (const address of [ipv4, publicIpv6, ...privates, ...metadata, ...privateIpv6]) {
            ip(world, "address", "add", `${address}/${address.includes(":") ? "128" : "32"}`, "dev", "lo");
        }
        [proxy, world].forEach((host, index) => {
            ip(host, "address", "add", `${LINK}${index + 1}/64`, "dev", "eth0", "nodad");
        });
        ip(proxy, "route", "add", "default", "via", world.address);
        ip(proxy, "-6", "route", "add", "default", "via", `${LINK}2`);
        world.start("python3", [path.join(__dirname, "site.py"), ...SITE_PORTS]);

        const file = path.join(proxy.folderOf("squid"), "squid.conf");
        fs.writeFileSync(file, squidConfig(allowedPrivateRanges));
        // As in the pod: in the foreground, and as a user without rights.
        const log = path.join(proxy.folderOf("squid"), "log");
        fs.writeFileSync(log, "", { mode: 0o666 });
        fs.chmodSync(log, 0o666);
        proxy.start("squid", ["-N", "-f", file]);

        const stage = new ProxyStage(hosts, proxy);
        await eventually("the proxy answers", async () => (await stage.get(`http://${ipv4}/`)) === 200, 30);
        return stage;
    }

    /** Status with which a request ends that follows redirects; 0 for none. */
    get(url: string): Promise<number> {
        return this.curl("%{http_code}", "--location", url);
    }

    /** Status with which a tunnel is opened or refused. */
    connect(url: string): Promise<number> {
        return this.curl("%{http_connect}", "--insecure", url);
    }

    /** Status that a client gets which is no pod. */
    async getFromOutside(url: string): Promise<number> {
        return statusOf(["--proxy", `http://${this.proxy.address}:3128`, "--write-out", "%{http_code}", url], "curl");
    }

    resolve(name: string, addresses: Addresses, seconds?: number): void {
        this.hosts.resolve(name, addresses, seconds);
    }

    remove(): Promise<void> {
        return this.hosts.remove();
    }

    private curl(format: string, ...args: string[]): Promise<number> {
        const inside = ["netns", "exec", this.proxy.namespace, "curl", "--globoff", "--path-as-is"];
        return statusOf([...inside, "--proxy", PROXY, "--noproxy", "", "--write-out", format, ...args], "ip");
    }
}

/** What curl says of the status, also when it does not like the rest. */
async function statusOf(args: readonly string[], program: string): Promise<number> {
    const all = [...args, "--silent", "--output", "/dev/null", "--max-time", "10"];
    const { stdout } = await run(program, all).catch((error: { stdout: string }) => error);
    return Number(stdout);
}

function ip(host: Host, ...args: string[]): void {
    execFileSync("ip", ["-n", host.namespace, ...args], { stdio: "pipe" });
}
