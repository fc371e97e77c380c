import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { onProcessEnd } from "../process/end";

/** Addresses of the members: nobody outside the namespaces sees them. */
const SUBNET = "10.231.0";

/**
 * Machines as Linux network namespaces on one switch: each member has an address, can go dark, and sees virtual service addresses that
 * are translated connection by connection, as kube-proxy does. Root only; changes nothing in the network of the host.
 */
export class ServiceNetwork {
    private readonly id = `dify-ha-${randomBytes(3).toString("hex")}`;
    private readonly services = new Map<string, string>();
    private readonly forget: () => void;

    constructor(private readonly members: readonly string[]) {
        this.forget = onProcessEnd(() => this.deleteNamespaces());
        ip("netns", "add", this.switch);
        ip("-n", this.switch, "link", "add", "bridge0", "type", "bridge");
        ip("-n", this.switch, "link", "set", "bridge0", "up");
        members.forEach((member, index) => this.connect(member, index));
    }

    namespaceOf(member: string): string {
        return `${this.id}-${member}`;
    }

    /** The member's IP address. */
    addressOf(member: string): string {
        const index = this.members.indexOf(member);
        if (index < 0) {
            throw new RangeError(`no member ${member} in ${this.members.join(", ")}`);
        }
        return `${SUBNET}.${index + 1}`;
    }

    /** Everything from and to a member is dropped without a word, as when its zone loses power or network. */
    goDark(member: string): void {
        const rules = ["input", "output"].map(
            (hook) => `chain ${hook} { type filter hook ${hook} priority 0; policy drop; }`,
        );
        this.nft(member, `table inet dark {\n${rules.join("\n")}\n}`);
    }

    /**
     * New connections from any member to `address` go to a member from now on; established ones stay where they are.
     *
     * @param address a virtual address with port, such as `10.96.0.10:5432`.
     * @param target address with port; undefined for a service without endpoints, which refuses.
     */
    route(address: string, target: string | undefined): void {
        this.services.set(address, target ?? "");
        const rules = [...this.services].map(([service, to]) => {
            const [host = "", port = ""] = service.split(":");
            return { match: `ip daddr ${host} tcp dport ${port}`, to };
        });
        const nat = rules.filter(({ to }) => to !== "").map(({ match, to }) => `${match} dnat to ${to}`);
        const refused = rules.filter(({ to }) => to === "").map(({ match }) => `${match} reject with tcp reset`);
        const text = [
            "table ip services",
            "delete table ip services",
            "table ip services {",
            `chain nat { type nat hook output priority -100; ${nat.map((rule) => `${rule};`).join(" ")} }`,
            `chain refuse { type filter hook output priority 0; ${refused.map((rule) => `${rule};`).join(" ")} }`,
            "}",
        ];
        this.members.forEach((member) => this.nft(member, text.join("\n")));
    }

    remove(): void {
        this.deleteNamespaces();
        this.forget();
    }

    private get switch(): string {
        return `${this.id}-switch`;
    }

    private connect(member: string, index: number): void {
        const namespace = this.namespaceOf(member);
        const port = `port${index + 1}`;
        ip("netns", "add", namespace);
        ip("-n", this.switch, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("-n", this.switch, "link", "set", port, "master", "bridge0", "up");
        ip("-n", namespace, "link", "set", "lo", "up");
        ip("-n", namespace, "addr", "add", `${SUBNET}.${index + 1}/24`, "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        // Virtual addresses need a route before they are translated.
        ip("-n", namespace, "route", "add", "default", "dev", "eth0");
    }

    private nft(member: string, text: string): void {
        execFileSync("ip", ["netns", "exec", this.namespaceOf(member), "nft", "-f", "-"], {
            input: text,
            stdio: "pipe",
        });
    }

    private deleteNamespaces(): void {
        [...this.members.map((member) => this.namespaceOf(member)), this.switch].forEach((namespace) => {
            try {
                ip("netns", "delete", namespace);
            } catch {
                // It was never made, or is gone already.
            }
        });
    }
}

function ip(...args: string[]): void {
    execFileSync("ip", args, { stdio: "pipe" });
}
