import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parseSync, Visitor } from 'vite';

export type CallExpression = Parameters<NonNullable<ConstructorParameters<typeof Visitor>[0]['CallExpression']>>[0];

/** A source file of the project as the compiler sees it. */
export interface ParsedSource {
  /** Relative to the root of the project. */
  readonly path: string;
  /** Every module that it imports or exports from, types included. */
  readonly imports: readonly string[];
  readonly calls: readonly CallExpression[];
}

/** Parses the TypeScript files in and below `folders`; a folder that does not exist has none. */
export function parseSources(...folders: string[]): ParsedSource[] {
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => parse(join(folder, name))),
  );
}

function parse(path: string): ParsedSource {
  const text = readFileSync(path, 'utf8');
  const result = parseSync(path, text);
  if (result.errors.length > 0) throw new Error(`${path} does not parse: ${result.errors[0]!.message}`);
  return { path, imports: collectImports(result), calls: collectCalls(result) };
}

function collectImports(result: ParseResult): string[] {
  const imports: string[] = [];
  new Visitor({
    ImportDeclaration: (node) => void imports.push(node.source.value),
    ExportNamedDeclaration: (node) => void (node.source && imports.push(node.source.value)),
    ExportAllDeclaration: (node) => void imports.push(node.source.value),
    ImportExpression: (node) => void (node.source.type === 'Literal' && imports.push(String(node.source.value))),
    TSImportType: (node) => void imports.push(node.source.value),
  }).visit(result.program);
  return imports;
}

function collectCalls(result: ParseResult): CallExpression[] {
  const calls: CallExpression[] = [];
  new Visitor({ CallExpression: (node) => void calls.push(node) }).visit(result.program);
  return calls;
}
