import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../src/files/atomicFile';
import { defaultDisclosureXmp } from '../../src/media/aiDisclosure';
import { probeVideo } from '../../src/media/videoProbe';
import { typedCommands } from './commandLine';
import { renderLossCurve } from './lossCurve';
import { readLosses } from './lossLog';
import { addedTexts, renderLanguageOptions, renderLanguageRules, renderTemplate, renderText } from './pageTexts';
import { extractStill, writePlayable } from './stills';

export interface PageInput {
  /** Where the page goes. */
  readonly folder: string;
  readonly before: string;
  readonly other: string;
  readonly after: string;
  readonly modelDir: string;
  readonly facesA: string;
  readonly facesB: string;
}

const moments = 6;
const stillWidth = 320;
const posterWidth = 640;
const previewWidth = 1400;
const sources = 'scripts/demo/page';

/** `{{key}}` within the page's text and attributes; `<!-- key -->` where braces would not be HTML. */
const placeholder = /\{\{(\w+)\}\}|<!-- (\w+) -->/g;

/** Writes `index.html` in the demo's folder: videos beside it, everything else inside it. Resolves with its path. */
export async function writePage(input: PageInput): Promise<string> {
  const { folder, before, after, other, modelDir } = input;
  await writePlayable(before, join(folder, 'before.mp4'));
  await writePlayable(other, join(folder, 'other.mp4'));
  const losses = await readLosses(modelDir);
  const content: Record<string, string> = {
    style: `<style>\n${await readFile(join(sources, 'page.css'), 'utf8')}${renderLanguageRules()}</style>`,
    script: `<script>\n${await readFile(join(sources, 'page.js'), 'utf8')}</script>`,
    languages: renderLanguageOptions(),
    before: 'before.mp4',
    after: encodeURIComponent(basename(after)),
    other: 'other.mp4',
    poster: inlineJpeg(await extractStill(other, 0, posterWidth)),
    momentCount: String(moments),
    moments: await renderMoments(before, after),
    lossCurve: renderLossCurve(losses),
    figures: renderFigure(addedTexts.iterations, losses.at(-1)?.iteration ?? 0) + (await renderFigures(input)),
    preview: await renderPreview(modelDir),
    commands: escapeHtml(typedCommands.join('\n')),
  };
  const page = join(folder, 'index.html');
  await writeFileAtomic(
    page,
    renderTemplate().replace(placeholder, (_, inText: string, asComment: string) => content[inText ?? asComment] ?? ''),
  );
  return page;
}

async function renderFigures({ after, facesA, facesB }: PageInput): Promise<string> {
  const countFaces = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.png')).length;
  const { frameCount = 0 } = await probeVideo(after);
  return [
    renderFigure(addedTexts.frames, frameCount),
    renderFigure(addedTexts.facesA, await countFaces(facesA)),
    renderFigure(addedTexts.facesB, await countFaces(facesB)),
  ].join('');
}

/** A row of stills from before the swap, and under it the same moments after it. */
async function renderMoments(before: string, after: string): Promise<string> {
  const { durationSeconds = 0 } = await probeVideo(before);
  const rows = [
    { video: before, alt: 'Before' },
    { video: after, alt: 'After, AI-made', xmp: defaultDisclosureXmp },
  ];
  let images = '';
  for (const { video, alt, xmp } of rows) {
    for (let moment = 0; moment < moments; moment++) {
      const still = await extractStill(video, (moment / moments) * durationSeconds, stillWidth, xmp);
      images += `<img src="${inlineJpeg(still)}" alt="${alt}">`;
    }
  }
  return images;
}

/** The training's own preview: each face, what its own decoder and what the other one makes of it. */
async function renderPreview(modelDir: string): Promise<string> {
  const preview = await sharp(join(modelDir, 'training_preview.png'))
    .resize({ width: previewWidth, withoutEnlargement: true })
    .jpeg({ quality: 88 })
    .withXmp(defaultDisclosureXmp)
    .toBuffer();
  return `<section><h2>${renderText(addedTexts.preview)}</h2><img class="preview" src="${inlineJpeg(preview)}" alt="Training preview, AI-made"></section>`;
}

function inlineJpeg(bytes: Buffer): string {
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}

function renderFigure(text: string, value: number): string {
  return `<div><dt>${renderText(text)}</dt><dd>${value.toLocaleString('en')}</dd></div>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
