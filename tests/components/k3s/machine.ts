import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { userData, type UserDataArgs } from "../../../components/k3s/userData";

/** Answers what the k3s binary is asked for by the scripts. */
const K3S = `#!/bin/sh
echo "k3s $*" >>"$STATE/calls"
case "$*" in
"kubectl get --raw /readyz") [ -f "$STATE/ready" ] ;;
"kubectl get nodes"*) cat "$STATE/nodes" ;;
esac
`;

export const K3S_SHA256 = createHash("sha256").update(K3S).digest("hex");

/** Stands in for everything outside a machine, by the name of the program that reaches it. */
const STUBS: Readonly<Record<string, string>> = {
    curl: `
for url; do :; done
while [ "$1" != "$url" ]; do
    case "$1" in -o) output=$2 ;; --cacert) authority=$2 ;; esac
    shift
done
case "$url" in
*/api/token) echo session ;;
*/meta-data/instance-id) cat "$STATE/instance" ;;
*/meta-data/instance-type) echo m7i.large ;;
*/meta-data/placement/availability-zone) cat "$STATE/zone" ;;
https://*:6443/ping)
    answers=$(ls "$STATE"/calls.ping.* 2>/dev/null | wc -l)
    : >"$STATE/calls.ping.$answers"
    [ "$answers" -ge "$(cat "$STATE/silent-pings")" ] && cmp -s "$authority" "$STATE/authority" && echo pong || exit 7
    ;;
*) cp "$STATE/download" "$output" ;;
esac`,
    aws: `
option() { while [ $# -gt 1 ]; do [ "$1" = "$name" ] && echo "$2"; shift; done; }
case "$1 $2" in
"secretsmanager get-secret-value") cat "$STATE/secret" ;;
"s3api list-objects-v2")
    [ -d "$STATE/bucket" ] || exit 255
    name=--prefix
    if [ -f "$STATE/bucket/$(option "$@")" ]; then echo 1; else echo 0; fi
    ;;
"s3api put-object")
    name=--key; key=$(option "$@")
    name=--body; body=$(option "$@")
    mkdir -p "$(dirname "$STATE/bucket/$key")"
    cp "$body" "$STATE/bucket/$key"
    ;;
"ec2 describe-instances") cat "$STATE/instances" ;;
esac`,
    systemctl: "",
    sysctl: "",
    sleep: "",
};

export interface Run {
    readonly status: number | null;
    readonly stderr: string;
    /** Programs that were called in this run, with their arguments. */
    readonly calls: string[];
}

/** A machine in a folder: the files that its user data places, and stand-ins for AWS, systemd and the network. */
export class Machine {
    private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "k3s-machine-"));
    readonly root = path.join(this.folder, "root");
    private readonly bin = path.join(this.folder, "bin");
    private readonly state = path.join(this.folder, "state");

    /** `shell`: what /bin/sh is on the machine. */
    constructor(
        private readonly shell: readonly string[],
        args: UserDataArgs,
        instance: string,
        zone: string,
    ) {
        for (const [name, body] of Object.entries(STUBS)) {
            write(path.join(this.bin, name), `#!/bin/sh\necho "${name} $*" >>"$STATE/calls"\n${body}\n`, 0o755);
        }
        const text = userData({ ...args, settings: { ...args.settings, K3S_SHA256 } });
        const { write_files: files } = parse(text) as {
            write_files: { path: string; content: string; permissions: string }[];
        };
        for (const file of files) {
            write(path.join(this.root, file.path), file.content, Number.parseInt(file.permissions, 8));
        }
        this.set("instance", instance);
        this.set("zone", zone);
        this.set("download", K3S);
        this.apiIsSilentFor(1_000);
    }

    /** Makes a fact of the world outside true. */
    set(fact: string, content = ""): void {
        write(path.join(this.state, fact), content, 0o644);
    }

    get(fact: string): string | undefined {
        return read(path.join(this.state, fact));
    }

    secretIs(files: Readonly<Record<string, string>>): void {
        this.set("secret", JSON.stringify(files));
        this.set("authority", files["tls/server-ca.crt"]);
    }

    /** S3 answers from now on. */
    bucketAnswers(): void {
        fs.mkdirSync(path.join(this.state, "bucket"), { recursive: true });
    }

    /** The API answers after so many questions from now on. */
    apiIsSilentFor(questions: number): void {
        for (const name of fs.existsSync(this.state) ? fs.readdirSync(this.state) : []) {
            if (name.startsWith("calls.ping.")) {
                fs.rmSync(path.join(this.state, name));
            }
        }
        this.set("silent-pings", String(questions));
    }

    run(script: string): Run {
        fs.rmSync(path.join(this.state, "calls"), { force: true });
        const [command = "sh", ...options] = this.shell;
        const { status, stderr } = spawnSync(
            command,
            [...options, path.join(this.root, "usr/local/lib/dify-ha", script)],
            {
                encoding: "utf8",
                env: { PATH: `${this.bin}:${process.env.PATH}`, ROOT: this.root, STATE: this.state },
                timeout: 30_000,
            },
        );
        return { status, stderr, calls: (this.get("calls") ?? "").split("\n").filter((line) => line !== "") };
    }

    file(name: string): string | undefined {
        return read(path.join(this.root, name));
    }

    mode(name: string): string {
        return (fs.statSync(path.join(this.root, name)).mode & 0o777).toString(8);
    }

    /** Every file below the root with its mode, time of change and content. */
    everything(): string[] {
        return (fs.readdirSync(this.root, { recursive: true }) as string[])
            .sort()
            .map((name) => path.join(this.root, name))
            .filter((file) => fs.statSync(file).isFile())
            .map((file) => {
                const { mode, mtimeMs } = fs.statSync(file);
                return `${file} ${mode} ${mtimeMs} ${read(file)}`;
            });
    }

    remove(): void {
        fs.rmSync(this.folder, { recursive: true });
    }
}

function write(file: string, content: string, mode: number): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    fs.chmodSync(file, mode);
}

function read(file: string): string | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
