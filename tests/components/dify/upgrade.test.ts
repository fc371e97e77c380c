import { releaseOf, VERSIONS } from "../../../components/dify/catalogue";
import { releaseDifference, upgradeRefusal } from "../../../components/dify/releases/upgrade";

const between = (from: string, to: string) => releaseDifference(releaseOf(from), releaseOf(to), []);
const refused = (from: string, to: string) => upgradeRefusal(releaseOf(from), releaseOf(to)) !== undefined;

test("1.13.3 to 1.16.1", () => {
    const { changes, queues, defects, migration, migrationCanFail, commands } = between("1.13.3", "1.16.1");
    expect(changes.map(({ name, since }) => `${name} ${since}`)).toEqual([
        "lightPing 1.14.0",
        "pluginTelemetry 1.14.0",
        "websocket 1.14.1",
        "openApi 1.15.0",
        "manySockets 1.16.0",
    ]);
    expect(queues).toEqual({ added: ["trigger_refresh_publisher", "app_rbac"].sort(), removed: [] });
    expect(defects.mended.map(({ fixedIn }) => fixedIn)).toEqual(["1.15.0", "1.16.0"]);
    expect(defects.added.map(({ source }) => source)).toEqual(["langgenius/dify#39423, #39812"]);
    expect({ migration, migrationCanFail, commands }).toEqual({
        migration: "MODE=migration",
        migrationCanFail: true,
        commands: [],
    });
});

test("0.15.8 to 1.0.0", () => {
    const { changes, queues, migration, migrationCanFail, commands } = between("0.15.8", "1.0.0");
    expect(changes.map(({ name }) => name)).toEqual(["pluginDaemon"]);
    expect(queues).toEqual({ added: [], removed: [] });
    expect({ migration, migrationCanFail }).toEqual({ migration: "flask upgrade-db", migrationCanFail: false });
    expect(commands.map(({ command }) => command)).toEqual([
        "poetry run flask extract-plugins --workers=20",
        "poetry run flask install-plugins --workers=2",
        "poetry run flask migrate-data-for-plugin",
    ]);
});

test("a queue may go", () => {
    expect(between("0.6.9", "0.15.0").queues).toEqual({
        added: ["ops_trace", "app_deletion"],
        removed: ["generation"],
    });
});

test.each([
    ["1.13.3", "1.16.1", 0],
    ["0.6.9", "0.6.16", 1],
    ["1.7.0", "1.12.1", 1],
    ["1.12.1", "1.13.0", 0],
] as const)("a migration from %s to %s that fails unseen is a caution: %s", (from, to, count) => {
    expect(between(from, to).cautions.filter(({ source }) => source === "langgenius/dify#32024")).toHaveLength(count);
});

test("releases that are passed over are counted", () => {
    const { cautions } = releaseDifference(releaseOf("1.13.3"), releaseOf("1.14.2"), ["1.14.0", "1.14.1"]);
    expect(cautions.map(({ what }) => what).join()).toContain("UNCONFIRMED that 2 releases of the catalogue can be");
});

test("every way back is refused, and every release refuses itself", () => {
    const pairs = VERSIONS.flatMap((from, index) => VERSIONS.slice(0, index + 1).map((to) => [from, to] as const));
    expect(pairs.filter(([from, to]) => !refused(from, to))).toEqual([]);
});

test("models and tools become plugins at 1.0.0, or at 1.1.3, and nowhere else", () => {
    expect(VERSIONS.filter((to) => !refused("0.15.8", to))).toEqual(["1.0.0", "1.1.3"]);
    expect(VERSIONS.filter((to) => refused("1.0.0", to)).at(-1)).toBe("1.0.0");
});
