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
  /** The names of the functions and methods that it declares, and of the variables and parameters that hold a function. */
  readonly functions: readonly string[];
}

/** Parses the source files in and below `folders`; a folder that does not exist has none. */
export function parseSources(...folders: string[]): ParsedSource[] {
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|cjs)$/.test(name))
      .sort()
      .map((name) => parse(join(folder, name))),
  );
}

function parse(path: string): ParsedSource {
  const text = readFileSync(path, 'utf8');
  const result = parseSync(path, text);
  if (result.errors.length > 0) throw new Error(`${path} does not parse: ${result.errors[0]!.message}`);
  return { path, imports: collectImports(result), calls: collectCalls(result), functions: collectFunctions(result) };
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

function collectFunctions(result: ParseResult): string[] {
  const names: string[] = [];
  const add = (name: { readonly type: string; readonly name?: unknown } | null, isFunction = true) => {
    if (isFunction && typeof name?.name === 'string') names.push(name.name);
  };
  const addParameter = (parameter: { readonly type: string; readonly name?: unknown }) => {
    if (parameter.type === 'Identifier' && 'typeAnnotation' in parameter)
      add(parameter, hasFunctionType(parameter.typeAnnotation));
  };
  new Visitor({
    FunctionDeclaration: ({ id, params }) => {
      add(id);
      params.forEach(addParameter);
    },
    ArrowFunctionExpression: ({ params }) => params.forEach(addParameter),
    VariableDeclarator: ({ id, init }) => add(id, isFunction(init)),
    MethodDefinition: ({ key }) => add(key),
    PropertyDefinition: ({ key, value }) => add(key, isFunction(value)),
    Property: ({ key, value }) => add(key, isFunction(value)),
    TSMethodSignature: ({ key }) => add(key),
    TSPropertySignature: ({ key, typeAnnotation }) => add(key, hasFunctionType(typeAnnotation)),
  }).visit(result.program);
  return names;
}

function isFunction(node: { readonly type: string } | null): boolean {
  return node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';
}

function hasFunctionType(annotation: unknown): boolean {
  return (annotation as { typeAnnotation?: { type?: string } } | null)?.typeAnnotation?.type === 'TSFunctionType';
}
