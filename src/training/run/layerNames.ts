import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** Returns the name of a parameter's layer: `encoder/conv_0` for `encoder/conv_0/kernel`. */
export function getLayerName(parameter: string): string {
  return parameter.slice(0, Math.max(0, parameter.lastIndexOf('/')));
}

/** Formats names of layers for a message. A part of the model, such as `encoder`, stands for all of its layers. */
export function formatLayerNames(layers: readonly string[], all: readonly string[]): string {
  const getPart = (layer: string) => layer.slice(0, layer.indexOf('/'));
  const isWhole = (part: string) => all.every((layer) => getPart(layer) !== part || layers.includes(layer));
  return [...new Set(layers.map((layer) => (isWhole(getPart(layer)) ? getPart(layer) : layer)))].join(', ');
}

/**
 * Returns a function that tells whether a parameter belongs to a layer whose name begins with one of `prefixes`, such as
 * `encoder` or `decoder_a/upscale_0`.
 * @param parameters names of all parameters of the model
 * @throws UserError naming the prefix that no layer has
 */
export function matchLayerPrefixes(
  prefixes: readonly string[],
  parameters: readonly string[],
): (parameter: string) => boolean {
  for (const prefix of prefixes)
    if (!parameters.some((name) => name.startsWith(prefix))) {
      const known = [...new Set(parameters.map((name) => name.split('/')[0]))].join(', ');
      throw new UserError(t('The model has no layer whose name starts with "{0}". It has: {1}.', prefix, known));
    }
  return (parameter) => prefixes.some((prefix) => parameter.startsWith(prefix));
}
