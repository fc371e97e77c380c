import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisGroup } from "./group";
import type { Hosts } from "../hosts";
import { ConnectionLost, RespClient, type Target } from "./resp";
import { secondsSince } from "../wait";

/** How a client is told to find out that its connection leads nowhere: seconds, and probes. */
export interface ClientTimers {
    /** Longest wait for a reply. */
    readonly timeout: number;
    /** TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT. */
    readonly keepAlive: { readonly idle: number; readonly interval: number; readonly count: number };
}

/** What clients notice of a proxy whose host goes dark: nobody closes their connections. Seconds from the loss. */
export interface ProxyLoss {
    /** A client that sends commands gives up. */
    readonly commandSeconds: number;
    /** One that waits for a task and has keep-alive on; undefined when it still waited after `observedSeconds`. */
    readonly waitingSeconds: number | undefined;
    /** The same without keep-alive. */
    readonly withoutKeepAliveSeconds: number | undefined;
    readonly observedSeconds: number;
}

const SETTLE_MS = 500;

/** Takes the host of the proxy that clients use out of the network, for ever. */
export async function measureProxyLoss(
    hosts: Hosts,
    group: RedisGroup,
    timers: ClientTimers,
    observedSeconds: number,
): Promise<ProxyLoss> {
    const { target, host } = group.proxy;
    const [waiting, withoutKeepAlive] = await Promise.all([waitForTask(target, timers.keepAlive), waitForTask(target)]);
    const client = await RespClient.connect({ ...target, timeoutMs: timers.timeout * 1000 });
    // Keep-alive probes an idle connection only: what was sent must have been acknowledged.
    await sleep(SETTLE_MS);
    const start = performance.now();
    hosts.cutOff([host]);
    const observed = sleep(observedSeconds * 1000, undefined);
    const noticed = async (lost: Promise<unknown>) => Promise.race([lost.then(() => secondsSince(start)), observed]);
    const [commandSeconds, waitingSeconds, withoutKeepAliveSeconds] = await Promise.all([
        sendCommands(client).then(() => secondsSince(start)),
        noticed(waiting.lost),
        noticed(withoutKeepAlive.lost),
    ]);
    [waiting, withoutKeepAlive].forEach(({ stop }) => stop());
    return { commandSeconds, waitingSeconds, withoutKeepAliveSeconds, observedSeconds };
}

/** Sends commands until the connection is lost. */
async function sendCommands(client: RespClient): Promise<void> {
    try {
        for (;;) {
            await client.command("PING");
            await sleep(10);
        }
    } catch (error) {
        if (!(error instanceof ConnectionLost)) {
            throw error;
        }
    }
}

/**
 * A client that blocks in BRPOP, as plain as can be and on the sockets of Python, like redis-py: Node cannot set all keep-alive
 * timers. Returns when it waits.
 */
async function waitForTask(
    target: Target,
    keepAlive?: ClientTimers["keepAlive"],
): Promise<{ lost: Promise<unknown>; stop: () => void }> {
    const child = spawn("python3", ["-c", WAIT_FOR_TASK, JSON.stringify({ ...target, keepAlive })], {
        stdio: ["pipe", "pipe", "inherit"],
    });
    const lost = once(child, "exit");
    await once(child.stdout, "data");
    return { lost, stop: () => child.kill("SIGKILL") };
}

/** Ends when the connection does, and also with the program that started it: the read end of its input closes then. */
const WAIT_FOR_TASK = `
import json, select, socket, sys
args = json.loads(sys.argv[1])
connection = socket.create_connection((args["host"], args["port"]))
if "keepAlive" in args:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, args["keepAlive"]["idle"])
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, args["keepAlive"]["interval"])
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, args["keepAlive"]["count"])
connection.sendall(f"AUTH {args['password']}\\r\\n".encode())
assert connection.recv(100) == b"+OK\\r\\n"
connection.sendall(b"BRPOP idle 0\\r\\n")
print("waiting", flush=True)
select.select([connection, sys.stdin], [], [])
`;
