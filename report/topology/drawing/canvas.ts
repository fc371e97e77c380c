import { color, PREFIX } from "./palette";
import { textWidth } from "./textWidth";

export type Point = readonly [x: number, y: number];

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
    readonly strokeOpacity?: number;
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
                "stroke-opacity": style.strokeOpacity,
                "stroke-dasharray": style.dash,
            }),
        );
    }

    public circle(x: number, y: number, radius: number, fill: string): void {
        this.parts.push(element("circle", { cx: x, cy: y, r: radius, fill }));
    }

    /** Straight pieces from point to point. */
    public path(points: readonly Point[], { stroke, width = 1.5, dash }: LineStyle): void {
        this.parts.push(
            element("path", {
                d: lines(points),
                fill: "none",
                stroke,
                "stroke-width": width,
                "stroke-dasharray": dash,
                "stroke-linejoin": "round",
            }),
        );
    }

    /** A path that ends in the head of an arrow. */
    public arrow(points: readonly Point[], style: LineStyle): void {
        const [before, end] = [points.at(-2), points.at(-1)];
        if (before === undefined || end === undefined) {
            return;
        }
        const [dx, dy] = [Math.sign(end[0] - before[0]), Math.sign(end[1] - before[1])];
        const neck: Point = [end[0] - dx * HEAD.length, end[1] - dy * HEAD.length];
        this.path([...points.slice(0, -1), neck], style);
        this.head(end, neck, style.stroke);
    }

    private head(end: Point, neck: Point, fill: string): void {
        const [sideX, sideY] = [
            (Math.sign(end[1] - neck[1]) * HEAD.width) / 2,
            (Math.sign(end[0] - neck[0]) * HEAD.width) / 2,
        ];
        const corners: Point[] = [end, [neck[0] + sideX, neck[1] + sideY], [neck[0] - sideX, neck[1] - sideY]];
        this.parts.push(element("path", { d: `${lines(corners)}Z`, fill }));
    }

    /** A cylinder: `box` without the halves of its ellipses, which stand out by `curve`. */
    public cylinder({ x, y, width, height }: Box, curve: number, stroke: string): void {
        const arc = `a${width / 2} ${curve} 0 0`;
        const d = `M${round(x)} ${round(y)}${arc} 1 ${width} 0${arc} 1 ${-width} 0v${round(height)}${arc} 0 ${width} 0v${round(-height)}`;
        this.parts.push(element("path", { d, fill: "none", stroke, "stroke-width": 1.5 }));
    }

    /** A line of text on the baseline `y`. */
    public text(
        x: number,
        y: number,
        text: string,
        { size, bold = false, anchor = "start", color: ink }: TextStyle,
    ): void {
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

const HEAD = { length: 7, width: 7 };

function lines(points: readonly Point[]): string {
    return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
}

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
    return (
        text
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll(">", "&gt;")
            .replaceAll('"', "&quot;")
            // What XML cannot hold at all.
            .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    );
}
