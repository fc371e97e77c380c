import type { GraphResource, ResourceGraph } from "../../analysis/graph";
import { CLUSTER } from "./translation/cluster";
import { DATA } from "./translation/data";
import { DNS } from "./translation/dns";
import { NETWORK } from "./translation/network";
import { PARTS } from "./translation/parts";
import type { Fields, Part, Translation, Value } from "./translation/translation";

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

/** What a template is told of another region: an attribute of a resource in the template there. */
export interface Foreign {
    readonly region: string;
    readonly resource: string;
    readonly attribute: string;
}

export interface Template {
    readonly AWSTemplateFormatVersion: "2010-09-09";
    /** Where the values of the parameters come from. */
    readonly Metadata?: { readonly Foreign: Readonly<Record<string, Foreign>> };
    readonly Parameters?: Readonly<Record<string, { readonly Type: "String" }>>;
    readonly Resources: Readonly<Record<string, CfnResource>>;
}

/** CloudFormation's resources and properties, by Pulumi type. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = { ...NETWORK, ...CLUSTER, ...DATA, ...DNS };

/** Whether a resource can be said in CloudFormation. */
export function isTranslated({ type }: GraphResource): boolean {
    return type in TRANSLATIONS || type in PARTS;
}

/** A template for each region of a graph: CloudFormation's templates know one only. */
export function templatesOf(graph: ResourceGraph): ReadonlyMap<string, Template> {
    const regions = graph.resources
        .filter(({ type }) => type === "pulumi:providers:aws")
        .map(({ inputs }) => String(inputs["region"]));
    return new Map(regions.map((region) => [region, templateOf(graph, region)]));
}

/** The template of what a graph has in one region. What it refers to in another one is a parameter. */
export function templateOf(graph: ResourceGraph, region: string): Template {
    const resources = graph.resources.filter(
        (resource) => resource.type in TRANSLATIONS && regionOf(graph, resource) === region,
    );
    const parts = graph.resources.filter(({ type }) => type in PARTS);
    const foreign = new Map<string, Foreign>();
    const translated = resources.map((resource): [string, CfnResource] => {
        const refer = referrer(graph, resource, region, foreign);
        const own = propertiesOf(resource, refer);
        const beside = parts.flatMap((part) => {
            const { whole, belongsTo, made } = partOf(part);
            return whole === resource.type && belongsTo(part.inputs, resource)
                ? Object.entries(made).map(([property, make]): [string, Value] => [
                      property,
                      pascal(make(part.inputs, regionOf(graph, part)), referrer(graph, part, region, foreign)),
                  ])
                : [];
        });
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
    const names = [...foreign.keys()];
    return {
        AWSTemplateFormatVersion: "2010-09-09",
        ...(names.length === 0
            ? {}
            : {
                  Metadata: { Foreign: Object.fromEntries(foreign) },
                  Parameters: Object.fromEntries(names.map((name) => [name, { Type: "String" }])),
              }),
        Resources: Object.fromEntries(translated),
    };
}

/** Region of the provider that makes a resource. */
function regionOf(graph: ResourceGraph, { provider }: GraphResource): string {
    return String(graph.resources.find(({ urn }) => urn === provider)?.inputs["region"]);
}

function partOf({ type }: GraphResource): Part {
    const part = PARTS[type];
    if (part === undefined) {
        throw new RangeError(`${type} is no part of another`);
    }
    return part;
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

/** How an evaluation makes up the address of an Elastic IP. */
const PUBLIC_ADDRESS = ".ip.example.com";

/** What nothing refers to, but has the name of what it belongs to. */
const BELONGINGS = /^aws:(ec2\/route|ec2\/routeTableAssociation|iam\/rolePolicy|iam\/userPolicy|iam\/accessKey):/;

/**
 * What stands for another resource, as a reference to it; among the resources that this one depends on. In the template of `region`,
 * those of another one are parameters, which are noted in `foreign`.
 */
function referrer(graph: ResourceGraph, resource: GraphResource, region: string, foreign: Map<string, Foreign>): Refer {
    const values = graph.resources.filter(
        ({ urn, type }) =>
            resource.dependencies.includes(urn) && type === "aws:secretsmanager/secretVersion:SecretVersion",
    );
    // Whoever waits for a secret's value means the secret.
    const dependencies = [resource, ...values].flatMap(({ dependencies: urns }) => urns);
    const targets = graph.resources.filter(
        (target) => dependencies.includes(target.urn) && target.type in TRANSLATIONS && !BELONGINGS.test(target.type),
    );
    return (value, input) => {
        const [, service, arnName, rest] = MADE_UP_ARN.exec(value) ?? [];
        const meant = targets.filter(
            ({ name, type }) =>
                (arnName === name && type.startsWith(`aws:${service}/`)) ||
                value === `${name}-id` ||
                value === `${name}${PUBLIC_ADDRESS}` ||
                value === `${name}-cluster-sg` ||
                // The names that AWS gives to groups of parameters and subnets, and to roles.
                (value === name && /(Group|Role)$/.test(type) && /(Name|^role|^user)$/.test(input)),
        );
        // A subnet and its route table have one name: the input says which.
        const kindOf = ({ type }: GraphResource) => type.split(":").at(-1)?.toLowerCase() ?? "";
        const target = meant.find((candidate) => input.toLowerCase().includes(kindOf(candidate))) ?? meant[0];
        if (target === undefined) {
            return value;
        }
        const elsewhere = regionOf(graph, target);
        return elsewhere === region
            ? reference(target, value, arnName !== undefined, rest)
            : parameter(target, elsewhere, foreign);
    };
}

function parameter(target: GraphResource, region: string, foreign: Map<string, Foreign>): Value {
    const { arn = "Arn" } = translationOf(target);
    const name = `${logicalId(target)}${arn}`;
    foreign.set(name, { region, resource: logicalId(target), attribute: arn });
    return { Ref: name };
}

function reference(target: GraphResource, value: string, isArn: boolean, rest: string | undefined): Value {
    const id = logicalId(target);
    const { arn = "Arn" } = translationOf(target);
    const attribute = value.endsWith("-cluster-sg")
        ? "ClusterSecurityGroupId"
        : target.type === "aws:ec2/eip:Eip" && !value.endsWith(PUBLIC_ADDRESS)
          ? "AllocationId"
          : isArn && arn !== "Ref"
            ? arn
            : undefined;
    if (attribute === undefined) {
        return { Ref: id };
    }
    return rest === undefined ? { "Fn::GetAtt": [id, attribute] } : { "Fn::Sub": `\${${id}.${attribute}}${rest}` };
}
