import type { FrameWriter } from '../../media/frames';
import type { IniConflict } from '../../options/checkIni';
import type { IniTable, LooseIniValues } from '../../options/option';
import { ffmpegWriter } from './ffmpeg';
import { gifWriter } from './gif';
import { opencvWriter } from './opencv';
import { patchWriter } from './patch';
import { pillowWriter } from './pillow';
import type { Writer, WriterRequest } from './writer';

/** The writers there are. The first one that can write an output writes it, so the one for every folder comes last. */
export const writers: readonly Writer[] = [gifWriter, patchWriter, pillowWriter, ffmpegWriter, opencvWriter];

const getSection = ({ name }: Writer) => `writer.${name}`;

/** The sections `[writer.<name>]` of convert.ini. */
export const writerTable: IniTable = Object.fromEntries(writers.map((writer) => [getSection(writer), writer.options]));

/** Finds values of a writer's section that do not go together. */
export function findWriterConflict(values: LooseIniValues): IniConflict | undefined {
  for (const writer of writers) {
    const conflict = writer.findConflict?.(values[getSection(writer)] ?? {});
    if (conflict) return { section: getSection(writer), ...conflict };
  }
  return undefined;
}

/** Opens the output with the writer for it. @throws UserError when it cannot be written */
export function openWriter(request: WriterRequest, values: LooseIniValues): Promise<FrameWriter> {
  const writer = writers.find(({ canWrite, open }) => open && canWrite?.(request));
  if (!writer?.open) throw new Error(`no writer for ${request.output}`);
  return writer.open(request, values[getSection(writer)] ?? {});
}
