import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { CLUSTER } from "./translation/cluster";
import { BUCKET_PARTS, DATA } from "./translation/data";
import { NETWORK } from "./translation/network";
import type { Fields, Translation, Value } from "./translation/translation";

/**
 * An evaluated graph as a CloudFormation template, as far as the two say the same things: for rule sets that are kept for
 * CloudFormation. Properties that CloudFormation has in another shape are left out.
 */

export interface CfnResource {
    readonly Type: string;
    readonly Properties: Fields;
    readonly Metadata: { readonly Name: string };
    readonly UpdateReplacePolicy: string;
    readonly DeletionPolicy: string;
}

export interface Template {
    readonly AWSTemplateFormatVersion: "2010-09-09";
    readonly Resources: Readonly<Record<string, CfnResource>>;
}

/** CloudFormation's resources and properties, by Pulumi type. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = { ...NETWORK, ...CLUSTER, ...DATA };

/** Whether a resource can be said in CloudFormation. */
export function isTranslated({ type }: GraphResource): boolean {
    return type in TRANSLATIONS || type in BUCKET_PARTS;
}

/** The whole graph's template. */
export function templateOf(graph: ResourceGraph): Template {
    const resources = graph.resources.filter(({ type }) => type in TRANSLATIONS);
    const parts = graph.resources.filter(({ type }) => type in BUCKET_PARTS);
    const translated = resources.map((resource): [string, CfnResource] => {
        const refer = referrer(graph, resource);
        const own = propertiesOf(resource, refer);
        const beside = parts
            .filter((part) => resource.type === "aws:s3/bucket:Bucket" && part.inputs["bucket"] === own["BucketName"])
            .flatMap((part) =>
                Object.entries(BUCKET_PARTS[part.type] ?? {}).map(([property, make]): [string, Value] => [
                    property,
                    pascal(make(part.inputs), referrer(graph, part)),
                ]),
            );
        return [
            logicalId(resource),
            {
                Type: translationOf(resource).type,
                Properties: { ...own, ...Object.fromEntries(beside) },
                Metadata: { Name: resource.name },
                UpdateReplacePolicy: "Retain",
                DeletionPolicy: "Retain",
            },
        ];
    });
    return { AWSTemplateFormatVersion: "2010-09-09", Resources: Object.fromEntries(translated) };
}

function translationOf({ type }: GraphResource): Translation {
    const translation = TRANSLATIONS[type];
    if (translation === undefined) {
        throw new RangeError(`${type} has no translation`);
    }
    return translation;
}

/** `input` is the nearest name above the value. */
type Refer = (value: string, input: string) => Value;

function propertiesOf(resource: GraphResource, refer: Refer): Fields {
    const { inputs: names = {}, made = {}, wrap, tags } = translationOf(resource);
    const { inputs } = resource;
    const renamed = Object.entries(names)
        .filter(([input]) => inputs[input] !== undefined)
        .map(([input, name]): [string, Value] => [
            name === true ? capital(input) : name,
            pascal(inputs[input], refer, input),
        ]);
    const computed = Object.entries(made)
        .map(([name, make]): [string, Value] => [name, pascal(make(inputs), refer)])
        .filter(([, value]) => value !== undefined);
    const tagged = tags && inputs["tags"] !== undefined ? { Tags: keyValues(inputs["tags"] as Fields) } : {};
    const properties = { ...Object.fromEntries([...renamed, ...computed]), ...tagged };
    return wrap === undefined ? properties : { [wrap]: properties };
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function keyValues(tags: Fields): Fields[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** A value with CloudFormation's names; what is `literal` keeps its own. */
function pascal(value: Value, refer: Refer, input = ""): Value {
    if (typeof value === "string") {
        return value === "true" ? true : value === "false" ? false : refer(value, input);
    }
    if (Array.isArray(value)) {
        return value.map((item) => pascal(item, refer, input));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const fields = value as Fields;
    if ("literal" in fields) {
        return literal(fields["literal"], refer);
    }
    return Object.fromEntries(
        Object.entries(fields)
            .filter(([, child]) => child !== undefined)
            .map(([key, child]) => [
                capital(key),
                key === "tags" && !Array.isArray(child) ? keyValues(child as Fields) : pascal(child, refer, key),
            ]),
    );
}

function literal(value: Value, refer: Refer): Value {
    if (typeof value === "string") {
        return refer(value, "");
    }
    if (Array.isArray(value)) {
        return value.map((item) => literal(item, refer));
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, literal(child, refer)]))
        : value;
}

/** Letters and digits only, and unique: the type tells apart what has one name. */
function logicalId({ type, name }: GraphResource): string {
    const letters = (text: string) =>
        text
            .split(/[^A-Za-z0-9]+/)
            .map(capital)
            .join("");
    return letters(type.split(":").at(-1) ?? "") + letters(name);
}

/** A made-up ARN of an evaluation, and what may follow it. */
const MADE_UP_ARN = /^arn:aws:([a-z0-9-]+):us-east-1:123456789012:(.+?)(:\*)?$/;

/** What nothing refers to, but has the name of what it belongs to. */
const BELONGINGS = /^aws:(ec2\/route|ec2\/routeTableAssociation|iam\/rolePolicy|iam\/userPolicy|iam\/accessKey):/;

/** What stands for another resource, as a reference to it; among the resources that this one depends on. */
function referrer(graph: ResourceGraph, resource: GraphResource): Refer {
    const values = graph.resources.filter(
        ({ urn, type }) =>
            resource.dependencies.includes(urn) && type === "aws:secretsmanager/secretVersion:SecretVersion",
    );
    // Whoever waits for a secret's value means the secret.
    const dependencies = [resource, ...values].flatMap(({ dependencies: urns }) => urns);
    const targets = graph.resources.filter(
        ({ urn, type }) => dependencies.includes(urn) && type in TRANSLATIONS && !BELONGINGS.test(type),
    );
    return (value, input) => {
        const [, service, arnName, rest] = MADE_UP_ARN.exec(value) ?? [];
        const meant = targets.filter(
            ({ name, type }) =>
                (arnName === name && type.startsWith(`aws:${service}/`)) ||
                value === `${name}-id` ||
                value === `${name}-cluster-sg` ||
                // The names that AWS gives to groups of parameters and subnets, and to roles.
                (value === name && /(Group|Role)$/.test(type) && /(Name|^role|^user)$/.test(input)),
        );
        // A subnet and its route table have one name: the input says which.
        const kindOf = ({ type }: GraphResource) => type.split(":").at(-1)?.toLowerCase() ?? "";
        const target = meant.find((candidate) => input.toLowerCase().includes(kindOf(candidate))) ?? meant[0];
        return target === undefined ? value : reference(target, value, arnName !== undefined, rest);
    };
}

function reference(target: GraphResource, value: string, isArn: boolean, rest: string | undefined): Value {
    const id = logicalId(target);
    const { arn = "Arn" } = translationOf(target);
    const attribute = value.endsWith("-cluster-sg")
        ? "ClusterSecurityGroupId"
        : target.type === "aws:ec2/eip:Eip"
          ? "AllocationId"
          : isArn && arn !== "Ref"
            ? arn
            : undefined;
    if (attribute === undefined) {
        return { Ref: id };
    }
    return rest === undefined ? { "Fn::GetAtt": [id, attribute] } : { "Fn::Sub": `\${${id}.${attribute}}${rest}` };
}
