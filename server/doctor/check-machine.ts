import * as v from 'valibot';
import document from '../../models/tiers.json' with { type: 'json' };
import { classify, tiersSchema } from '../../src/contracts/tiers.ts';
import { findingsAbout, type Finding } from './finding.ts';
import type { Machine } from './machine.ts';
import { readGraphics } from './read-graphics.ts';

const { tiers } = v.parse(tiersSchema, document);
const { ok, warn } = findingsAbout('machine');

/** Weights at four bits, with what comes around them. */
const MB_PER_MILLION = 0.7;
/** Half of the memory is left to everything else; of a chip's own, a fifth. */
const MEMORY_SHARE = 0.5;
const CHIP_SHARE = 0.8;

/**
 * The class of this machine and the largest language model that answers in time on it. The same
 * classifier as in browsers; only a chip's own memory comes from its driver, as nothing here could
 * measure the chip.
 */
export async function checkMachine(machine: Machine): Promise<Finding> {
  const [chip, cpuGflops] = await Promise.all([readGraphics(machine), machine.benchmark()]);
  const tier = classify(tiers, {
    phone: false,
    cpuGflops,
    gpu: chip && { gbPerS: null, gflops: null, driverMemoryMb: chip.memoryMb },
  });
  const onChip = tier.needs.gpuDriverMemoryMb !== undefined;
  const roomMb = onChip ? (chip?.memoryMb ?? 0) * CHIP_SHARE : machine.memoryMb * MEMORY_SHARE;
  const billions = Math.min(tier.companionLargestM, roomMb / MB_PER_MILLION) / 1000;
  const size = billions < 1 ? billions.toFixed(1) : String(Math.floor(billions));
  const found =
    `${machine.cores} cores at ${cpuGflops.toFixed(0)} GFLOPS together, ` +
    `${Math.round(machine.memoryMb / 1024)} GB, ${chip ? `${chip.name} with ${Math.round(chip.memoryMb / 1024)} GB` : 'no graphics chip to compute with'}: ` +
    `${tier.id}, language models up to ${size} billion weights.`;
  return tier.id === 'MINIMAL' || tier.id === 'LIGHT_CPU'
    ? warn(found, 'For longer talk name a faster machine under upstreams, e.g. one with Ollama.')
    : ok(found);
}
