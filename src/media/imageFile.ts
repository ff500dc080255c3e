import sharp from 'sharp';
import { readRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { convertBmpToPng, type ImageSize, readBmpSize } from './bmpImage';
import type { Image } from './frames';
import { maxFramePixels } from './pixelLimit';
import { createTextChunk, insertBeforePixels, type PngText } from './pngChunks';

/** Larger image files are not read. */
const maxImageBytes = 2 ** 29;
/** What a file may be, whatever its name says: others, such as SVG, may refer to further files. */
const formats: ReadonlySet<string | undefined> = new Set(['gif', 'jpeg', 'png', 'tiff', 'webp']);

/**
 * Reads an image as 8-bit sRGB without alpha, rotated by its EXIF orientation. Its size is checked before it is decoded: a
 * small file may be an image that fills the memory.
 * @throws UserError when it is missing, unreadable, damaged or too large.
 */
export async function readImage(path: string, maxPixels = maxFramePixels): Promise<Image> {
  try {
    const bytes = await readRegularFile(path, maxImageBytes);
    const bmp = readBmpSize(bytes);
    const { width, height } = bmp ?? (await readSize(bytes));
    if (width * height > maxPixels)
      throw new UserError(
        t('{0} is too large: {1} x {2} pixels. Scale the image down, or remove it.', path, width, height),
      );
    return await decodeImage(bmp ? await convertBmpToPng(bytes) : bytes, maxPixels);
  } catch (error) {
    const known = explainFileError(error, path);
    if (known instanceof UserError) throw known;
    if (hasErrorCode(error, 'ENOENT')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw new UserError(t('{0} cannot be read as an image ({1}).', path, getErrorMessage(error).split('\n')[0] ?? ''));
  }
}

/** Reads the size from the head of an image. @throws Error when it is of no kind that is read */
async function readSize(bytes: Buffer): Promise<ImageSize> {
  const { format, width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (!formats.has(format)) throw new Error(t('it is no PNG, JPEG, WebP, TIFF, GIF or BMP'));
  return { width, height };
}

async function decodeImage(bytes: Buffer, maxPixels: number): Promise<Image> {
  const options = { limitInputPixels: maxPixels };
  const picture = sharp(bytes, options).rotate().toColorspace('srgb').removeAlpha().raw({ depth: 'uchar' });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  // A plain Uint8Array, because slice() of a Buffer shares its memory.
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width: info.width, height: info.height, pixels };
}

export interface PngOptions {
  /** Values a pixel: 1 gray, 3 RGB (default), 4 RGBA. */
  readonly channels?: 1 | 3 | 4;
  /** zlib's level, 0 fastest to 9 smallest. */
  readonly compressionLevel?: number;
  /** An XMP packet to embed. */
  readonly xmp?: string;
  /** A further text to embed. */
  readonly text?: PngText;
}

/** Encodes pixels as PNG. */
export async function encodePng(
  image: Image,
  { channels = 3, compressionLevel = 3, xmp, text }: PngOptions = {},
): Promise<Uint8Array> {
  const { width, height, pixels } = image;
  const png = await sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel }).toBuffer();
  // Not by libvips, which compresses it into a zTXt chunk, where XMP readers do not look.
  const texts = [...(xmp === undefined ? [] : [{ keyword: 'XML:com.adobe.xmp', text: xmp }]), ...(text ? [text] : [])];
  return texts.reduce<Uint8Array>((bytes, one) => insertBeforePixels(bytes, createTextChunk(one)), png);
}

export interface JpegOptions {
  /** 1..100 */
  readonly quality: number;
  /** An XMP packet to embed. */
  readonly xmp: string;
}

/** Encodes RGB pixels as JPEG without chroma subsampling. */
export async function encodeJpeg({ width, height, pixels }: Image, { quality, xmp }: JpegOptions): Promise<Uint8Array> {
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return await picture.jpeg({ quality, chromaSubsampling: '4:4:4' }).withXmp(xmp).toBuffer();
}

/** Scales the whole image into `size`, with black borders if the proportions differ; returns it unchanged if it fits. */
export async function fitImage(
  image: Image,
  size: { readonly width: number; readonly height: number },
): Promise<Image> {
  const { width, height, pixels } = image;
  if (width === size.width && height === size.height) return image;
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  const data = await picture
    .resize({ ...size, fit: 'contain', background: 'black' })
    .raw()
    .toBuffer();
  return { ...size, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
