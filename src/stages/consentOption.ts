/** The note on what basis somebody may be shown; `help` says where it goes. */
export function consentOption(help: string) {
  return { type: 'text', placeholder: 'TEXT', help } as const;
}
