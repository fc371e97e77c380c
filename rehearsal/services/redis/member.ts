import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../hosts";
import { REDIS_PORT, type MemberConfig } from "./operatorConfig";
import type { Reply } from "./respParser";
import { ask, type Target } from "./resp";
import type { ServerProcess } from "../serverProcess";
import { until } from "./waiting";

export interface MemberSettings {
    readonly password: string;
    /** redis.conf additions, as the component renders them. */
    readonly additions: string;
    /** redis.conf that includes them, as the operator writes it. */
    readonly config: (member: MemberConfig) => string;
    /** Address to manage it from. */
    readonly manageFrom: string;
}

/** A Redis server on a host of its own, whose data outlives its process. */
export class Member {
    readonly folder: string;
    private process: ServerProcess | undefined;

    constructor(
        readonly host: Host,
        private readonly settings: MemberSettings,
    ) {
        this.folder = host.folderOf("redis");
    }

    /** Starts it, as a container starts: with the configuration as it was rendered, whatever was changed while it ran. */
    async start(): Promise<void> {
        const config = path.join(this.folder, "redis.conf");
        const additions = path.join(this.folder, "redis-additional.conf");
        const { password, additions: text, config: render } = this.settings;
        fs.writeFileSync(additions, text);
        fs.writeFileSync(config, render({ password, folder: this.folder, additions }));
        this.process = this.host.start("redis-server", [config]);
        await until(`redis-server on ${this.host.name}`, async () => (await this.ask("PING")) === "PONG", {
            seconds: 10,
        });
    }

    /** Ends it with SIGKILL. */
    async kill(): Promise<void> {
        await this.process?.kill();
    }

    /** Lets it stand still for a while. */
    async standStill(milliseconds: number): Promise<void> {
        this.process?.pause(true);
        await sleep(milliseconds);
        this.process?.pause(false);
    }

    /** Where clients connect. */
    get target(): Target {
        return { host: this.host.address, port: REDIS_PORT, password: this.settings.password };
    }

    /** Asks it from where no cut reaches. */
    ask(...words: readonly (string | number)[]): Promise<Reply> {
        return ask({ ...this.target, localAddress: this.settings.manageFrom, timeoutMs: 1000 }, ...words);
    }

    /** A field of `INFO`. */
    async info(section: string, field: string): Promise<string | undefined> {
        return new RegExp(`^${field}:(.*?)\\r?$`, "m").exec(String(await this.ask("INFO", section)))?.[1];
    }
}
