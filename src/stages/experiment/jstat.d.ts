/** The part of jStat that is used; it brings no types. */
declare module 'jstat' {
  export const jStat: {
    /** Student's t distribution: the value below which the share `p` lies. */
    readonly studentt: { inv(p: number, degreesOfFreedom: number): number };
    /** The studentized range of `groups` means: the value below which the share `p` lies; at least two degrees of freedom. */
    readonly tukey: { inv(p: number, groups: number, degreesOfFreedom: number): number };
  };
}
