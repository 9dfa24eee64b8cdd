import type { Machine } from './machine.ts';

/** A chip as its driver describes it. */
export interface GraphicsChip {
  readonly name: string;
  /** What models can take of it, MB. */
  readonly memoryMb: number;
}

/** macOS lends this share of a machine's memory to its chip. */
const METAL_SHARE = 2 / 3;

/** The largest chip a driver's own program tells of: NVIDIA, AMD, Apple; null without one. */
export async function readGraphics(machine: Machine): Promise<GraphicsChip | null> {
  const found = [...(await nvidia(machine)), ...(await amd(machine)), ...(await apple(machine))];
  return found.sort((a, b) => b.memoryMb - a.memoryMb)[0] ?? null;
}

async function nvidia(machine: Machine): Promise<GraphicsChip[]> {
  const printed = await machine.run('nvidia-smi', [
    '--query-gpu=name,memory.total',
    '--format=csv,noheader,nounits',
  ]);
  return (printed ?? '').split('\n').flatMap((line) => {
    const [, name, memory] = /^(.+),\s*(\d+)\s*$/.exec(line) ?? [];
    return name && memory ? [{ name, memoryMb: Number(memory) }] : [];
  });
}

async function amd(machine: Machine): Promise<GraphicsChip[]> {
  const printed = await machine.run('rocm-smi', [
    '--showproductname',
    '--showmeminfo',
    'vram',
    '--json',
  ]);
  const cards = readJson(printed);
  return Object.values(cards ?? {}).flatMap((card) => {
    if (typeof card !== 'object' || card === null) return [];
    const fields = card as Readonly<Record<string, unknown>>;
    const bytes = Number(fields['VRAM Total Memory (B)']);
    const series = fields['Card Series'] ?? fields['Card series'];
    const name = typeof series === 'string' ? series : 'AMD';
    return bytes > 0 ? [{ name, memoryMb: Math.round(bytes / 2 ** 20) }] : [];
  });
}

async function apple(machine: Machine): Promise<GraphicsChip[]> {
  const report = readJson(await machine.run('system_profiler', ['SPDisplaysDataType', '-json']));
  const displays = report?.['SPDisplaysDataType'];
  if (!Array.isArray(displays)) return [];
  return (displays as Readonly<Record<string, unknown>>[]).flatMap((display) => {
    const name = display['sppci_model'];
    const metal = display['spdisplays_mtlgpufamilysupport'] ?? display['spdisplays_metal'];
    return typeof name === 'string' && metal !== undefined && name.startsWith('Apple')
      ? [{ name, memoryMb: Math.round(machine.memoryMb * METAL_SHARE) }]
      : [];
  });
}

function readJson(printed: string | null): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(printed ?? '') as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
