/** What Redis answers, in version 2 of its protocol. */
export type Reply = string | number | null | RedisError | Reply[];

/** The server refused a command; `code` is the first word of the message, such as `NOREPLICAS`. */
export class RedisError extends Error {
    override readonly name = "RedisError";
    readonly code: string;

    constructor(message: string) {
        super(message);
        this.code = message.split(" ", 1)[0] ?? "";
    }
}

/** A command as the protocol wants it. */
export function encodeCommand(words: readonly (string | number)[]): string {
    const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
    return `*${words.length}\r\n${parts.join("")}`;
}

/** Where a reply ends that starts at some offset. */
interface Parsed {
    readonly reply: Reply;
    readonly end: number;
}

/** Cuts a stream of bytes into replies. */
export class ReplyParser {
    private rest = Buffer.alloc(0);

    /** Takes the next bytes; returns the replies that they complete. */
    feed(chunk: Buffer): Reply[] {
        this.rest = Buffer.concat([this.rest, chunk]);
        const replies: Reply[] = [];
        let offset = 0;
        for (let next = parse(this.rest, 0); next !== undefined; next = parse(this.rest, offset)) {
            replies.push(next.reply);
            offset = next.end;
        }
        this.rest = this.rest.subarray(offset);
        return replies;
    }
}

function parse(bytes: Buffer, start: number): Parsed | undefined {
    const lineEnd = bytes.indexOf("\r\n", start);
    if (lineEnd < 0) {
        return undefined;
    }
    const line = bytes.toString("utf8", start + 1, lineEnd);
    const end = lineEnd + 2;
    switch (String.fromCharCode(bytes[start] ?? 0)) {
        case "+":
            return { reply: line, end };
        case "-":
            return { reply: new RedisError(line), end };
        case ":":
            return { reply: Number(line), end };
        case "$":
            return parseBulk(bytes, end, Number(line));
        case "*":
            return parseArray(bytes, end, Number(line));
        default:
            throw new Error(`not a reply of Redis: ${line}`);
    }
}

function parseBulk(bytes: Buffer, start: number, length: number): Parsed | undefined {
    if (length < 0) {
        return { reply: null, end: start };
    }
    const end = start + length + 2;
    return bytes.length < end ? undefined : { reply: bytes.toString("utf8", start, start + length), end };
}

function parseArray(bytes: Buffer, start: number, length: number): Parsed | undefined {
    if (length < 0) {
        return { reply: null, end: start };
    }
    const items: Reply[] = [];
    let end = start;
    while (items.length < length) {
        const item = parse(bytes, end);
        if (item === undefined) {
            return undefined;
        }
        items.push(item.reply);
        end = item.end;
    }
    return { reply: items, end };
}
