import { urnDifference } from "./completion";
import { join, MASK } from "./secrets";
import { partsOfUrn } from "./engineResource";
import { resourceOf } from "./lookup";
import type { GraphResource, ResourceGraph } from "./resourceGraph";

/** How what a stack has differs from what the program would make. */
export interface Drift {
    /** What the program would make and the stack lacks, such as `Deployment dify-web`. */
    readonly missing: readonly string[];
    /** What the stack has and the program would not make. */
    readonly surplus: readonly string[];
    readonly changed: readonly DriftedValue[];
}

/** A number, flag or size that is not what the program asks for. */
export interface DriftedValue {
    /** Logical name of the resource. */
    readonly resource: string;
    /** Path into its inputs, such as `spec.replicas`. */
    readonly path: string;
    /** What is there; undefined where nothing is. */
    readonly has: unknown;
    readonly wanted: unknown;
}

/** `500m`, `2Gi`, `db.r7g.large`. Other texts may hold ids and addresses, which an evaluation makes up. */
const SIZE =
    /^(\d+(\.\d+)?[a-zA-Z]{0,2}|((db|cache)\.)?[a-z][a-z0-9-]*\.[a-z0-9]*(nano|micro|small|medium|large|metal))$/;

/** The version of a launch template is made up as well. */
const MADE_UP = /(^|\.)launchTemplate\.version$/;

/**
 * The drift of a stack. Compared are numbers, flags and sizes that the program asks for: what a provider adds by itself is no drift.
 * Components are left out: their arguments repeat what their resources have.
 */
export function driftOf(state: ResourceGraph, program: ResourceGraph): Drift {
    const { missing, surplus } = urnDifference(state, program);
    return {
        missing: missing.map(nameOf),
        surplus: surplus.map(nameOf),
        changed: state.resources.flatMap((resource) => changesOf(resource, resourceOf(program, resource.urn))),
    };
}

function nameOf(urn: string): string {
    const { type, name } = partsOfUrn(urn);
    return `${type.split(":").at(-1)} ${name}`;
}

function changesOf(resource: GraphResource, wanted: GraphResource | undefined): DriftedValue[] {
    return wanted === undefined || !wanted.custom
        ? []
        : differences(resource.inputs, wanted.inputs, "").map((change) => ({ resource: resource.name, ...change }));
}

function differences(has: unknown, wanted: unknown, path: string): Omit<DriftedValue, "resource">[] {
    if (has === MASK || MADE_UP.test(path)) {
        return [];
    }
    if (typeof wanted === "object" && wanted !== null) {
        const there = (typeof has === "object" && has !== null ? has : {}) as Readonly<Record<string, unknown>>;
        return Object.entries(wanted).flatMap(([key, value]) => differences(there[key], value, join(path, key)));
    }
    return isComparable(wanted) && has !== wanted ? [{ path, has, wanted }] : [];
}

function isComparable(value: unknown): boolean {
    return typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && SIZE.test(value));
}
