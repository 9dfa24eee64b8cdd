import { benchEmbedded } from './embedded.ts';
import { benchGateway } from './gateway.ts';

const benches: Readonly<Record<string, (print: (line: string) => void) => Promise<void>>> = {
  gateway: benchGateway,
  embedded: benchEmbedded,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. Known: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(1);
}
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  console.log(`# ${name}`);
  await benches[name]?.((line) => console.log(line));
}
