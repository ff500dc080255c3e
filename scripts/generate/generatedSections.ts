/** From `<!-- generated: NAME -->` to `<!-- end -->`. */
const section = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Returns `page` with every generated section replaced by what `generate` makes for the section's name. */
export function replaceGeneratedSections(page: string, generate: (name: string) => string): string {
  return page.replace(
    section,
    (_, begin: string, name: string, end: string) => `${begin}\n${generate(name)}\n\n${end}`,
  );
}
