import { parse } from "yaml";
import { agentConfig } from "../../../components/k3s/nodeConfig";
import { MAX_USER_DATA_BYTES, userData, type MachineSettings } from "../../../components/k3s/userData";

const SETTINGS: MachineSettings = {
    ROLE: "agent",
    POOL: "data",
    CLUSTER: "dify-test",
    REGION: "eu-central-1",
    API_HOST: "api.test",
    API_PORT: 6443,
    SECRET: "arn:secret",
    K3S_URL: "https://releases.test/k3s",
    K3S_SHA256: "0".repeat(64),
};

interface CloudConfig {
    readonly write_files: { path: string; permissions: string; content: string }[];
    readonly runcmd: string[][];
}

const cloudConfig = (change: Partial<MachineSettings> = {}) =>
    parse(userData({ settings: { ...SETTINGS, ...change }, config: agentConfig() })) as CloudConfig;

const EVERYWHERE = [
    "0755 /usr/local/lib/dify-ha/bootstrap.sh",
    "0644 /etc/systemd/system/k3s-bootstrap.service",
    "0644 /etc/systemd/system/k3s.service",
    "0644 /etc/systemd/system/k3s-renew.service",
    "0644 /etc/systemd/system/k3s-renew.timer",
    "0644 /etc/sysctl.d/90-kubelet.conf",
];
const CONFIGURATION = ["0644 /etc/dify-ha/settings", "0600 /etc/rancher/k3s/config.yaml"];

const filesOf = (config: CloudConfig) => config.write_files.map(({ path, permissions }) => `${permissions} ${path}`);

test("places the files of an agent, and starts one unit without waiting for it", () => {
    const config = cloudConfig();
    expect(filesOf(config)).toEqual([...EVERYWHERE, ...CONFIGURATION]);
    expect(config.runcmd).toEqual([
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", "--no-block", "k3s-bootstrap.service"],
    ]);
});

test("places those of a server besides", () => {
    expect(filesOf(cloudConfig({ ROLE: "server" }))).toEqual([
        ...EVERYWHERE,
        "0755 /usr/local/lib/dify-ha/forget-nodes.sh",
        "0644 /etc/systemd/system/forget-nodes.service",
        "0644 /etc/systemd/system/forget-nodes.timer",
        "0600 /var/lib/rancher/k3s/server/manifests/coredns-replicas.yaml",
        ...CONFIGURATION,
    ]);
});

test("is what cloud-init takes for a cloud-config", () => {
    expect(userData({ settings: SETTINGS, config: "" })).toMatch(/^#cloud-config\n/);
});

test("writes settings that a shell reads as they are", () => {
    const settings = cloudConfig({ CLUSTER: "it's $HOME" }).write_files.find(({ path }) =>
        path.endsWith("settings"),
    )?.content;
    expect(settings).toContain(`CLUSTER='it'\\''s $HOME'\n`);
    expect(settings).not.toContain("BUCKET");
});

test("refuses what EC2 would refuse", () => {
    const config = "x".repeat(MAX_USER_DATA_BYTES);
    expect(() => userData({ settings: SETTINGS, config })).toThrow(
        /^user data for the role agent has \d+ bytes; EC2 takes 16384$/,
    );
});
