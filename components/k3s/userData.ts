import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

/** Bytes of user data that EC2 takes. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
export const MAX_USER_DATA_BYTES = 16 * 1024;

/** What the scripts read as shell variables. Nothing secret: every process of an instance can read its user data. */
export interface MachineSettings {
    readonly ROLE: "server" | "agent";
    /** Value of the node label `dify-ha.io/pool`. */
    readonly POOL: string;
    readonly CLUSTER: string;
    readonly REGION: string;
    /** Host name and port of the load balancer that joining machines ask. */
    readonly API_HOST: string;
    readonly API_PORT: number;
    /** ARN of the bootstrap secret. */
    readonly SECRET: string;
    readonly K3S_URL: string;
    readonly K3S_SHA256: string;
    /** Bucket of the snapshots; servers only. */
    readonly BUCKET?: string;
    /** Zone of the only server that may begin a cluster; servers only. */
    readonly FIRST_ZONE?: string;
    /** How often that server asks for an existing cluster, every 10 s; servers only. */
    readonly INIT_AFTER_TRIES?: number;
}

export interface UserDataArgs {
    readonly settings: MachineSettings;
    /** Text of /etc/rancher/k3s/config.yaml. */
    readonly config: string;
}

interface File {
    readonly source: string;
    readonly path: string;
    readonly permissions: string;
}

const unit = (name: string): File => ({ source: name, path: `/etc/systemd/system/${name}`, permissions: "0644" });
const program = (name: string): File => ({
    source: name,
    path: `/usr/local/lib/dify-ha/${name}`,
    permissions: "0755",
});

/** Files of the `scripts` folder, and where they stand on a machine. */
const FILES: Readonly<Record<MachineSettings["ROLE"], readonly File[]>> = (() => {
    const everywhere = [
        program("bootstrap.sh"),
        unit("k3s-bootstrap.service"),
        unit("k3s.service"),
        unit("k3s-renew.service"),
        unit("k3s-renew.timer"),
        { source: "90-kubelet.conf", path: "/etc/sysctl.d/90-kubelet.conf", permissions: "0644" },
    ];
    const servers = [
        program("forget-nodes.sh"),
        unit("forget-nodes.service"),
        unit("forget-nodes.timer"),
        {
            source: "coredns-replicas.yaml",
            path: "/var/lib/rancher/k3s/server/manifests/coredns-replicas.yaml",
            permissions: "0600",
        },
    ];
    return { server: [...everywhere, ...servers], agent: everywhere };
})();

/** cloud-config of one machine: it places files and starts the unit that does the rest. Throws a RangeError when EC2 would refuse it. */
export function userData({ settings, config }: UserDataArgs): string {
    const files = [
        ...FILES[settings.ROLE].map(({ source, ...file }) => ({ ...file, content: readScript(source) })),
        { path: "/etc/dify-ha/settings", permissions: "0644", content: shellVariables(settings) },
        { path: "/etc/rancher/k3s/config.yaml", permissions: "0600", content: config },
    ];
    const text = `#cloud-config\n${stringify(
        {
            write_files: files,
            runcmd: [
                ["systemctl", "daemon-reload"],
                ["systemctl", "enable", "--now", "--no-block", "k3s-bootstrap.service"],
            ],
        },
        { lineWidth: 0 },
    )}`;
    const size = Buffer.byteLength(text);
    if (size > MAX_USER_DATA_BYTES) {
        throw new RangeError(
            `user data for the role ${settings.ROLE} has ${size} bytes; EC2 takes ${MAX_USER_DATA_BYTES}`,
        );
    }
    return text;
}

function shellVariables(settings: MachineSettings): string {
    return Object.entries(settings)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}='${String(value).replaceAll("'", `'\\''`)}'\n`)
        .join("");
}

function readScript(name: string): string {
    return fs.readFileSync(path.join(__dirname, "scripts", name), "utf8");
}
