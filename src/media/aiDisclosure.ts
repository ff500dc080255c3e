/**
 * IPTC's digital source type of every result (https://cv.iptc.org/newscodes/digitalsourcetype/), written as XMP and as a
 * video tag, so that a result can be distinguished from a recording.
 */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** The metadata of one result that says that it was made with AI. */
export interface AiDisclosure {
  /** An XMP packet (IPTC Photo Metadata Standard, Iptc4xmpExt). */
  readonly xmp: string;
  /** Tags for ffmpeg's `-metadata`; players show the comment, tools look for the others. */
  readonly tags: Readonly<Record<string, string>> & { readonly comment: string };
}

/**
 * Creates the disclosure of a result.
 * @param consent why the people in it may be shown; goes into IPTC's field for additional model information and into a tag
 */
export function createAiDisclosure(consent?: string): AiDisclosure {
  const people = consent === undefined ? '' : `\n${buildXmpField('AddlModelInfo', consent)}`;
  return {
    xmp: `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
${buildXmpField('DigitalSourceType', digitalSourceType)}${people}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`,
    tags: {
      comment: `Made with AI: faces were swapped. ${digitalSourceType}`,
      DigitalSourceType: digitalSourceType,
      ...(consent !== undefined && { Consent: consent }),
    },
  };
}

/** Our spelling of the field in XMP, by which a result of this program is recognized among those of others. */
export const disclosureField = buildXmpField('DigitalSourceType', digitalSourceType);

/** States only that the result was made with AI. */
export const defaultAiDisclosure = createAiDisclosure();
export const defaultDisclosureXmp = defaultAiDisclosure.xmp;

function buildXmpField(name: string, text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
  const writable = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return `   <Iptc4xmpExt:${name}>${writable.replace(/[&<>]/g, (mark) => entities[mark]!)}</Iptc4xmpExt:${name}>`;
}

/** Returns the `uuid` box that holds XMP in MP4 and QuickTime files (XMP Specification, part 3, section 1.1.4). */
export function buildXmpBox(xmp: string): Uint8Array {
  const content = Buffer.from(xmp, 'utf8');
  const header = Buffer.alloc(24);
  header.writeUInt32BE(header.length + content.length, 0);
  header.write('uuid', 4, 'latin1');
  header.write('be7acfcb97a942e89c71999491e3afac', 8, 'hex');
  return Buffer.concat([header, content]);
}
