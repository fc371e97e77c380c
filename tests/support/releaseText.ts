import * as pulumi from "@pulumi/pulumi";
import type { DifyRelease } from "../../components/dify/catalogue";
import {
    apiEnvironment,
    pluginDaemonEnvironment,
    sandboxEnvironment,
    webEnvironment,
    type Environment,
    type EnvironmentArgs,
} from "../../components/dify/env";
import { migrationStart } from "../../components/dify/migration";
import { ingressPath, routesOf } from "../../components/dify/routes";
import { serviceRuntimes, type ServiceName } from "../../components/dify/services";
import { valueOf } from "./outputs";

/** Everything of a release that depends on its version, as a text that people review. Secrets are the names of where they are. */
export async function releaseText(release: DifyRelease, args: Omit<EnvironmentArgs, "release">): Promise<string> {
    const all = { ...args, release, streaming: { ...args.streaming, collaboration: release.has.manySockets } };
    const environmentArgs = all as EnvironmentArgs;
    const runtimes = serviceRuntimes({
        release,
        drainSeconds: 300,
        api: { processes: 1, connectionsPerProcess: 200 },
        worker: { concurrency: 4 },
    });
    const environments = {
        "api, worker, beat, websocket, migration": apiEnvironment,
        web: webEnvironment,
        sandbox: sandboxEnvironment,
        ...(release.has.pluginDaemon ? { "plugin daemon": pluginDaemonEnvironment } : {}),
    };
    const { command, variables } = migrationStart(release);
    const sections = [
        section("images", Object.entries(release.images)),
        section("migration", [...Object.entries(variables), ...(command ? [["command", command.join(" ")]] : [])]),
        section(
            "routes",
            routesOf({ has: release.has, collaboration: release.has.manySockets })
                .filter(({ kind }) => kind === "prefix")
                .map((route) => [ingressPath(route), route.service]),
        ),
        `[queues]\n${release.queues.join("\n")}\n`,
        ...(Object.keys(runtimes) as ServiceName[])
            .filter((service) => runtimes[service].image !== undefined)
            .map((service) => {
                const { env, container, podSecurityContext, probes } = runtimes[service];
                const start = container?.command === undefined ? undefined : JSON.stringify(container.command);
                return section(`${service} alone`, [
                    ...Object.entries(env),
                    ...(start === undefined ? [] : [["command", start]]),
                    ["user", podSecurityContext.runAsUser ?? "of the image"],
                    ["liveness", JSON.stringify(probes.livenessProbe)],
                ]);
            }),
    ];
    for (const [name, render] of Object.entries(environments)) {
        sections.push(section(`environment of ${name}`, await variablesOf(render(environmentArgs))));
    }
    return sections.join("\n");
}

async function variablesOf({ settings, secrets, composed }: Environment): Promise<[string, unknown][]> {
    const known = await valueOf(pulumi.output({ ...settings, ...composed }));
    const references = Object.entries(secrets).map(([name, { name: secret, key }]): [string, unknown] => [
        name,
        pulumi.interpolate`<${secret}/${key}>`,
    ]);
    const resolved = await Promise.all(
        references.map(async ([name, reference]): Promise<[string, unknown]> => [
            name,
            await valueOf(reference as pulumi.Output<string>),
        ]),
    );
    return [...Object.entries(known), ...resolved];
}

function section(title: string, entries: readonly (readonly unknown[])[]): string {
    return [`[${title}]`, ...entries.map(([name, value]) => `${String(name)}=${String(value)}`), ""].join("\n");
}
