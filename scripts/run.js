// Runs a command of the program on a fresh clone: installs what package-lock.json names, then hands over to Node 22.
// Plain JavaScript for any Node that npm itself runs on.
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".installed-lock");

const [program, ...args] = process.argv.slice(2);
installDependencies();
process.exitCode = runProgram(program, args);

/** Installs unless the modules are those of the lock file. */
function installDependencies() {
    const lock = createHash("sha256")
        .update(fs.readFileSync(path.join(root, "package-lock.json")))
        .digest("hex");
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lock) {
        return;
    }
    process.stderr.write("Installing the npm packages of package-lock.json (about 500 MB, once) ...\n");
    const started = Date.now();
    const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: root,
        stdio: ["ignore", 2, 2],
    });
    if (status !== 0) {
        process.stderr.write(
            `npm ci failed${error === undefined ? "" : ` (${error.message})`}. It needs the npm registry, 500 MB of disk, and npm 10 or later.\n`,
        );
        process.exit(1);
    }
    fs.writeFileSync(stamp, lock);
    process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/** Runs a TypeScript file, or a program of node_modules/.bin, on Node 22; returns its exit code. */
function runProgram(name, programArgs) {
    const node = node22();
    const isScript = name.endsWith(".ts");
    const command = isScript
        ? ["-r", "@swc-node/register", path.join(root, name), ...programArgs]
        : // One test evaluates stacks hundreds of times, and Pulumi's SDK lets go of little of it.
          ["--max-old-space-size=12288", path.join(modules, ".bin", name), ...programArgs];
    const result = spawnSync(node, command, {
        cwd: root,
        stdio: "inherit",
        env: {
            ...process.env,
            PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}`,
            // Compiled code of the SDK is kept between runs: a third of a second less at each start.
            NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(modules, ".cache", "node-compile"),
        },
    });
    // A signal from the terminal reached the child as well; it has cleaned up and its end is ours.
    return result.status ?? 130;
}

/** The Node of the `node` package, or this one when it is new enough. */
function node22() {
    const installed = path.join(modules, "node", "bin", "node");
    if (fs.existsSync(installed)) {
        return installed;
    }
    if (Number(process.versions.node.split(".")[0]) >= 22) {
        return process.execPath;
    }
    process.stderr.write(
        `Node ${process.versions.node} is too old: 22 or later is needed. The npm package "node" should have brought it, but its\n` +
            "install script did not run; allow it (npm rebuild node --foreground-scripts) or install Node 22.\n",
    );
    process.exit(1);
}
