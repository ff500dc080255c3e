import { crc32, deflateRawSync } from 'node:zlib';

/** What is in a crafted zip file. */
export const content = Buffer.from('some text that compresses, some text that compresses'.repeat(20));

export interface CraftedEntry {
  readonly name: string;
  readonly data: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
  readonly isZip64: boolean;
}

/** A zip file of one entry whose fields are as asked for (PKWARE's APPNOTE, 4.3.7, 4.3.12 and 4.5.3). */
export function craftZip(fields: Partial<CraftedEntry> = {}): Buffer {
  const { name, data, method, flags, crc, size, isZip64 }: CraftedEntry = {
    name: 'a/deflated',
    data: deflateRawSync(content),
    method: 8,
    flags: 0,
    crc: crc32(content),
    size: content.length,
    isZip64: false,
    ...fields,
  };
  const common = Buffer.alloc(26);
  common.writeUInt16LE(isZip64 ? 45 : 20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(isZip64 ? 0xffffffff : data.length, 14);
  common.writeUInt32LE(isZip64 ? 0xffffffff : size, 18);
  common.writeUInt16LE(name.length, 22);
  const extra = Buffer.alloc(isZip64 ? 20 : 0);
  if (isZip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(size), 4);
    extra.writeBigUInt64LE(BigInt(data.length), 12);
  }
  common.writeUInt16LE(extra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), extra, data]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
    extra,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
