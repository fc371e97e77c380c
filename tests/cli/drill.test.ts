import { CliSandbox } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

const sandbox = new CliSandbox(temporaryFolder());

test("every drill that does not exist is named, with the nearest that does, before anything is started", async () => {
    const { status, stdout, stderr } = await sandbox.run("drill", "pod-los", "earthquake", "node-loss");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.split("\n")).toEqual([
        expect.stringMatching(/There is no drill "pod-los"\. Did you mean pod-loss\?$/),
        'There is no drill "earthquake".',
        "Drills: migration-failure, controller-restart, control-plane-restart, rolling-update, bad-image, pod-loss, node-drain, " +
            "eviction-storm, node-loss, zone-loss, two-zones-lost, random, all.",
        "",
    ]);
});

test.each([
    ["--seed", "some"],
    ["--seconds", "-3"],
])("%s %s is refused", async (option, value) => {
    const { status, stderr } = await sandbox.run("drill", "random", `${option}=${value}`);
    expect(status).toBe(2);
    expect(stderr).toContain("A whole number from 0.");
});
