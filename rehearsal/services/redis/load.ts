import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionLost, RespClient, type Target } from "./resp";
import { RedisError, type Reply } from "./respParser";

/** Pause before a client connects again, and between two writes, milliseconds. */
const RETRY_MS = 50;
const WRITE_MS = 2;

/** Lists of one Celery queue: kombu has one for each priority, and one BRPOP waits on all of them. */
export const QUEUE = "celery";
const PRIORITIES = [QUEUE, ...[3, 6, 9].map((priority) => `${QUEUE}\x06\x16${priority}`)];

/** Every write that was acknowledged is in this list, in order. */
export const JOURNAL = "journal";

/** Counter of a client that sees one server only. */
export const LONER = "loner";

const CHANNEL = "events";

/** Something that went on for a while: when it happened, `performance.now()`. */
class Times {
    private readonly at: number[] = [];

    add(): void {
        this.at.push(performance.now());
    }

    /** Seconds from `start` to the first time after it; undefined when there was none. */
    firstAfter(start: number): number | undefined {
        const found = this.at.find((time) => time > start);
        return found === undefined ? undefined : (found - start) / 1000;
    }

    /** Seconds from `start` to the last time; 0 when there was none. */
    lastAfter(start: number): number {
        return Math.max(0, ((this.at.at(-1) ?? start) - start) / 1000);
    }
}

/** A client that connects, works until the connection breaks, and connects again. */
abstract class LoadClient {
    /** When it did its work. */
    readonly worked = new Times();
    /** When its connection broke. */
    readonly lost = new Times();
    /** Codes of errors that the server answered, each once. */
    readonly refusals = new Set<string>();
    private running = true;
    private client: RespClient | undefined;
    private readonly finished: Promise<void>;

    constructor(private readonly target: Target) {
        this.finished = this.run();
        // Whoever stops it hears of an error.
        this.finished.catch(() => undefined);
    }

    /**
     * Seconds from `start` until it got on again after its own connection had broken, for good as far as is known; undefined until then.
     * What was under way when the server was lost may still be answered, which says nothing.
     */
    recovery(start: number): number | undefined {
        if (this.lost.firstAfter(start) === undefined) {
            return undefined;
        }
        const lost = this.lost.lastAfter(start);
        const again = this.progress().firstAfter(start + lost * 1000);
        return again === undefined ? undefined : lost + again;
    }

    async stop(): Promise<void> {
        this.running = false;
        this.client?.close();
        await this.finished;
    }

    /** When it got on. */
    protected progress(): Times {
        return this.worked;
    }

    /** One piece of work. */
    protected abstract work(client: RespClient): Promise<unknown>;

    private async run(): Promise<void> {
        while (this.running) {
            try {
                this.client = await RespClient.connect(this.target);
                while (this.running) {
                    await this.step(this.client);
                }
                this.client.close();
            } catch (error) {
                if (!(error instanceof ConnectionLost)) {
                    throw error;
                }
                this.lost.add();
                await sleep(RETRY_MS);
            }
        }
    }

    /** A refusal is noted and the connection kept, as a client library does. */
    private async step(client: RespClient): Promise<void> {
        try {
            await this.work(client);
            this.worked.add();
        } catch (error) {
            if (!(error instanceof RedisError)) {
                throw error;
            }
            this.refusals.add(error.code);
            await sleep(RETRY_MS);
        }
    }
}

/** Enqueues tasks, keeps a journal of them, and publishes each: all numbered. */
export class Producer extends LoadClient {
    readonly acknowledged: number[] = [];
    private number = 0;

    protected async work(client: RespClient): Promise<void> {
        const number = (this.number += 1);
        await client.command("RPUSH", JOURNAL, number);
        this.acknowledged.push(number);
        await client.command("LPUSH", QUEUE, number);
        await client.command("PUBLISH", CHANNEL, number);
        await sleep(WRITE_MS);
    }

    /** How many acknowledged writes the server at `target` does not have. */
    async countLost(target: Target): Promise<number> {
        const client = await RespClient.connect(target);
        const kept = new Set(items(await client.command("LRANGE", JOURNAL, 0, -1)));
        client.close();
        return this.acknowledged.filter((number) => !kept.has(String(number))).length;
    }
}

/** Takes tasks as Celery's worker does: BRPOP over the lists of all priorities, which waits for a second. */
export class Worker extends LoadClient {
    protected async work(client: RespClient): Promise<void> {
        await client.command("BRPOP", ...PRIORITIES, 1);
    }
}

/** Waits for a task in a queue where none arrives: whether it notices a loss depends on the connection alone. */
export class IdleWorker extends LoadClient {
    constructor(target: Target) {
        super({ ...target, timeoutMs: 0 });
    }

    protected async work(client: RespClient): Promise<void> {
        await client.command("BRPOP", "idle", 0);
    }
}

/** Listens to what the producer publishes. */
export class Subscriber extends LoadClient {
    readonly heard = new Times();

    constructor(target: Target) {
        super({ ...target, timeoutMs: 0 });
    }

    protected override progress(): Times {
        return this.heard;
    }

    protected async work(client: RespClient): Promise<void> {
        client.onMessage = () => this.heard.add();
        await client.command("SUBSCRIBE", CHANNEL);
        await client.closed;
        throw new ConnectionLost("subscription ended");
    }
}

/** Writes a counter to one server, as a client does that sees no other. */
export class Loner extends LoadClient {
    protected async work(client: RespClient): Promise<void> {
        await client.command("INCR", LONER);
        await sleep(RETRY_MS);
    }
}

/** Seconds from a loss until a write was acknowledged, a task taken and a message heard, and until a waiting worker noticed. */
export interface Recovery {
    readonly write: number;
    readonly take: number;
    readonly message: number;
    readonly notice: number;
}

/** The load of Dify in small. */
export class Load {
    readonly producer: Producer;
    readonly worker: Worker;
    readonly idleWorker: IdleWorker;
    readonly subscriber: Subscriber;

    constructor(target: Target) {
        this.producer = new Producer(target);
        this.worker = new Worker(target);
        this.idleWorker = new IdleWorker(target);
        this.subscriber = new Subscriber(target);
    }

    /** When everything went on after a loss at `start`, a reading of `performance.now()`; undefined until it has. */
    recovery(start: number): Recovery | undefined {
        const [write, take, message] = [this.producer, this.worker, this.subscriber].map((client) =>
            client.recovery(start),
        );
        const notice = this.idleWorker.lost.firstAfter(start);
        return write === undefined || take === undefined || message === undefined || notice === undefined
            ? undefined
            : { write, take, message, notice };
    }

    async stop(): Promise<void> {
        await Promise.all(
            [this.producer, this.worker, this.idleWorker, this.subscriber].map((client) => client.stop()),
        );
    }
}

function items(reply: Reply): string[] {
    return Array.isArray(reply) ? reply.map(String) : [];
}
