import { compare, unwrap, type GraphResource } from "../../analysis/graph";

/** A registration request, as far as we read it (proto `RegisterResourceRequest`). */
export interface RegistrationRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getProvider(): string;
    getCustom(): boolean;
    getProtect(): boolean;
    getRetainondelete(): boolean;
    getIgnorechangesList(): string[];
    getDependenciesList(): string[];
    getObject(): { toJavaScript(): unknown } | undefined;
}

/** A request to add outputs (proto `RegisterResourceOutputsRequest`). */
export interface OutputsRequest {
    getUrn(): string;
    getOutputs(): { toJavaScript(): unknown } | undefined;
}

export const STACK_TYPE = "pulumi:pulumi:Stack";

interface Registration {
    readonly request: RegistrationRequest;
    outputs?: Record<string, unknown>;
}

/** Collects registrations under the URNs that the monitor hands out, and gives them the URNs that the engine would. */
export class Recorder {
    private readonly registrations = new Map<string, Registration>();
    private readonly stack: string;
    private readonly project: string;

    constructor(stack: string, project: string) {
        this.stack = stack;
        this.project = project;
    }

    register(monitorUrn: string, request: RegistrationRequest): void {
        this.registrations.set(monitorUrn, { request });
    }

    addOutputs(request: OutputsRequest): void {
        const registration = this.registrations.get(request.getUrn());
        if (registration !== undefined) {
            registration.outputs = unwrap(request.getOutputs()?.toJavaScript() ?? {}).value as Record<string, unknown>;
        }
    }

    /** Outputs of the stack itself. */
    stackOutputs(): Record<string, unknown> {
        return [...this.registrations.values()].find(({ request }) => request.getType() === STACK_TYPE)?.outputs ?? {};
    }

    /** Everything but the stack itself, sorted by URN. */
    resources(): GraphResource[] {
        return [...this.registrations.entries()]
            .filter(([, { request }]) => request.getType() !== STACK_TYPE)
            .map(([monitorUrn, registration]) => this.toResource(monitorUrn, registration))
            .sort((a, b) => compare(a.urn, b.urn));
    }

    private toResource(monitorUrn: string, { request, outputs }: Registration): GraphResource {
        const inputs = unwrap(request.getObject()?.toJavaScript() ?? {}, (urn) => this.urnOf(urn));
        const parent = this.registrations.get(request.getParent());
        const isTop = parent === undefined || parent.request.getType() === STACK_TYPE;
        const ignoreChanges = request.getIgnorechangesList();
        const [providerUrn] = request.getProvider().split(/::(?=[^:]*$)/);
        return {
            urn: this.urnOf(monitorUrn),
            type: request.getType(),
            name: request.getName(),
            parent: isTop ? undefined : this.urnOf(request.getParent()),
            provider: providerUrn ? this.urnOf(providerUrn) : undefined,
            custom: request.getCustom(),
            protect: request.getProtect(),
            retainOnDelete: request.getRetainondelete(),
            ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
            dependencies: request
                .getDependenciesList()
                .map((urn) => this.urnOf(urn))
                .sort(compare),
            inputs: inputs.value as Record<string, unknown>,
            secretPaths: inputs.secretPaths,
            outputs,
        };
    }

    private urnOf(monitorUrn: string): string {
        const registration = this.registrations.get(monitorUrn);
        if (registration === undefined) {
            return monitorUrn;
        }
        return `urn:pulumi:${this.stack}::${this.project}::${this.qualifiedType(registration)}::${registration.request.getName()}`;
    }

    /** Types from the outermost component down, as in the engine's URNs; the monitor for tests names only one parent. */
    private qualifiedType({ request }: Registration): string {
        const parent = this.registrations.get(request.getParent());
        return parent === undefined || parent.request.getType() === STACK_TYPE
            ? request.getType()
            : `${this.qualifiedType(parent)}$${request.getType()}`;
    }
}
