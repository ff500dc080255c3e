/**
 * What every result carries so that it can be told from a recording: IPTC's digital source type
 * (https://cv.iptc.org/newscodes/digitalsourcetype/), as XMP and as a tag of videos.
 */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** An XMP packet that says nothing but the digital source type (IPTC Photo Metadata Standard, Iptc4xmpExt). */
export const aiMarkXmp = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
   <Iptc4xmpExt:DigitalSourceType>${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;

/** Tags for ffmpeg's `-metadata`; players show the comment, tools look for the other. */
export const aiMarkTags: Readonly<Record<string, string>> = {
  comment: `Made with AI: faces were swapped. ${digitalSourceType}`,
  DigitalSourceType: digitalSourceType,
};

/** The `uuid` box that holds XMP in MP4 and QuickTime files (XMP Specification, part 3, section 1.1.4). */
export function xmpBox(xmp: string): Uint8Array {
  const content = Buffer.from(xmp, 'utf8');
  const header = Buffer.alloc(24);
  header.writeUInt32BE(header.length + content.length, 0);
  header.write('uuid', 4, 'latin1');
  header.write('be7acfcb97a942e89c71999491e3afac', 8, 'hex');
  return Buffer.concat([header, content]);
}
