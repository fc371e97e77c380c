import * as dgram from "node:dgram";

const TYPE_A = 1;
const PORT = 53;

/** Flags of an answer: response, recursion available; and the code for a name that does not exist. */
const RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;

/** Answers stand for this long, seconds. */
const TTL = 5;

/** A name server that knows IPv4 addresses of a few names, as the cluster's does those of pods. */
export class NameServer {
    private readonly addresses = new Map<string, string>();

    private constructor(private readonly socket: dgram.Socket) {
        socket.on("message", (query, from) => socket.send(this.answer(query), from.port, from.address));
        socket.unref();
    }

    static async listen(address: string): Promise<NameServer> {
        const socket = dgram.createSocket("udp4");
        await new Promise<void>((resolve, reject) => {
            socket.once("error", reject);
            socket.bind(PORT, address, resolve);
        });
        return new NameServer(socket);
    }

    set(name: string, address: string): void {
        this.addresses.set(name, address);
    }

    close(): void {
        this.socket.close();
    }

    private answer(query: Buffer): Buffer {
        const { name, type, end } = readQuestion(query);
        const address = this.addresses.get(name);
        const records = address !== undefined && type === TYPE_A ? [addressRecord(address)] : [];
        const header = Buffer.alloc(12);
        query.copy(header, 0, 0, 2);
        header.writeUInt16BE(RESPONSE | (address === undefined ? NO_SUCH_NAME : 0), 2);
        header.writeUInt16BE(1, 4);
        header.writeUInt16BE(records.length, 6);
        return Buffer.concat([header, query.subarray(12, end), ...records]);
    }
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
    const labels: string[] = [];
    let offset = 12;
    for (let length = query.readUInt8(offset); length > 0; length = query.readUInt8(offset)) {
        labels.push(query.toString("latin1", offset + 1, offset + 1 + length));
        offset += 1 + length;
    }
    return { name: labels.join("."), type: query.readUInt16BE(offset + 1), end: offset + 5 };
}

/** An A record for the name in the question, which stands at byte 12. */
function addressRecord(address: string): Buffer {
    const record = Buffer.alloc(16);
    [0xc00c, TYPE_A, 1, 0, TTL, 4].forEach((value, index) => record.writeUInt16BE(value, 2 * index));
    Buffer.from(address.split(".").map(Number)).copy(record, 12);
    return record;
}
