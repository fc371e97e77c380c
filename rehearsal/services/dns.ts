import * as dgram from "node:dgram";
import { isIPv4 } from "node:net";

const TYPE_A = 1;
const TYPE_AAAA = 28;
const PORT = 53;

/** Flags of an answer: response, recursion available; and the code for a name that does not exist. */
const RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;

/** Answers stand for this long, seconds. */
const TTL = 5;

/** Addresses of a name, or what tells them at each question. */
export type Addresses = readonly string[] | (() => readonly string[]);

/** A name server that knows the addresses of a few names, as the cluster's does those of pods. */
export class NameServer {
    private readonly addresses = new Map<string, { readonly known: Addresses; readonly seconds: number }>();

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

    /** `seconds`: how long the answer may be kept. */
    set(name: string, known: Addresses, seconds: number = TTL): void {
        this.addresses.set(name, { known, seconds });
    }

    close(): void {
        this.socket.close();
    }

    private answer(query: Buffer): Buffer {
        const { name, type, end } = readQuestion(query);
        const found = this.addresses.get(name);
        const known = found?.known ?? [];
        const records = (typeof known === "function" ? known() : known)
            .filter((address) => type === (isIPv4(address) ? TYPE_A : TYPE_AAAA))
            .map((address) => addressRecord(type, bytesOf(address), found?.seconds ?? TTL));
        const header = Buffer.alloc(12);
        query.copy(header, 0, 0, 2);
        header.writeUInt16BE(RESPONSE | (found === undefined ? NO_SUCH_NAME : 0), 2);
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

/** A record for the name in the question, which stands at byte 12. */
function addressRecord(type: number, address: Buffer, seconds: number): Buffer {
    const record = Buffer.alloc(12);
    [0xc00c, type, 1, 0, seconds, address.length].forEach((value, index) => record.writeUInt16BE(value, 2 * index));
    return Buffer.concat([record, address]);
}

/** An IPv6 address must be written in full. */
function bytesOf(address: string): Buffer {
    return isIPv4(address)
        ? Buffer.from(address.split(".").map(Number))
        : Buffer.from(
              address
                  .split(":")
                  .map((group) => group.padStart(4, "0"))
                  .join(""),
              "hex",
          );
}
