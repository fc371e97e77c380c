import { spawnSync } from "node:child_process";
import path from "node:path";

const ended = (name: string) => {
    const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["-r", "@swc-node/register", path.join(__dirname, "contradictedByCloud.ts"), name],
        { encoding: "utf8", timeout: 60_000 },
    );
    return { lines: stdout.trimEnd().split("\n"), stderr, status };
};

test.each([
    [
        "zones",
        ['zones = "eu-central-1c": is not available; eu-central-1 offers this account eu-central-1a, eu-central-1b'],
    ],
    [
        "subnets",
        [
            'cidr = "10.20.0.0/16": vpc-1 has 10.7.0.0/16',
            'zones[0].publicSubnetId = "public-eu-central-1a": is in vpc-9, not in vpc-1',
            'zones[1].privateSubnetId = "private-eu-central-1b": is in eu-central-1a, not in eu-central-1b',
        ],
    ],
    ["host", ['host = "dify.example.com": is not in the hosted zone, which is that of example.org']],
])(
    "%s that the cloud contradicts are refused before anything is made of them",
    (name, lines) => {
        expect(ended(name)).toEqual({ lines: [...lines, "made: 0"], stderr: "", status: 0 });
    },
    60_000,
);
