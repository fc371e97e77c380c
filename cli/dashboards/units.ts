/** Values as Grafana writes them in the units that our panels have. */

type Format = (value: number) => string;

const plain: Format = (value) => Number(value.toPrecision(3)).toString();

/** The largest of some units that leaves at least 1. */
function scaled(base: number, names: readonly string[]): Format {
    return (value) => {
        const power = Math.min(
            names.length - 1,
            Math.max(0, Math.floor(Math.log(Math.max(Math.abs(value), 1)) / Math.log(base))),
        );
        return `${plain(value / base ** power)}${names[power] ?? ""}`;
    };
}

const short = scaled(1000, ["", " K", " Mil", " Bil"]);

const FORMATS: Readonly<Record<string, Format>> = {
    short,
    percentunit: (value) => `${plain(value * 100)}%`,
    percent: (value) => `${plain(value)}%`,
    reqps: (value) => `${short(value)} req/s`,
    ops: (value) => `${short(value)} ops/s`,
    ms: (value) => (Math.abs(value) < 1000 ? `${plain(value)} ms` : seconds(value / 1000)),
    s: (value) => seconds(value),
    bytes: scaled(1024, [" B", " KiB", " MiB", " GiB", " TiB"]),
    bool_yes_no: (value) => (value === 0 ? "No" : "Yes"),
};

const LENGTHS = [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
] as const;

function seconds(value: number): string {
    const size = Math.abs(value);
    const [name, length] = LENGTHS.find(([, seconds]) => size >= seconds) ?? (size === 0 ? ["s", 1] : ["ms", 0.001]);
    return `${plain(value / length)} ${name}`;
}

export function formatValue(value: number, unit: string): string {
    return (FORMATS[unit] ?? short)(value);
}
