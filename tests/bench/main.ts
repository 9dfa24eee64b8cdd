import { benchEars } from './ears.ts';
import { benchChat } from './chat.ts';
import { benchEmbedded } from './embedded.ts';
import { benchGateway } from './gateway.ts';
import { benchMemory } from './memory.ts';
import { benchPredict } from './predict.ts';
import { benchPress } from './press.ts';
import { benchShell } from './shell.ts';
import { benchSpanish } from './spanish.ts';
import { benchStore } from './store.ts';
import { benchTalk } from './talk.ts';
import { benchTranscribe } from './transcribe.ts';
import { benchTurns } from './turns.ts';

const print = (line: string) => console.log(line);

/** `npm run bench` runs all of them, `npm run bench -- turns` one. Nothing is asserted. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  shell: benchShell,
  press: benchPress,
  memory: benchMemory,
  store: benchStore,
  predict: benchPredict,
  transcribe: benchTranscribe,
  chat: benchChat,
  ears: benchEars,
  turns: benchTurns,
  spanish: benchSpanish,
  talk: benchTalk,
  gateway: () => benchGateway(print),
  embedded: () => benchEmbedded(print),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`,
  );
  process.exitCode = 1;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length === 0 || asked.includes(name)) await bench();
  }
}
