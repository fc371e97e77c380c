/** Kubernetes resource quantities (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/). */

/** CPU: cores (`2`, `0.5`) or millicores (`500m`). */
export const CPU_PATTERN = /^(\d+(\.\d+)?|\d+m)$/;

/** Memory and storage: bytes with a binary or decimal suffix (`512Mi`, `4Gi`, `2G`). */
export const BYTES_PATTERN = /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$/;

const BYTE_FACTORS: Readonly<Record<string, number>> = {
    "": 1,
    Ki: 1024,
    Mi: 1024 ** 2,
    Gi: 1024 ** 3,
    Ti: 1024 ** 4,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
};

/** Cores of a CPU quantity. Throws a RangeError for anything else. */
export function parseCpu(quantity: string): number {
    if (!CPU_PATTERN.test(quantity)) {
        throw new RangeError(`not a CPU quantity: ${quantity}`);
    }
    return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);
}

/** Bytes of a memory or storage quantity. Throws a RangeError for anything else. */
export function parseBytes(quantity: string): number {
    if (!BYTES_PATTERN.test(quantity)) {
        throw new RangeError(`not a byte quantity: ${quantity}`);
    }
    const [, digits = "", , suffix = ""] = /^(\d+(\.\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
    return Number(digits) * (BYTE_FACTORS[suffix] ?? 1);
}

/** Cores as people write them: `250m`, `2`, `1.5`. */
export function formatCpu(cores: number): string {
    return cores < 1 ? `${Math.round(cores * 1000)}m` : `${Number(cores.toFixed(2))}`;
}

/** Bytes in the largest binary unit that keeps them readable: `512Mi`, `4Gi`, `1.5Gi`. */
export function formatBytes(bytes: number): string {
    const units = ["", "Ki", "Mi", "Gi", "Ti"];
    let value = bytes;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit += 1;
    }
    return `${Number(value.toFixed(1))}${units[unit]}`;
}
