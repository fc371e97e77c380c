import { color, PREFIX } from "./palette";
import { textWidth } from "./textWidth";

/** A rectangle of the picture. */
export interface Box {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

/** A text with the room that it takes at most. */
export interface TextBox extends Box {
    readonly text: string;
}

export interface TextStyle {
    readonly size: number;
    readonly bold?: boolean;
    readonly anchor?: "start" | "middle" | "end";
    /** Without the prefix: `muted`, `copies` or `in-<layer>`. Default: ink. */
    readonly color?: string;
}

export interface LineStyle {
    readonly stroke: string;
    readonly width?: number;
    readonly dash?: string;
}

export interface RectStyle {
    readonly fill: string;
    readonly stroke?: string;
    readonly strokeWidth?: number;
    readonly dash?: string;
    readonly radius?: number;
    readonly opacity?: number;
    readonly className?: string;
}

/** Collects the elements of an SVG in the order in which they are painted, and where its texts are. */
export class Canvas {
    private readonly parts: string[] = [];
    private readonly boxes: TextBox[] = [];

    public get elements(): readonly string[] {
        return this.parts;
    }

    public get texts(): readonly TextBox[] {
        return this.boxes;
    }

    /** Keeps the place of what is painted here, under all that follows, once its size is known. */
    public reserve(): (box: Box) => void {
        const index = this.parts.push("") - 1;
        return ({ x, y, width, height }) => {
            this.parts[index] = element("rect", { x, y, width, height, fill: color("page") });
        };
    }

    /** What `paint` adds belongs together and says `title` when pointed at. */
    public group(title: readonly string[], paint: () => void): void {
        this.parts.push(`<g><title>${escaped(title.join("\n"))}</title>`);
        paint();
        this.parts.push("</g>");
    }

    public rect({ x, y, width, height }: Box, style: RectStyle): void {
        this.parts.push(
            element("rect", {
                x,
                y,
                width,
                height,
                rx: style.radius,
                class: style.className === undefined ? undefined : `${PREFIX}-${style.className}`,
                fill: style.fill,
                "fill-opacity": style.opacity,
                stroke: style.stroke,
                "stroke-width": style.strokeWidth,
                "stroke-dasharray": style.dash,
            }),
        );
    }

    public circle(x: number, y: number, radius: number, fill: string): void {
        this.parts.push(element("circle", { cx: x, cy: y, r: radius, fill }));
    }

    /** Straight pieces from point to point. */
    public path(points: readonly (readonly [x: number, y: number])[], { stroke, width = 1.5, dash }: LineStyle): void {
        const d = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
        this.parts.push(
            element("path", {
                d,
                fill: "none",
                stroke,
                "stroke-width": width,
                "stroke-dasharray": dash,
                "stroke-linejoin": "round",
            }),
        );
    }

    /** The head of an arrow that ends at a point. */
    public arrowHead(x: number, y: number, direction: "right" | "down" | "left" | "up", fill: string): void {
        const [dx, dy] = DIRECTIONS[direction];
        const back = [x - dx * HEAD.length, y - dy * HEAD.length] as const;
        const side = [dy * HEAD.half, dx * HEAD.half] as const;
        this.parts.push(
            element("path", {
                d: `M${round(x)} ${round(y)}L${round(back[0] + side[0])} ${round(back[1] + side[1])}L${round(back[0] - side[0])} ${round(back[1] - side[1])}Z`,
                fill,
            }),
        );
    }

    /** Any outline, such as that of a cylinder. */
    public outline(d: string, style: { readonly fill: string; readonly stroke: string; readonly dash?: string }): void {
        this.parts.push(
            element("path", { d, fill: style.fill, stroke: style.stroke, "stroke-width": 1.5, "stroke-dasharray": style.dash }),
        );
    }

    /** A line of text on the baseline `y`. */
    public text(x: number, y: number, text: string, { size, bold = false, anchor = "start", color: ink }: TextStyle): void {
        const width = textWidth(text, size, bold);
        const left = anchor === "start" ? x : anchor === "middle" ? x - width / 2 : x - width;
        this.boxes.push({ text, x: left, y: y - size * ASCENT, width, height: size * (ASCENT + DESCENT) });
        const attributes = {
            x,
            y,
            "font-size": size,
            "font-weight": bold ? 600 : undefined,
            "text-anchor": anchor === "start" ? undefined : anchor,
            class: ink === undefined ? undefined : `${PREFIX}-${ink}`,
        };
        this.parts.push(`${element("text", attributes).slice(0, -2)}>${escaped(text)}</text>`);
    }
}

/** Height of letters over and under the baseline, in parts of the font size. */
const ASCENT = 0.78;
const DESCENT = 0.22;

const HEAD = { length: 7, half: 3.5 };

const DIRECTIONS = { right: [1, 0], left: [-1, 0], down: [0, 1], up: [0, -1] } as const;

function element(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
    const written = Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value ?? "")}"`);
    return `<${name}${written.join("")}/>`;
}

/** Tenths of a pixel are enough, and the same on every machine. */
function round(value: number): number {
    return Math.round(value * 10) / 10;
}

export function escaped(text: string): string {
    return text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        // What XML cannot hold at all.
        // eslint-disable-next-line no-control-regex
        .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}
