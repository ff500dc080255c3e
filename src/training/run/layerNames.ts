import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** `encoder/conv_0` of `encoder/conv_0/kernel`. */
export function getLayerName(parameter: string): string {
  return parameter.slice(0, Math.max(0, parameter.lastIndexOf('/')));
}

/** Names of layers in a sentence: a part of the model, `encoder`, for all of its layers. */
export function formatLayerNames(layers: readonly string[], all: readonly string[]): string {
  const partOf = (layer: string) => layer.slice(0, layer.indexOf('/'));
  const isWhole = (part: string) => all.every((layer) => partOf(layer) !== part || layers.includes(layer));
  return [...new Set(layers.map((layer) => (isWhole(partOf(layer)) ? partOf(layer) : layer)))].join(', ');
}

/**
 * Which parameters belong to layers that begin with one of `beginnings`: `encoder`, `decoder_a/upscale_0`, …
 * @param parameters all names of the model's
 * @throws UserError naming the beginning that no layer has
 */
export function matchLayerPrefixes(
  beginnings: readonly string[],
  parameters: readonly string[],
): (parameter: string) => boolean {
  for (const beginning of beginnings)
    if (!parameters.some((name) => name.startsWith(beginning))) {
      const known = [...new Set(parameters.map((name) => name.split('/')[0]))].join(', ');
      throw new UserError(t('The model has no layer whose name starts with "{0}". It has: {1}.', beginning, known));
    }
  return (parameter) => beginnings.some((beginning) => parameter.startsWith(beginning));
}
