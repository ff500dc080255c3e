/**
 * Text that comes from a file or is the name of one may have been chosen to deceive: escape sequences of terminals, marks that
 * turn the direction of writing, links and pictures. It is shown as what it is.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
const hidden = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns a text with a visible mark in the place of each control character and each mark of direction; lines stay. */
export function makePlainText(text: string): string {
  return text.replace(hidden, '\ufffd');
}

/** Returns JSON in which the same characters are escaped, so that it stays the same value. */
export function escapeHiddenInJson(json: string): string {
  return json.replace(hidden, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns a text for a notification, in which VS Code would make links of `[words](command:…)`. */
export function breakLinks(text: string): string {
  return makePlainText(text).replaceAll('](', '] (');
}

/** Returns a text for a label, in which VS Code would draw `$(name)` as an icon. */
export function escapeIcons(text: string): string {
  return makePlainText(text).replaceAll('$(', '\\$(');
}

/** Returns a text for a span of code in Markdown. */
export function makeCodeText(text: string): string {
  return makePlainText(text).replace(/[`\r\n]+/g, ' ');
}
