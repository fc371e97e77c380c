import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { agentConfig, serverConfig } from "../../../components/k3s/nodeConfig";
import type { UserDataArgs } from "../../../components/k3s/userData";
import { installCommand } from "../../setup/systemPackages";
import { findProgram, requireProgram } from "../../support/programs";
import { Machine } from "./machine";

const SETTINGS = {
    CLUSTER: "dify-test",
    REGION: "eu-central-1",
    API_HOST: "api.test",
    API_PORT: 6443,
    SECRET: "arn:secret",
    K3S_URL: "https://releases.test/k3s",
    K3S_SHA256: "set by the machine",
};

const SERVER: UserDataArgs = {
    settings: {
        ...SETTINGS,
        ROLE: "server",
        POOL: "server",
        BUCKET: "backups",
        FIRST_ZONE: "eu-a",
        INIT_AFTER_TRIES: 6,
    },
    config: serverConfig({
        hosts: ["api.test"],
        region: "eu-central-1",
        bucket: "backups",
        snapshots: { schedule: "0 2 * * *", retention: 7 },
    }),
};

const AGENT: UserDataArgs = { settings: { ...SETTINGS, ROLE: "agent", POOL: "data" }, config: agentConfig() };

const SERVER_SECRET = {
    token: "server-password",
    "agent-token": "agent-password",
    "tls/server-ca.crt": "-----BEGIN CERTIFICATE-----\nserver\n-----END CERTIFICATE-----\n",
    "tls/server-ca.key": "server key\n",
    "tls/etcd/peer-ca.key": "peer key\n",
};

const BOOTSTRAP = "bootstrap.sh";
const NODE = "etc/rancher/k3s/config.yaml.d/node.yaml";
const BINARY = "usr/local/bin/k3s";
const TLS = "var/lib/rancher/k3s/server/tls";
const MARKER = "bucket/dify-test/initialised";

const nodeOf = (machine: Machine) => parse(machine.file(NODE) ?? "") as Record<string, unknown>;
const count = (calls: readonly string[], pattern: RegExp) => calls.filter((call) => pattern.test(call)).length;

/** Amazon Linux's /bin/sh is bash; Debian's, on which most trials run, is not. */
const SHELLS = [["sh"], ["bash", "--posix"]].filter(([shell = ""]) => findProgram(shell) !== undefined);

describe.each(SHELLS)("under %s", (...shell) => {
    const machines: Machine[] = [];
    const machine = (args: UserDataArgs, zone = "eu-a") => {
        const made = new Machine(shell, args, "i-0new", zone);
        machines.push(made);
        return made;
    };
    const server = (zone: string) => {
        const made = machine(SERVER, zone);
        made.secretIs(SERVER_SECRET);
        made.bucketAnswers();
        return made;
    };
    const agent = () => {
        const made = machine(AGENT, "eu-b");
        made.secretIs({ token: "K10hash::node:agent-password" });
        return made;
    };
    afterAll(() => machines.forEach((made) => made.remove()));

    describe("the first server", () => {
        test("begins a cluster when nobody has answered for a minute and none has ever been", () => {
            const first = server("eu-a");
            const started = first.run(BOOTSTRAP);
            expect(started.stderr).toBe("The API is not ready yet.\n");
            expect(started.status).toBe(1);
            expect(count(started.calls, /^curl .*\/ping$/)).toBe(6);
            expect(count(started.calls, /^sleep 10$/)).toBe(5);
            expect(nodeOf(first)).toEqual({
                "cluster-init": true,
                "etcd-s3-folder": "dify-test/eu-a",
                "node-name": "i-0new",
                "node-label": [
                    "topology.kubernetes.io/region=eu-central-1",
                    "topology.kubernetes.io/zone=eu-a",
                    "node.kubernetes.io/instance-type=m7i.large",
                    "dify-ha.io/pool=server",
                ],
                "kubelet-arg": ["provider-id=aws:///eu-a/i-0new"],
            });
            expect(first.get(MARKER)).toBeUndefined();

            first.set("ready");
            expect(first.run(BOOTSTRAP)).toMatchObject({ status: 0, stderr: "" });
            expect(first.get(MARKER)).toBe("i-0new\n");
        });

        test("hands k3s its authorities before it starts it, for root alone", () => {
            const first = server("eu-a");
            first.run(BOOTSTRAP);
            expect(first.file(`${TLS}/server-ca.crt`)).toBe(SERVER_SECRET["tls/server-ca.crt"]);
            expect(first.file(`${TLS}/etcd/peer-ca.key`)).toBe("peer key\n");
            expect(first.mode(`${TLS}/server-ca.key`)).toBe("600");
            expect(first.mode(`${TLS}/etcd`)).toBe("700");
            expect(first.file("etc/dify-ha/secrets/token")).toBe("server-password");
            expect(first.mode("etc/dify-ha/secrets/token")).toBe("600");
        });

        test("joins when it is a replacement: somebody answers", () => {
            const replaced = server("eu-a");
            replaced.apiIsSilentFor(3);
            const { status, calls } = replaced.run(BOOTSTRAP);
            expect(status).toBe(0);
            expect(count(calls, /\/ping$/)).toBe(4);
            expect(nodeOf(replaced)).toMatchObject({ server: "https://api.test:6443", "node-name": "i-0new" });
            expect(nodeOf(replaced)).not.toHaveProperty("cluster-init");
            expect(replaced.file(`${TLS}/server-ca.crt`)).toBeUndefined();
            expect(count(calls, /s3api/)).toBe(0);
        });

        test("begins no second cluster when the other servers are silent", () => {
            const replaced = server("eu-a");
            replaced.set(MARKER, "i-0old\n");
            const { status, stderr, calls } = replaced.run(BOOTSTRAP);
            expect(status).toBe(1);
            expect(stderr).toBe(
                "No server answers at api.test, but there has been a cluster: restore it from a snapshot in s3://backups/dify-test.\n",
            );
            expect(replaced.file(NODE)).toBeUndefined();
            expect(count(calls, /^systemctl/)).toBe(0);
        });

        test("begins none while S3 does not say whether there has been one", () => {
            const first = machine(SERVER);
            first.secretIs(SERVER_SECRET);
            const { status, stderr } = first.run(BOOTSTRAP);
            expect(status).toBe(1);
            expect(stderr).toContain("s3://backups cannot be read yet.");
            expect(first.file(NODE)).toBeUndefined();
        });

        test("takes nobody for its cluster who has no certificate of its authority", () => {
            const first = server("eu-a");
            first.set("authority", "another one");
            first.apiIsSilentFor(0);
            first.run(BOOTSTRAP);
            expect(nodeOf(first)).toHaveProperty("cluster-init", true);
        });
    });

    describe("another server", () => {
        test("waits for the cluster, however long that takes, and then joins it", () => {
            const second = server("eu-b");
            for (let attempt = 0; attempt < 3; attempt += 1) {
                const { status, stderr, calls } = second.run(BOOTSTRAP);
                expect(status).toBe(1);
                expect(stderr).toBe("No cluster answers at api.test yet.\n");
                expect(count(calls, /\/ping$/)).toBe(1);
                expect(count(calls, /s3api|systemctl/)).toBe(0);
                expect(second.file(NODE)).toBeUndefined();
            }
            second.apiIsSilentFor(0);
            expect(second.run(BOOTSTRAP)).toMatchObject({ status: 0, stderr: "" });
            expect(nodeOf(second)).toMatchObject({
                server: "https://api.test:6443",
                "etcd-s3-folder": "dify-test/eu-b",
                "kubelet-arg": ["provider-id=aws:///eu-b/i-0new"],
            });
            expect(second.get(MARKER)).toBeUndefined();
        });

        test("starts k3s, the renewal of its certificates and the search for lost machines", () => {
            const second = server("eu-b");
            second.apiIsSilentFor(0);
            expect(second.run(BOOTSTRAP).calls.filter((call) => /^sys/.test(call))).toEqual([
                `sysctl --quiet -p ${second.root}/etc/sysctl.d/90-kubelet.conf`,
                "systemctl daemon-reload",
                "systemctl enable --now k3s.service k3s-renew.timer",
                "systemctl enable --now forget-nodes.timer",
            ]);
        });
    });

    describe("an agent", () => {
        test("joins through the load balancer and looks for no lost machines", () => {
            const made = agent();
            const { status, calls } = made.run(BOOTSTRAP);
            expect(status).toBe(0);
            expect(nodeOf(made)).toEqual({
                server: "https://api.test:6443",
                "node-name": "i-0new",
                "node-label": [
                    "topology.kubernetes.io/region=eu-central-1",
                    "topology.kubernetes.io/zone=eu-b",
                    "node.kubernetes.io/instance-type=m7i.large",
                    "dify-ha.io/pool=data",
                ],
                "kubelet-arg": ["provider-id=aws:///eu-b/i-0new"],
            });
            expect(count(calls, /forget-nodes|\/ping|s3api/)).toBe(0);
            expect(made.file("usr/local/lib/dify-ha/forget-nodes.sh")).toBeUndefined();
        });
    });

    describe("every machine", () => {
        test.each(["first server", "joining server", "agent"])("changes nothing in a second run: %s", (kind) => {
            const made = kind === "agent" ? agent() : server(kind === "first server" ? "eu-a" : "eu-c");
            made.set("ready");
            made.apiIsSilentFor(kind === "first server" ? 1_000 : 0);
            expect(made.run(BOOTSTRAP).status).toBe(0);
            const before = made.everything();
            const again = made.run(BOOTSTRAP);
            expect(again).toMatchObject({ status: 0, stderr: "" });
            expect(made.everything()).toEqual(before);
            expect(count(again.calls, /^aws|\/ping$|releases\.test/)).toBe(0);
        });

        test("installs nothing while its secret cannot be read, and goes on when it can", () => {
            const made = machine(AGENT);
            const { status, stderr, calls } = made.run(BOOTSTRAP);
            expect(status).toBe(1);
            expect(stderr).toContain("The secret arn:secret cannot be read yet.");
            expect(made.file(BINARY)).toBeUndefined();
            expect(count(calls, /systemctl|releases\.test/)).toBe(0);
            made.secretIs({ token: "K10hash::node:agent-password" });
            expect(made.run(BOOTSTRAP).status).toBe(0);
        });

        test("installs no binary with another checksum, and leaves nothing of it behind", () => {
            const made = agent();
            made.set("download", "#!/bin/sh\necho not k3s\n");
            const { status, stderr, calls } = made.run(BOOTSTRAP);
            expect(status).toBe(1);
            expect(stderr).toMatch(/^https:\/\/releases\.test\/k3s does not have the checksum [0-9a-f]{64}; nothing/);
            expect(made.file(BINARY)).toBeUndefined();
            expect(made.everything().filter((file) => file.includes("not k3s"))).toEqual([]);
            expect(count(calls, /systemctl/)).toBe(0);
        });

        test("replaces a binary that is no longer what it should be", () => {
            const made = agent();
            made.run(BOOTSTRAP);
            const genuine = made.file(BINARY);
            fs.writeFileSync(path.join(made.root, BINARY), "damaged");
            expect(made.run(BOOTSTRAP).status).toBe(0);
            expect(made.file(BINARY)).toBe(genuine);
            expect(made.mode(BINARY)).toBe("755");
        });
    });

    describe("the search for lost machines", () => {
        const searching = (nodes: string, instances: string | undefined) => {
            const made = server("eu-b");
            made.apiIsSilentFor(0);
            made.run(BOOTSTRAP);
            made.set("nodes", nodes);
            if (instances !== undefined) {
                made.set("instances", instances);
            }
            return made.run("forget-nodes.sh");
        };
        const deleted = (calls: readonly string[]) => calls.filter((call) => call.startsWith("k3s kubectl delete"));

        test("deletes the Nodes of machines that are gone, and of no others", () => {
            const { status, calls } = searching("i-1 True\ni-2 Unknown\ni-3 False\ni-33 Unknown\n", "i-3\n");
            expect(status).toBe(0);
            expect(deleted(calls)).toEqual([
                "k3s kubectl delete node i-2 --wait=false",
                "k3s kubectl delete node i-33 --wait=false",
            ]);
            expect(calls).toContain(
                "aws ec2 describe-instances --region eu-central-1 --filters Name=instance-id,Values=i-2,i-3,i-33 " +
                    "Name=instance-state-name,Values=pending,running,stopping,stopped,shutting-down " +
                    "--query Reservations[].Instances[].InstanceId --output text",
            );
        });

        test("asks EC2 nothing while all machines answer", () => {
            const { status, calls } = searching("i-1 True\ni-2 True\n", "");
            expect(status).toBe(0);
            expect(count(calls, /^aws/)).toBe(0);
        });

        test("deletes nothing when EC2 does not answer", () => {
            const { status, calls } = searching("i-1 Unknown\n", undefined);
            expect(status).not.toBe(0);
            expect(deleted(calls)).toEqual([]);
        });

        test("leaves Nodes alone that are not named after an instance", () => {
            const { status, calls } = searching("laptop Unknown\n", "");
            expect(status).toBe(0);
            expect(deleted(calls)).toEqual([]);
        });
    });
});

describe("the scripts", () => {
    const folder = path.join(__dirname, "../../../components/k3s/scripts");
    const shellcheck = requireProgram("shellcheck", installCommand("shellcheck"));

    shellcheck.test("have no finding of shellcheck as POSIX scripts", () => {
        const scripts = fs.readdirSync(folder).filter((name) => name.endsWith(".sh"));
        expect(scripts).toEqual(["bootstrap.sh", "forget-nodes.sh"]);
        const { status, stdout } = shellcheck.run("--shell=sh", ...scripts.map((name) => path.join(folder, name)));
        expect(stdout).toBe("");
        expect(status).toBe(0);
    });

    test("that units start are where the user data puts them", () => {
        const started = fs
            .readdirSync(folder)
            .filter((name) => name.endsWith(".service"))
            .map((name) => /^ExecStart=(\S+)/m.exec(fs.readFileSync(path.join(folder, name), "utf8"))?.[1]);
        expect(started.sort()).toEqual([
            "/usr/bin/systemctl",
            "/usr/local/bin/k3s",
            "/usr/local/lib/dify-ha/bootstrap.sh",
            "/usr/local/lib/dify-ha/forget-nodes.sh",
        ]);
    });
});
