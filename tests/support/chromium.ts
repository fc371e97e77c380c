import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { installCommand } from "../setup/systemPackages";
import { findProgram } from "./programs";

/** A page in headless Chromium, driven by the Chrome DevTools Protocol (https://chromedevtools.github.io/devtools-protocol/). */

const PROGRAM = "chromium";

/** What keeps a browser from being tried. */
export const CHROMIUM_PROBLEMS: readonly string[] =
    findProgram(PROGRAM) === undefined
        ? [`${PROGRAM} is not on PATH, and reports are looked at with it; install it: ${installCommand(PROGRAM)}`]
        : [];

interface Message {
    readonly id?: number;
    readonly method?: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly result?: unknown;
    readonly error?: { readonly message: string };
}

export interface Screen {
    readonly width: number;
    readonly scheme: "light" | "dark";
}

/** Phones have a device pixel ratio and a height of their own, which change no layout. */
const HEIGHT = 900;

const START_MILLISECONDS = 20_000;

export class Browser {
    /** Addresses that a page asked for, and errors of its console, in order. */
    readonly requests: string[] = [];
    readonly errors: string[] = [];

    private readonly chromium: ChildProcess;
    private readonly folder: string;
    private readonly socket: WebSocket;
    private readonly waiting = new Map<
        number,
        { resolve: (result: unknown) => void; reject: (error: Error) => void }
    >();
    private readonly listeners = new Map<string, () => void>();
    private sent = 0;

    private constructor(chromium: ChildProcess, folder: string, socket: WebSocket) {
        this.chromium = chromium;
        this.folder = folder;
        this.socket = socket;
        socket.onmessage = ({ data }) => this.receive(JSON.parse(String(data)) as Message);
    }

    static async start(): Promise<Browser> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-chromium-"));
        const chromium = spawn(
            PROGRAM,
            // Root has no sandbox, and containers little shared memory; the page is our own.
            [
                ...["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"],
                ...["--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"],
            ],
            { stdio: "ignore" },
        );
        const socket = new WebSocket(await pageAddress(folder));
        await new Promise<void>((resolve, reject) => {
            socket.onopen = () => resolve();
            socket.onerror = () => reject(new Error("Chromium does not take a connection"));
        });
        const browser = new Browser(chromium, folder, socket);
        for (const domain of ["Page", "Network", "Log", "Runtime"]) {
            await browser.call(`${domain}.enable`);
        }
        return browser;
    }

    async end(): Promise<void> {
        const ended = new Promise((resolve) => this.chromium.once("exit", resolve));
        this.socket.close();
        this.chromium.kill();
        await ended;
        fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }

    /** Opens a file on a screen. */
    async open(file: string, { width, scheme }: Screen): Promise<void> {
        await this.call("Emulation.setDeviceMetricsOverride", {
            ...{ width, height: HEIGHT, deviceScaleFactor: 1 },
            mobile: width < 500,
        });
        await this.load(file, { media: "", features: [{ name: "prefers-color-scheme", value: scheme }] });
    }

    /** Opens a file as it is printed from a dark screen. */
    async openOnPaper(file: string): Promise<void> {
        await this.load(file, { media: "print", features: [{ name: "prefers-color-scheme", value: "dark" }] });
    }

    private async load(file: string, media: object): Promise<void> {
        await this.call("Emulation.setEmulatedMedia", media);
        const loaded = new Promise<void>((resolve) => this.listeners.set("Page.loadEventFired", resolve));
        await this.call("Page.navigate", { url: `file://${file}` });
        await loaded;
    }

    /** Value of an expression in the page. */
    async evaluate<Value>(expression: string): Promise<Value> {
        const { result, exceptionDetails } = await this.call<{
            result: { value: Value };
            exceptionDetails?: { exception?: { description?: string } };
        }>("Runtime.evaluate", { expression, returnByValue: true });
        if (exceptionDetails !== undefined) {
            throw new Error(exceptionDetails.exception?.description ?? `cannot evaluate ${expression}`);
        }
        return result.value;
    }

    /** PNG of the whole page. */
    async screenshot(): Promise<Buffer> {
        const { data } = await this.call<{ data: string }>("Page.captureScreenshot", { captureBeyondViewport: true });
        return Buffer.from(data, "base64");
    }

    /** The page on paper. */
    async pdf(): Promise<Buffer> {
        const { data } = await this.call<{ data: string }>("Page.printToPDF", { preferCSSPageSize: true });
        return Buffer.from(data, "base64");
    }

    private call<Result>(method: string, params: object = {}): Promise<Result> {
        const id = ++this.sent;
        return new Promise<Result>((resolve, reject) => {
            this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
            this.socket.send(JSON.stringify({ id, method, params }));
        });
    }

    private receive({ id, method, params, result, error }: Message): void {
        if (id !== undefined) {
            const { resolve, reject } = this.waiting.get(id) ?? {};
            this.waiting.delete(id);
            return error === undefined ? resolve?.(result) : reject?.(new Error(error.message));
        }
        if (method === "Network.requestWillBeSent") {
            this.requests.push((params as { request: { url: string } }).request.url);
        }
        if (method === "Log.entryAdded") {
            this.errors.push((params as { entry: { text: string } }).entry.text);
        }
        if (method === "Runtime.exceptionThrown" || method === "Runtime.consoleAPICalled") {
            this.errors.push(JSON.stringify(params));
        }
        this.listeners.get(method ?? "")?.();
    }
}

/** Chromium writes its port into a file, and lists its pages there. */
async function pageAddress(folder: string): Promise<string> {
    const file = path.join(folder, "DevToolsActivePort");
    const end = Date.now() + START_MILLISECONDS;
    while (!fs.existsSync(file) || !fs.readFileSync(file, "utf8").includes("\n")) {
        if (Date.now() > end) {
            throw new Error("Chromium does not start");
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [port] = fs.readFileSync(file, "utf8").split("\n");
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        type: string;
        webSocketDebuggerUrl: string;
    }[];
    const page = pages.find(({ type }) => type === "page");
    if (page === undefined) {
        throw new Error("Chromium has no page");
    }
    return page.webSocketDebuggerUrl;
}
