import { freePort } from "../freePort";
import { start, untilReady } from "./childProcess";

/** moto's S3 server. It checks no signature, so that plain HTTP requests can look into it. */
export interface ObjectStore {
    readonly url: string;
    createBucket(bucket: string): Promise<void>;
    /** Keys of all objects in a bucket, sorted. */
    keys(bucket: string): Promise<string[]>;
    get(bucket: string, key: string): Promise<Buffer>;
    put(bucket: string, key: string, body: Buffer | string): Promise<void>;
    remove(bucket: string, key: string): Promise<void>;
    /** Number of multipart uploads that were neither finished nor aborted. */
    unfinishedUploads(bucket: string): Promise<number>;
    stop(): Promise<void>;
}

const START_SECONDS = 30;

/** moto lets in whoever shows something of this form; without it objects are private. */
const AUTHORIZATION =
    "AWS4-HMAC-SHA256 Credential=trial/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

export async function startObjectStore(python: string): Promise<ObjectStore> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = start(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)]);
    await untilReady("moto's S3 server", server, START_SECONDS, () =>
        fetch(url).then(
            ({ ok }) => ok,
            () => false,
        ),
    );
    const request = async (method: string, path: string, body?: Buffer | string) => {
        const response = await fetch(`${url}/${path}`, {
            method,
            headers: { authorization: AUTHORIZATION },
            body: body === undefined ? undefined : new Uint8Array(Buffer.from(body)),
        });
        if (!response.ok) {
            throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
        }
        return Buffer.from(await response.arrayBuffer());
    };
    const texts = (xml: Buffer, tag: string) =>
        [...xml.toString().matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, text = ""]) => text);
    return {
        url,
        createBucket: async (bucket) => void (await request("PUT", bucket)),
        keys: async (bucket) => texts(await request("GET", `${bucket}?list-type=2`), "Key").sort(),
        get: (bucket, key) => request("GET", `${bucket}/${key}`),
        put: async (bucket, key, body) => void (await request("PUT", `${bucket}/${key}`, body)),
        remove: async (bucket, key) => void (await request("DELETE", `${bucket}/${key}`)),
        unfinishedUploads: async (bucket) => texts(await request("GET", `${bucket}?uploads`), "UploadId").length,
        stop: async () => {
            server.process.kill("SIGKILL");
            await server.result;
        },
    };
}
