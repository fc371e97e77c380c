import { imageFrom, registryFrom, type ImageSource } from "../../contracts";

/** Which values of a chart say where its images come from. */
export interface ChartImages {
    /** Values that are an image without its tag, by their path such as `webhook.image.repository`: what they are by default. */
    readonly repositories?: Readonly<Record<string, string>>;
    /** Values that are a registry alone, by their path such as `image.registry`: what they are by default. */
    readonly registries?: Readonly<Record<string, string>>;
}

/** A chart's values, with those of its images that are to be pulled from elsewhere; the others keep the chart's defaults. */
export function valuesWithImages<Values extends object>(
    values: Values,
    { repositories = {}, registries = {} }: ChartImages,
    source: ImageSource | undefined,
): Values {
    const moved = [
        ...Object.entries(repositories).map(([path, image]) => [path, image, imageFrom(image, source)] as const),
        ...Object.entries(registries).map(([path, host]) => [path, host, registryFrom(host, source)] as const),
    ].filter(([, before, after]) => after !== before);
    return moved.reduce<object>((all, [path, , value]) => withValue(all, path.split("."), value), values) as Values;
}

function withValue(values: object, [key = "", ...rest]: readonly string[], value: string): object {
    const group = (values as Record<string, object | undefined>)[key] ?? {};
    return { ...values, [key]: rest.length === 0 ? value : withValue(group, rest, value) };
}
