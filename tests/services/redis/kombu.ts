import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../../../rehearsal/cacheFolder";

/** Celery's transport, and what it needs for Redis; 2026-11-23. */
const REQUIREMENTS = ["kombu==5.7.0", "redis==7.4.1", "packaging"];

/** Enqueues a task and takes it from one of two queues, as a worker does; prints the task, or the error that ended it. */
const ROUND_TRIP = `
import sys
from kombu import Connection, Queue
try:
    with Connection(sys.argv[1], transport_options={"socket_timeout": 5}) as connection:
        queues = [Queue("dataset"), Queue("celery")]
        received = []
        def take(body, message):
            received.append(body)
            message.ack()
        with connection.Consumer(queues, callbacks=[take], accept=["json"]):
            connection.Producer().publish("a task", routing_key="celery", serializer="json", declare=[queues[1]])
            while not received:
                connection.drain_events(timeout=5)
        print(received[0])
except Exception as error:
    print(f"{type(error).__name__}: {error}")
`;

/** Prints what a real kombu says about a broker. */
export function kombuRoundTrip(brokerUrl: string): string {
    const { status, stdout, stderr } = spawnSync(python(), ["-c", ROUND_TRIP, brokerUrl], {
        encoding: "utf8",
        timeout: 30_000,
    });
    if (status !== 0) {
        throw new Error(`kombu could not be run:\n${stderr}`);
    }
    return stdout.trim();
}

/** Python with kombu, installed once into the cache folder. */
function python(): string {
    const folder = path.join(cacheFolder(), "kombu-5.7.0");
    const file = path.join(folder, "bin", "python");
    if (!fs.existsSync(path.join(folder, "complete"))) {
        runOrThrow("python3", ["-m", "venv", "--clear", folder]);
        runOrThrow(file, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...REQUIREMENTS]);
        fs.writeFileSync(path.join(folder, "complete"), "");
    }
    return file;
}

function runOrThrow(program: string, args: readonly string[]): void {
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 120_000 });
    if (status !== 0) {
        throw new Error(
            `${program} ${args.join(" ")} failed (apt-get install -y python3-venv; pip needs an index):\n${stderr}`,
        );
    }
}
