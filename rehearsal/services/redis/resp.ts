import * as net from "node:net";
import { encodeCommand, ReplyParser, RedisError, type Reply } from "./respParser";

/** Where and how to connect. */
export interface Target {
    readonly host: string;
    readonly port: number;
    readonly password?: string;
    /** Address of this machine to connect from. Default: the system's choice. */
    readonly localAddress?: string;
    /** Longest wait for the connection, and for the reply to any command, milliseconds; 0 waits for ever. Default 5000. */
    readonly timeoutMs?: number;
}

/** The connection broke, timed out or could not be made: what a client library retries. */
export class ConnectionLost extends Error {
    override readonly name = "ConnectionLost";
}

interface Waiting {
    readonly resolve: (reply: Reply) => void;
    readonly reject: (error: Error) => void;
}

/**
 * A Redis connection and nothing more: no retries, no reconnection, no redirects, so that what the server and the network do shows.
 * Commands may be sent without waiting for the replies to earlier ones.
 */
export class RespClient {
    /** Settles when the connection ends, whoever ends it. */
    readonly closed: Promise<void>;
    /** Gets what a subscription delivers. */
    onMessage: (message: Reply[]) => void = () => undefined;
    private readonly waiting: Waiting[] = [];
    private readonly parser = new ReplyParser();

    private constructor(
        private readonly socket: net.Socket,
        private readonly timeoutMs: number,
    ) {
        // A failed test leaves it open, and a server that is gone with its network never ends it.
        socket.unref();
        this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
        socket.on("data", (chunk) => this.parser.feed(chunk).forEach((reply) => this.deliver(reply)));
        socket.on("error", (error) => this.fail(error.message));
        socket.on("close", () => this.fail("connection closed"));
    }

    /** Connects and, with a password, authenticates. */
    static async connect(target: Target): Promise<RespClient> {
        const timeoutMs = target.timeoutMs ?? 5000;
        const client = new RespClient(await open(target, timeoutMs), timeoutMs);
        try {
            if (target.password !== undefined) {
                await client.command("AUTH", target.password);
            }
            return client;
        } catch (error) {
            client.close();
            throw error;
        }
    }

    /** Sends a command. Rejects with RedisError when the server refuses it, and with ConnectionLost. */
    command(...words: readonly (string | number)[]): Promise<Reply> {
        return new Promise((resolve, reject) => {
            if (this.socket.destroyed) {
                reject(new ConnectionLost("connection closed"));
                return;
            }
            const timer =
                this.timeoutMs === 0 ? undefined : setTimeout(() => this.fail("no reply in time"), this.timeoutMs);
            this.waiting.push({
                resolve: (reply) => (clearTimeout(timer), resolve(reply)),
                reject: (error) => (clearTimeout(timer), reject(error)),
            });
            this.socket.write(encodeCommand(words));
        });
    }

    close(): void {
        this.socket.destroy();
    }

    private deliver(reply: Reply): void {
        const next = this.waiting[0];
        if (Array.isArray(reply) && reply[0] === "message") {
            this.onMessage(reply);
        } else if (reply instanceof RedisError) {
            this.waiting.shift();
            next?.reject(reply);
        } else {
            this.waiting.shift();
            next?.resolve(reply);
        }
    }

    private fail(reason: string): void {
        this.socket.destroy();
        this.waiting.splice(0).forEach(({ reject }) => reject(new ConnectionLost(reason)));
    }
}

/** Connects, sends one command, and disconnects. */
export async function ask(target: Target, ...words: readonly (string | number)[]): Promise<Reply> {
    const client = await RespClient.connect(target);
    try {
        return await client.command(...words);
    } finally {
        client.close();
    }
}

function open({ host, port, localAddress }: Target, timeoutMs: number): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
        const socket = net.connect({ host, port, localAddress, noDelay: true });
        const lose = (reason: string) => {
            clearTimeout(timer);
            socket.destroy();
            reject(new ConnectionLost(reason));
        };
        const timer = timeoutMs === 0 ? undefined : setTimeout(() => lose("no connection in time"), timeoutMs);
        socket.once("error", (error) => lose(error.message));
        socket.once("connect", () => {
            clearTimeout(timer);
            socket.removeAllListeners("error");
            resolve(socket);
        });
    });
}
