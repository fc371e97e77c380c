import { z } from "zod";
import { CPU_PATTERN } from "../contracts/quantity";
import { formed } from "./forms";

/** Sizes of services and volumes, as every part of the schema takes them. */

/** Kubernetes would take a bare number for bytes; here `memory: 4` is refused, because nobody means four bytes. */
const BYTES_WITH_UNIT = /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/;

const CPU_MESSAGE = "must be cores or millicores, such as 2 or 500m";
/** Also a number, because `pulumi config set --path` writes `2` as one. */
const cpu = () =>
    z
        .union([z.string().regex(CPU_PATTERN, CPU_MESSAGE), z.number().min(0.001).max(1024)], CPU_MESSAGE)
        .meta({ examples: ["500m", 2] })
        .transform(String);

export const bytes = () => formed(BYTES_WITH_UNIT, "must be bytes with a unit, such as 512Mi or 4Gi", "512Mi", "4Gi");

export const replicas = () => z.int().min(1).max(200);

export const requests = z
    .strictObject({
        cpu: cpu().describe("Cores that the scheduler reserves for one member."),
        memory: bytes().describe("Memory that the scheduler reserves for one member."),
    })
    .describe("What one member is guaranteed.");

export const limits = z
    .strictObject({
        cpu: cpu().describe("Cores at which one member is throttled."),
        memory: bytes().describe("Memory at which one member is killed."),
    })
    .describe("What one member may use at most.");

export const sized = {
    replicas: replicas().describe("Number of members."),
    requests,
    limits,
};

export const service = (what: string) => z.strictObject(sized).describe(what);

export const volume = (what: string) =>
    bytes().describe(`Size of the volume for ${what}. Can be grown later, never shrunk.`);
