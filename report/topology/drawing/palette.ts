import { LAYERS, type Layer } from "../model";

/** Colors of the picture on a light and on a dark page. Meaning is carried by shape, line and words as well. */
export interface Palette {
    /** Behind everything. */
    readonly page: string;
    readonly zone: string;
    /** Inside of boxes with text. */
    readonly box: string;
    readonly frame: string;
    /** Edges of zones. */
    readonly line: string;
    readonly ink: string;
    readonly muted: string;
    readonly copy: string;
    readonly layers: Readonly<Record<Layer, string>>;
}

export const LIGHT: Palette = {
    page: "#ffffff",
    zone: "#f2f5f9",
    box: "#ffffff",
    frame: "#8c959f",
    line: "#d8dee4",
    ink: "#1f2328",
    muted: "#57606a",
    copy: "#b03a0c",
    layers: {
        entry: "#0860ca",
        application: "#6e40c9",
        data: "#13703a",
        machines: "#3b5b7a",
        operations: "#57606a",
        storage: "#7d5300",
    },
};

export const DARK: Palette = {
    page: "#0d1117",
    zone: "#171d26",
    box: "#0d1117",
    frame: "#656d76",
    line: "#2f3742",
    ink: "#e6edf3",
    muted: "#9ba4ae",
    copy: "#ff9b5e",
    layers: {
        entry: "#6cb0ff",
        application: "#c4a4ff",
        data: "#56d364",
        machines: "#9fbbd6",
        operations: "#9ba4ae",
        storage: "#e3b341",
    },
};

/** Long and short pieces of the line of a copy. */
export const COPY_DASH = "5 3";

/** Begins the name of every class, so that other styles of a page are left alone. */
export const PREFIX = "topo";

const SANS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

function variables({ layers, ...colors }: Palette): string {
    const entries = [...Object.entries(colors), ...LAYERS.map((layer): [string, string] => [layer, layers[layer]])];
    return entries.map(([name, value]) => `--${PREFIX}-${name}:${value}`).join(";");
}

/** A color as the value of an attribute's style. */
export function color(name: keyof Omit<Palette, "layers"> | Layer): string {
    return `var(--${PREFIX}-${name})`;
}

/** Style of the picture: on paper as on a light page. */
export function styleSheet(): string {
    return [
        `.${PREFIX}{${variables(LIGHT)};font-family:${SANS};max-width:100%;height:auto}`,
        `@media (prefers-color-scheme:dark){.${PREFIX}{${variables(DARK)}}}`,
        `@media print{.${PREFIX}{${variables(LIGHT)};print-color-adjust:exact;-webkit-print-color-adjust:exact}}`,
        `.${PREFIX} text{fill:${color("ink")}}`,
        `.${PREFIX} .${PREFIX}-muted{fill:${color("muted")}}`,
        `.${PREFIX} .${PREFIX}-copies{fill:${color("copy")}}`,
        ...LAYERS.map((layer) => `.${PREFIX} .${PREFIX}-in-${layer}{fill:${color(layer)}}`),
        `.${PREFIX} g:hover>.${PREFIX}-row{stroke-width:2}`,
    ].join("\n");
}
