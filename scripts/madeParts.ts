/** From `<!-- made: NAME -->` to `<!-- end -->`. */
const made = /(<!-- made: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** A page with what is made from the code made anew, by the names of its parts. */
export function withMadeParts(page: string, partNamed: (name: string) => string): string {
  return page.replace(made, (_, begin: string, name: string, end: string) => `${begin}\n${partNamed(name)}\n\n${end}`);
}
